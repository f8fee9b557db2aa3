import { HttpException, HttpStatus } from '@nestjs/common';
import { isProblem, Problem, type ProblemCode } from '../../../shared/problem.js';
import { InvalidRequest } from './invalid-request.js';
import { PROBLEM_TABLE } from './problem-table.js';

/** RFC 9457 problem details, with our code, the offending field and every misfit. */
export interface ProblemBody {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly code: string;
  readonly detail: string;
  readonly field?: string;
  readonly errors?: readonly { readonly field: string; readonly message: string }[];
}

/** What only HTTP can go wrong with; no use case knows these. */
const HTTP_ONLY: Readonly<Record<number, { readonly code: string; readonly title: string }>> = {
  [HttpStatus.METHOD_NOT_ALLOWED]: { code: 'method_not_allowed', title: 'Method not allowed' },
  [HttpStatus.UNSUPPORTED_MEDIA_TYPE]: { code: 'unsupported_media_type', title: 'Unsupported media type' },
};

const BY_STATUS: Readonly<Record<number, ProblemCode>> = {
  [HttpStatus.BAD_REQUEST]: 'malformed_body',
  [HttpStatus.UNAUTHORIZED]: 'unauthenticated',
  [HttpStatus.FORBIDDEN]: 'permission_denied',
  [HttpStatus.NOT_FOUND]: 'not_found',
  [HttpStatus.CONFLICT]: 'already_exists',
  [HttpStatus.PAYLOAD_TOO_LARGE]: 'payload_too_large',
  [HttpStatus.TOO_MANY_REQUESTS]: 'rate_limited',
  [HttpStatus.SERVICE_UNAVAILABLE]: 'unavailable',
};

/** Pure. What a caller is told about any error; nothing of an unexpected one. */
export function problemBody(error: unknown): ProblemBody {
  if (isProblem(error)) return ofProblem(error);
  const status = statusOf(error);
  const httpOnly = HTTP_ONLY[status];
  const detail = error instanceof Error ? error.message : '';
  if (httpOnly !== undefined) return bodyOf(httpOnly.code, httpOnly.title, status, detail);
  const code = BY_STATUS[status];
  if (code === undefined) return ofProblem(new Problem('internal', 'The request failed; its id is in the log'));
  return ofProblem(new Problem(code, code === 'malformed_body' ? `The request cannot be read: ${detail}` : detail));
}

function ofProblem(problem: Problem): ProblemBody {
  const { status, title } = PROBLEM_TABLE[problem.code];
  const { field } = problem.facts;
  return {
    ...bodyOf(problem.code, title, status, problem.message),
    ...(field === undefined ? {} : { field }),
    ...errorsOf(problem),
  };
}

const bodyOf = (code: string, title: string, status: number, detail: string): ProblemBody => ({
  type: `urn:gatewright:problem:${code.replaceAll('_', '-')}`,
  title,
  status,
  code,
  detail,
});

function errorsOf(problem: Problem): Pick<ProblemBody, 'errors'> {
  if (problem instanceof InvalidRequest) return { errors: problem.errors };
  const { faults } = problem.facts;
  if (faults === undefined) return {};
  return { errors: faults.map(({ proxyName, field, message }) => ({ field: `${proxyName}: ${field}`, message })) };
}

/** Nest's exceptions and those of the body parsers carry a status; 500 for anything else. */
function statusOf(error: unknown): number {
  if (error instanceof HttpException) return error.getStatus();
  if (error instanceof Error && 'statusCode' in error && typeof error.statusCode === 'number') return error.statusCode;
  return HttpStatus.INTERNAL_SERVER_ERROR;
}
