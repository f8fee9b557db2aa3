import type { ProblemCode } from '../../../shared/problem.js';
import { GENERAL } from './messages.js';

export interface ErrorRow {
  readonly status: number;
  /** Value of `error`. Source: apiops.md 1.6. */
  readonly error: string;
  /** Said whatever the problem says; absent: the problem's own message. */
  readonly text?: string;
}

const badRequest: ErrorRow = { status: 400, error: 'bad_request' };

/** How each refusal of the product looks in this dialect, where the endpoint's family says nothing else. */
export const ERROR_TABLE: Readonly<Record<ProblemCode, ErrorRow>> = {
  missing_argument: badRequest,
  invalid_argument: badRequest,
  malformed_body: badRequest,
  payload_too_large: { status: 413, error: 'payload_too_large' },
  unauthenticated: { status: 401, error: 'unauthorized_client', text: GENERAL.invalidToken },
  token_invalid: { status: 401, error: 'unauthorized_client', text: GENERAL.invalidToken },
  token_expired: { status: 401, error: 'unauthorized_client', text: GENERAL.expiredToken },
  bad_credentials: { status: 401, error: 'unauthorized_client', text: GENERAL.badCredentials },
  permission_denied: { status: 403, error: 'forbidden', text: GENERAL.forbidden },
  not_found: { status: 404, error: 'not_found' },
  already_exists: badRequest,
  in_use: badRequest,
  route_conflict: badRequest,
  not_compilable: badRequest,
  not_deployed: badRequest,
  deployment_rejected: badRequest,
  not_representable: badRequest,
  unsupported: badRequest,
  fetch_refused: badRequest,
  not_resolved: badRequest,
  rate_limited: { status: 429, error: 'rate_limit_exceeded', text: GENERAL.rateLimited },
  limit_exceeded: badRequest,
  busy: { status: 503, error: 'server_error' },
  unavailable: { status: 503, error: 'server_error' },
  internal: { status: 500, error: 'internal_error', text: GENERAL.internal },
};
