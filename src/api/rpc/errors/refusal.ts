import type { JsonObject } from '../define-action.js';

/** How a call is refused on the wire. */
export interface Refusal {
  readonly code: string;
  readonly http: number;
  readonly message: string;
  readonly retryAfterMs?: number;
  readonly accessDeniedDetail?: JsonObject;
}

/** A refusal that is decided in this dialect. */
export class RefusedCall extends Error {
  override readonly name = 'RefusedCall';

  constructor(readonly refusal: Refusal) {
    super(refusal.code);
  }
}
