import { HttpStatus } from '@nestjs/common';
import type { ProblemCode } from '../../../shared/problem.js';

interface Appearance {
  readonly status: number;
  /** The same for every occurrence; what happened this time is the `detail`. */
  readonly title: string;
}

/** How each refusal looks on this surface. */
export const PROBLEM_TABLE: Readonly<Record<ProblemCode, Appearance>> = {
  missing_argument: { status: HttpStatus.BAD_REQUEST, title: 'A field is missing' },
  invalid_argument: { status: HttpStatus.BAD_REQUEST, title: 'A field is not valid' },
  malformed_body: { status: HttpStatus.BAD_REQUEST, title: 'The request cannot be read' },
  payload_too_large: { status: HttpStatus.PAYLOAD_TOO_LARGE, title: 'The body is too large' },
  unauthenticated: { status: HttpStatus.UNAUTHORIZED, title: 'A token is required' },
  token_invalid: { status: HttpStatus.UNAUTHORIZED, title: 'The token is not valid' },
  token_expired: { status: HttpStatus.UNAUTHORIZED, title: 'The token has expired' },
  bad_credentials: { status: HttpStatus.UNAUTHORIZED, title: 'The credentials are not valid' },
  permission_denied: { status: HttpStatus.FORBIDDEN, title: 'Not permitted' },
  not_found: { status: HttpStatus.NOT_FOUND, title: 'Not found' },
  already_exists: { status: HttpStatus.CONFLICT, title: 'Already exists' },
  in_use: { status: HttpStatus.CONFLICT, title: 'In use' },
  route_conflict: { status: HttpStatus.CONFLICT, title: 'A route belongs to another proxy' },
  not_compilable: { status: HttpStatus.UNPROCESSABLE_ENTITY, title: 'Cannot be compiled' },
  not_deployed: { status: HttpStatus.CONFLICT, title: 'Not deployed' },
  deployment_rejected: { status: HttpStatus.CONFLICT, title: 'A gateway refused the deployment' },
  not_representable: { status: HttpStatus.UNPROCESSABLE_ENTITY, title: 'Cannot be shown here' },
  unsupported: { status: HttpStatus.UNPROCESSABLE_ENTITY, title: 'Not supported' },
  fetch_refused: { status: HttpStatus.UNPROCESSABLE_ENTITY, title: 'The address may not be fetched' },
  not_resolved: { status: HttpStatus.UNPROCESSABLE_ENTITY, title: 'The domain does not lead here' },
  rate_limited: { status: HttpStatus.TOO_MANY_REQUESTS, title: 'Too many requests' },
  limit_exceeded: { status: HttpStatus.UNPROCESSABLE_ENTITY, title: 'A limit is exceeded' },
  busy: { status: HttpStatus.CONFLICT, title: 'Another change is in progress' },
  unavailable: { status: HttpStatus.SERVICE_UNAVAILABLE, title: 'Temporarily unavailable' },
  internal: { status: HttpStatus.INTERNAL_SERVER_ERROR, title: 'Internal error' },
};
