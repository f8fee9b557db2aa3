import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { Request } from 'express';
import type { Actor } from '../model/actor.js';
import { Problem } from '../shared/problem.js';

/** Request after the guard; `actor` is absent on public routes. */
export interface RequestWithActor extends Request {
  actor?: Actor;
}

/** The caller. @throws Problem `unauthenticated` on a public route */
export function actorOf(request: RequestWithActor): Actor {
  if (request.actor === undefined) throw new Problem('unauthenticated', 'This call needs an authenticated caller');
  return request.actor;
}

export const CurrentActor = createParamDecorator((_: unknown, context: ExecutionContext) =>
  actorOf(context.switchToHttp().getRequest<RequestWithActor>()),
);
