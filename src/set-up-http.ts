import type { NestExpressApplication } from '@nestjs/platform-express';

/** What requests pass before Nest routes them, outermost first. Called before `app.init()`. */
export function setUpHttp(_app: NestExpressApplication): void {}
