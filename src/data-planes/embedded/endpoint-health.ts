import type { Endpoint } from '../../ir/fragment.js';
import { type Probe, probeConnection } from './probe-connection.js';

/** When an address counts as down or up. Source: apiops.md 9.5. */
export interface ProbeTiming {
  /** From the end of one probe to the start of the next. */
  readonly intervalMs: number;
  readonly timeoutMs: number;
  /** In a row. */
  readonly failuresUntilDown: number;
  /** In a row. */
  readonly successesUntilUp: number;
}

const TIMING: ProbeTiming = { intervalMs: 30_000, timeoutMs: 5_000, failuresUntilDown: 3, successesUntilUp: 2 };

/** Many addresses may be due at once: traffic goes before probes. */
const MAX_PROBES_UNDER_WAY = 64;

export interface EndpointHealthOptions {
  readonly timing?: ProbeTiming | undefined;
  readonly probe?: Probe;
  /** An address went up or down. */
  readonly onVerdict?: (address: string, isUp: boolean) => void;
}

/** What is known of one address. */
export interface WatchedAddress {
  readonly address: string;
  readonly isUp: boolean;
}

class Watch implements WatchedAddress {
  references = 0;
  isUp = true;
  /** Observations in a row that speak against `isUp`. */
  against = 0;
  timer: NodeJS.Timeout | null = null;
  readonly over = new AbortController();

  constructor(
    readonly address: string,
    readonly endpoint: Endpoint,
  ) {}
}

/**
 * Probes addresses as long as somebody watches them: at once, then at an interval. An address is up until observations
 * say otherwise. Whoever connects to a watched address tells what came of it; that counts as a probe.
 */
export class EndpointHealth {
  readonly #timing: ProbeTiming;
  readonly #probe: Probe;
  readonly #onVerdict: (address: string, isUp: boolean) => void;
  readonly #watches = new Map<string, Watch>();
  readonly #due = new Set<Watch>();
  #underWay = 0;

  constructor({ timing = TIMING, probe = probeConnection, onVerdict = nothing }: EndpointHealthOptions = {}) {
    this.#timing = timing;
    this.#probe = probe;
    this.#onVerdict = onVerdict;
  }

  get size(): number {
    return this.#watches.size;
  }

  /** Each call is undone by one `release`. */
  watch(endpoint: Endpoint): WatchedAddress {
    const address = addressOf(endpoint);
    const watch = this.#watches.get(address) ?? this.#begin(new Watch(address, endpoint));
    watch.references += 1;
    return watch;
  }

  release({ address }: WatchedAddress): void {
    const watch = this.#watches.get(address);
    if (watch === undefined) return;
    watch.references -= 1;
    if (watch.references === 0) this.#end(watch);
  }

  /** Somebody connected to the address, or could not. */
  observe(endpoint: Endpoint, isReached: boolean): void {
    if (this.#watches.size === 0) return;
    const watch = this.#watches.get(addressOf(endpoint));
    if (watch !== undefined) this.#judge(watch, isReached);
  }

  stop(): void {
    for (const watch of [...this.#watches.values()]) this.#end(watch);
  }

  #begin(watch: Watch): Watch {
    this.#watches.set(watch.address, watch);
    this.#due.add(watch);
    this.#probeWhatIsDue();
    return watch;
  }

  #end(watch: Watch): void {
    this.#watches.delete(watch.address);
    this.#due.delete(watch);
    if (watch.timer !== null) clearTimeout(watch.timer);
    watch.over.abort();
  }

  #probeWhatIsDue(): void {
    for (const watch of this.#due) {
      if (this.#underWay >= MAX_PROBES_UNDER_WAY) return;
      this.#due.delete(watch);
      this.#underWay += 1;
      void this.#probeOnce(watch);
    }
  }

  async #probeOnce(watch: Watch): Promise<void> {
    const { signal } = watch.over;
    const isReached = await this.#probe(watch.endpoint, this.#timing.timeoutMs, signal);
    this.#underWay -= 1;
    if (!signal.aborted) {
      this.#judge(watch, isReached);
      watch.timer = setTimeout(() => {
        this.#due.add(watch);
        this.#probeWhatIsDue();
      }, this.#timing.intervalMs).unref();
    }
    this.#probeWhatIsDue();
  }

  #judge(watch: Watch, isReached: boolean): void {
    if (isReached === watch.isUp) {
      watch.against = 0;
      return;
    }
    watch.against += 1;
    const { failuresUntilDown, successesUntilUp } = this.#timing;
    if (watch.against < (watch.isUp ? failuresUntilDown : successesUntilUp)) return;
    watch.isUp = isReached;
    watch.against = 0;
    this.#onVerdict(watch.address, isReached);
  }
}

const addressOf = ({ host, port }: Endpoint): string => `${host}:${port}`;

const nothing = (): void => undefined;
