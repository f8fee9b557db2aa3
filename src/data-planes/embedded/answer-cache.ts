import type { IncomingHttpHeaders } from 'node:http';
import type { IrCache } from '../../ir/fragment.js';
import { type CacheableRequest, keyOf } from './cache-policy.js';

export interface KeptAnswer {
  readonly status: number;
  /** As the backend sent them. */
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
  /** When it was made, by `Date.now()`: what it had behind it when it came is counted in. */
  readonly madeAt: number;
  readonly until: number;
  /** Headers of requests that it depends on. */
  readonly varying: readonly string[];
}

interface Entry {
  readonly owner: RouteCache;
  readonly key: string;
  readonly answer: KeptAnswer;
  readonly bytes: number;
}

/** Of an entry beside its body and headers. */
const ENTRY_BYTES = 512;

/** All that one process keeps: within the bound, what was not asked for longest goes first. */
export class AnswerCache {
  /** In the order of use. */
  readonly #entries = new Set<Entry>();
  #bytes = 0;
  #recorded = 0;

  /** `maxBytes`: 0 keeps nothing. */
  constructor(readonly maxBytes: number) {}

  /** Of answers that are kept, and of those that are still coming. */
  get bytes(): number {
    return this.#bytes + this.#recorded;
  }

  openRoute(rules: IrCache): RouteCache {
    return new RouteCache(rules, this);
  }

  /** For an answer that is coming; false when it takes too much. Give all of it back with `release`. */
  reserve(bytes: number): boolean {
    if (this.#recorded + bytes > this.maxBytes / 2) return false;
    this.#recorded += bytes;
    return true;
  }

  release(bytes: number): void {
    this.#recorded -= bytes;
  }

  add(entry: Entry): void {
    this.#entries.add(entry);
    this.#bytes += entry.bytes;
    for (const oldest of this.#entries) {
      if (this.#bytes <= this.maxBytes) return;
      oldest.owner.remove(oldest.key);
    }
  }

  touch(entry: Entry): void {
    this.#entries.delete(entry);
    this.#entries.add(entry);
  }

  drop(entry: Entry): void {
    if (this.#entries.delete(entry)) this.#bytes -= entry.bytes;
  }
}

/** What is kept for one route of one release: another release begins with nothing. */
export class RouteCache {
  /** In the order of use. */
  readonly #entries = new Map<string, Entry>();
  /** Headers that any answer so far depends on: all requests are told apart by all of them. */
  #varying: readonly string[] = [];
  #isClosed = false;

  constructor(
    readonly rules: IrCache,
    readonly all: AnswerCache,
  ) {}

  get size(): number {
    return this.#entries.size;
  }

  find(request: CacheableRequest, now: number): KeptAnswer | null {
    const key = keyOf(request, this.rules, this.#varying);
    const entry = this.#entries.get(key);
    if (entry === undefined) return null;
    if (entry.answer.until <= now) {
      this.remove(key);
      return null;
    }
    this.#entries.delete(key);
    this.#entries.set(key, entry);
    this.all.touch(entry);
    return entry.answer;
  }

  /** In place of what was kept for the like. Nothing when the route is no longer served, or depends on too much. */
  keep(request: CacheableRequest, answer: KeptAnswer): void {
    if (this.#isClosed || !this.#variesBy(answer.varying)) return;
    const key = keyOf(request, this.rules, this.#varying);
    this.remove(key);
    const entry = { owner: this, key, answer, bytes: bytesOf(answer) };
    this.#entries.set(key, entry);
    this.all.add(entry);
    const [oldest] = this.#entries.keys();
    if (this.#entries.size > this.rules.capacity && oldest !== undefined) this.remove(oldest);
  }

  remove(key: string): void {
    const entry = this.#entries.get(key);
    if (entry === undefined) return;
    this.#entries.delete(key);
    this.all.drop(entry);
  }

  /** Gives everything back; what still comes is not kept. */
  close(): void {
    this.#isClosed = true;
    for (const key of [...this.#entries.keys()]) this.remove(key);
  }

  #variesBy(names: readonly string[]): boolean {
    const all = new Set([...this.#varying, ...names]);
    if (all.size === this.#varying.length) return true;
    if (all.size > MAX_VARYING) return false;
    this.#varying = [...all].sort();
    return true;
  }
}

const MAX_VARYING = 16;

function bytesOf({ body, headers }: KeptAnswer): number {
  let bytes = ENTRY_BYTES + body.length;
  for (const [name, value] of Object.entries(headers)) bytes += name.length + String(value).length + 32;
  return bytes;
}
