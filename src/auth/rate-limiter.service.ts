import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { RateLimiterRes } from 'rate-limiter-flexible';
import { Problem } from '../shared/problem.js';
import { RateLimitsRepository } from './rate-limits.repository.js';

export interface RateLimit {
  readonly points: number;
  readonly durationSeconds: number;
}

type Counter = ReturnType<RateLimitsRepository['counter']>;

/** Counts in windows that all replicas share: `points` calls per key in `durationSeconds` from the first one on. */
@Injectable()
export class RateLimiterService {
  readonly #counters = new Map<string, Counter>();

  constructor(private readonly repository: RateLimitsRepository) {}

  /** Counts one call. @throws Problem `rate_limited` with `retryAfterMs` when it is one too many */
  async consume(key: string, limit: RateLimit): Promise<void> {
    try {
      await this.#counter(limit).consume(stored(key));
    } catch (refusal) {
      // The library rejects with its result for "too many" and with an Error for a failing store.
      throw refusal instanceof RateLimiterRes ? tooMany(refusal.msBeforeNext) : refusal;
    }
  }

  /** Takes one counted call back. */
  async refund(key: string, limit: RateLimit): Promise<void> {
    await this.#counter(limit).reward(stored(key));
  }

  #counter({ points, durationSeconds }: RateLimit): Counter {
    const name = `${points}/${durationSeconds}`;
    const known = this.#counters.get(name);
    if (known !== undefined) return known;
    const counter = this.repository.counter(points, durationSeconds);
    this.#counters.set(name, counter);
    return counter;
  }
}

/** Keys may come from a caller; the table holds 255 characters. */
const stored = (key: string): string => createHash('sha256').update(key).digest('base64url');

const tooMany = (retryAfterMs: number): Problem =>
  new Problem('rate_limited', 'Too many requests: slow down and try again', { retryAfterMs });
