import { createHash } from 'node:crypto';
import { CALL_TOLERANCE_MS } from '../../ir/timestamp.js';

/** Some 100 bytes each. */
const MAX_NONCES = 500_000;

/**
 * Nonces that were used, of this process: they work once. Each is kept for as long as the call that brought it could be
 * sent again; beyond the bound the oldest are forgotten first.
 */
export class NonceStore {
  /** When it may be forgotten, by digest, in the order of use. */
  readonly #used = new Map<string, number>();

  constructor(private readonly max: number = MAX_NONCES) {}

  /** False when it was used before. `timestamp`: what the call says that the time is; null: nothing. */
  use(key: string, nonce: string, timestamp: number | null, now: number): boolean {
    const id = createHash('sha256').update(`${key}\n${nonce}`, 'latin1').digest('base64').slice(0, 22);
    const until = this.#used.get(id);
    if (until !== undefined && until > now) return false;
    this.#forget(now);
    this.#used.delete(id);
    this.#used.set(id, Math.max(now, timestamp ?? now) + CALL_TOLERANCE_MS);
    return true;
  }

  /** From the oldest on: what is kept longer for its timestamp holds those behind it back, no longer than itself. */
  #forget(now: number): void {
    for (const [id, until] of this.#used) {
      if (until > now && this.#used.size < this.max) return;
      this.#used.delete(id);
    }
  }
}
