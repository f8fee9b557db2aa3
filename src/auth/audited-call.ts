import type { Response } from 'express';
import { isProblem } from '../shared/problem.js';
import type { AuditedCall } from './auth-types.js';
import type { RequestWithActor } from './current-actor.decorator.js';

const SAFE_METHODS = new Set(['GET', 'HEAD', 'OPTIONS']);

export const changes = (method: string): boolean => !SAFE_METHODS.has(method);

export interface CallOutcome {
  /** `ok`, or the code of the refusal. */
  readonly outcome: string;
  readonly detail: string;
}

export const SUCCEEDED: CallOutcome = { outcome: 'ok', detail: '' };

/** Of a call that was answered. A dry run says so: the trail must not read as if something had changed. */
export const successOf = (answer: unknown): CallOutcome =>
  typeof answer === 'object' && answer !== null && 'dryRun' in answer && answer.dryRun === true
    ? { outcome: 'ok', detail: 'dry run: nothing was changed' }
    : SUCCEEDED;

/** Pure. Nothing but the message of a Problem is told: it never carries a secret. */
export const outcomeOf = (error: unknown): CallOutcome =>
  isProblem(error) ? { outcome: error.code, detail: error.message } : { outcome: 'internal', detail: '' };

/** What the audit log says about a management call. The query stays out, the body too: both may carry secrets. */
export function auditedCall(request: RequestWithActor, { outcome, detail }: CallOutcome): AuditedCall {
  const { actor, params } = request;
  const pattern: unknown = request.route?.path;
  return {
    username: actor?.username ?? 'anonymous',
    via: actor?.via ?? 'none',
    action: `${request.method} ${typeof pattern === 'string' ? `${request.baseUrl}${pattern}` : request.path}`,
    resource: `${request.baseUrl}${request.path}`,
    projectName: text(params['projectName']) ?? text(params['project']) ?? null,
    outcome,
    detail,
    requestId: String(request.id ?? ''),
  };
}

const text = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined);

const audited = new WeakSet<Response>();

/** One call, one entry: whoever writes it says so. */
export const markAudited = (response: Response): void => void audited.add(response);
export const isAudited = (response: Response): boolean => audited.has(response);
