import { Logger } from '@nestjs/common';
import type { NextFunction, RequestHandler, Response } from 'express';
import type { AuditService } from './audit.service.js';
import { auditedCall, changes, isAudited } from './audited-call.js';
import type { RequestWithActor } from './current-actor.decorator.js';

/** Entries being written at once; beyond that the log line of the request has to do. */
const MAX_PENDING = 50;

/** Statuses that are refusals of a read as well. */
const REFUSED_READS = new Set([401, 403]);

/**
 * Middleware that writes down what was refused before any handler saw it: no credential, no permission, too many calls,
 * an unreadable body. A flood of them costs the database no more than MAX_PENDING writes at a time.
 */
export function auditRefusals(audit: Pick<AuditService, 'recordCall'>): RequestHandler {
  const logger = new Logger('AuditRefusals');
  let pending = 0;
  return (request: RequestWithActor, response: Response, next: NextFunction): void => {
    response.once('close', () => {
      if (isAudited(response) || !isRefusal(request.method, response.statusCode)) return;
      if (pending >= MAX_PENDING) {
        logger.warn(`audit entry of request ${String(request.id)} left out: too many refusals at once`);
        return;
      }
      pending += 1;
      audit
        .recordCall(auditedCall(request, { outcome: `http_${response.statusCode}`, detail: '' }))
        .catch((error: unknown) => logger.error({ err: error }, 'a refusal could not be audited'))
        .finally(() => {
          pending -= 1;
        });
    });
    next();
  };
}

const isRefusal = (method: string, status: number): boolean =>
  changes(method) ? status >= 400 : REFUSED_READS.has(status);
