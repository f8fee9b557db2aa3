import type { Readable } from 'node:stream';
import type { Endpoint } from '../../ir/fragment.js';

/** What goes to a backend, before the endpoint's base path is put in front. */
export interface OutgoingRequest {
  readonly method: string;
  /** `''` or begins with `/`. */
  readonly path: string;
  /** With its `?`, or `''`. */
  readonly query: string;
  readonly headers: string[];
  readonly body: Buffer | Readable | null;
}

/** Path and query as this endpoint gets them. */
export function pathAt({ basePath }: Endpoint, { path, query }: OutgoingRequest): string {
  const whole = `${basePath}${path}`;
  return `${whole === '' ? '/' : whole}${query}`;
}
