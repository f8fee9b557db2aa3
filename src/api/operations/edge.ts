import type { NestExpressApplication } from '@nestjs/platform-express';
import { HTTP_LOGGER } from '../../shared/logging.js';
import { measureRequests } from './measure-requests.js';
import { Metrics } from './metrics.js';
import { requestId } from './request-id.js';
import { securityHeaders } from './security-headers.js';

/**
 * What every management request passes first: an id, the access log, metrics, safe headers. Called before `app.init()`,
 * so that it also covers what the body parsers refuse.
 */
export function setUpEdge(app: NestExpressApplication): void {
  app.disable('x-powered-by');
  app.use(requestId, app.get(HTTP_LOGGER), measureRequests(app.get(Metrics)), securityHeaders);
}
