import type { NestExpressApplication } from '@nestjs/platform-express';
import { AuditService } from '../../auth/audit.service.js';
import { auditRefusals } from '../../auth/audit-refusals.js';
import { HTTP_LOGGER } from '../../shared/logging.js';
import { measureRequests } from './measure-requests.js';
import { Metrics } from './metrics.js';
import { requestId } from './request-id.js';
import { securityHeaders } from './security-headers.js';

/** Surfaces behind Nest's guards; the RPC surface keeps its own account of signed calls. */
const GUARDED = ['/apiops', '/admin'];

/**
 * What every management request passes first: an id, the access log, metrics, safe headers. Called before `app.init()`,
 * so that it also covers what the body parsers refuse.
 */
export function setUpEdge(app: NestExpressApplication): void {
  app.disable('x-powered-by');
  app.use(requestId, app.get(HTTP_LOGGER), measureRequests(app.get(Metrics)), securityHeaders);
  app.use(GUARDED, auditRefusals(app.get(AuditService, { strict: false })));
}
