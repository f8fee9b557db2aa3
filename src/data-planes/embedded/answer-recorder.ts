import type { IncomingHttpHeaders } from 'node:http';
import type { RouteCache } from './answer-cache.js';
import { type CacheableRequest, type Keeping, keepingOf } from './cache-policy.js';

/** A longer answer streams through and is not kept. */
export const MAX_KEPT_BYTES = 1_048_576;

/** Listens to the answer to one request, and keeps it once it has come whole. */
export class AnswerRecorder {
  #keeping: Keeping | null = null;
  #status = 0;
  #headers: IncomingHttpHeaders = {};
  #chunks: Buffer[] = [];
  #bytes = 0;

  constructor(
    private readonly cache: RouteCache,
    private readonly request: CacheableRequest,
  ) {}

  head(status: number, headers: IncomingHttpHeaders): void {
    this.stop();
    const length = headers['content-length'];
    // What only the end of the connection ends may be a part that looks like the whole.
    const hasEnd = length !== undefined || headers['transfer-encoding'] !== undefined || status === 204;
    if (!hasEnd || Number(length ?? 0) > MAX_KEPT_BYTES) return;
    this.#keeping = keepingOf(status, headers, this.cache.rules, Date.now());
    this.#status = status;
    this.#headers = headers;
  }

  data(chunk: Buffer): void {
    if (this.#keeping === null) return;
    if (this.#bytes + chunk.length > MAX_KEPT_BYTES || !this.cache.all.reserve(chunk.length)) {
      this.stop();
      return;
    }
    this.#bytes += chunk.length;
    this.#chunks.push(chunk);
  }

  end(trailers: IncomingHttpHeaders): void {
    const keeping = this.#keeping;
    const isKept = Object.keys(trailers).length === 0 && (this.#bytes > 0 || this.cache.rules.keepsEmpty);
    if (keeping !== null && isKept) {
      const now = Date.now();
      const { ttlSeconds, ageSeconds, varying } = keeping;
      const body = this.#wholeBody();
      const until = now + ttlSeconds * 1000;
      const madeAt = now - ageSeconds * 1000;
      this.cache.keep(this.request, { status: this.#status, headers: this.#headers, body, madeAt, until, varying });
    }
    this.stop();
  }

  /** A copy of its own: chunks are parts of larger buffers, which would stay. */
  #wholeBody(): Buffer {
    const body = Buffer.allocUnsafeSlow(this.#bytes);
    let at = 0;
    for (const chunk of this.#chunks) at += chunk.copy(body, at);
    return body;
  }

  /** It does not come whole, or is not kept. */
  stop(): void {
    this.cache.all.release(this.#bytes);
    this.#keeping = null;
    this.#chunks = [];
    this.#bytes = 0;
  }
}
