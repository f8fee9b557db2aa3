import { type CallHandler, type ExecutionContext, Injectable, type NestInterceptor } from '@nestjs/common';
import type { Response } from 'express';
import { catchError, concatMap, defer, from, map, type Observable, throwError } from 'rxjs';
import { AuditService } from './audit.service.js';
import { auditedCall, type CallOutcome, changes, markAudited, outcomeOf, successOf } from './audited-call.js';
import type { RequestWithActor } from './current-actor.decorator.js';

/**
 * Writes each change, and each refusal of one, to the audit log before it is answered. What guards and parsers refuse
 * does not come this far: `auditRefusals` writes that.
 */
@Injectable()
export class AuditInterceptor implements NestInterceptor {
  constructor(private readonly audit: AuditService) {}

  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    const request = context.switchToHttp().getRequest<RequestWithActor>();
    if (!changes(request.method)) return next.handle();
    const write = (outcome: CallOutcome) =>
      defer(() => {
        markAudited(context.switchToHttp().getResponse<Response>());
        return from(this.audit.recordCall(auditedCall(request, outcome)));
      });
    return next.handle().pipe(
      catchError((error: unknown) => write(outcomeOf(error)).pipe(concatMap(() => throwError(() => error)))),
      concatMap((answer: unknown) => write(successOf(answer)).pipe(map(() => answer))),
    );
  }
}
