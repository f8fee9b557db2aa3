import { type buildConnector, Pool } from 'undici';
import type { Endpoint } from '../../ir/fragment.js';
import { EndpointHealth } from './endpoint-health.js';
import { type AddressGuard, guardedConnector, guardOf } from './guarded-connect.js';

/** Response headers of a backend beyond this many bytes are refused. */
const MAX_RESPONSE_HEADER_BYTES = 65_536;

/** Connections to one address, shared by every release that names it, so that a redeployment keeps them warm. */
export interface SharedPool {
  readonly key: string;
  readonly pool: Pool;
  /** Releases that name it. */
  references: number;
  /** Requests under way; a pool without references is closed when the last one ends. */
  active: number;
}

export class UpstreamPools {
  readonly #pools = new Map<string, SharedPool>();

  /** `health` hears of every connection that is made or fails. */
  constructor(
    readonly health: EndpointHealth = new EndpointHealth(),
    private readonly allows: AddressGuard = guardOf([]),
  ) {}

  get size(): number {
    return this.#pools.size;
  }

  /** Throws when the address cannot be used. */
  acquire(endpoint: Endpoint, connectTimeoutMs: number): SharedPool {
    const origin = originOf(endpoint);
    const key = `${origin} ${connectTimeoutMs}`;
    const known = this.#pools.get(key);
    if (known !== undefined) {
      known.references += 1;
      return known;
    }
    const pool = makePool(origin, guardedConnector(endpoint.port, connectTimeoutMs, this.allows));
    pool.on('connect', () => this.health.observe(endpoint, true));
    pool.on('connectionError', () => this.health.observe(endpoint, false));
    const shared: SharedPool = { key, pool, references: 1, active: 0 };
    this.#pools.set(key, shared);
    return shared;
  }

  release(shared: SharedPool): void {
    shared.references -= 1;
    this.#closeWhenUnused(shared);
  }

  begin(shared: SharedPool): void {
    shared.active += 1;
  }

  end(shared: SharedPool): void {
    shared.active -= 1;
    this.#closeWhenUnused(shared);
  }

  async destroy(): Promise<void> {
    const pools = [...this.#pools.values()];
    this.#pools.clear();
    this.health.stop();
    await Promise.all(pools.map(({ pool }) => pool.destroy()));
  }

  #closeWhenUnused(shared: SharedPool): void {
    if (shared.references > 0 || shared.active > 0 || this.#pools.get(shared.key) !== shared) return;
    this.#pools.delete(shared.key);
    // Nothing is queued in it: destroying only ends idle connections.
    void shared.pool.destroy();
  }
}

const originOf = ({ scheme, host, port }: Endpoint): string =>
  `${scheme}://${host.includes(':') && !host.startsWith('[') ? `[${host}]` : host}:${port}`;

const makePool = (origin: string, connect: buildConnector.connector): Pool =>
  new Pool(origin, {
    allowH2: false,
    pipelining: 1,
    bodyTimeout: 0,
    headersTimeout: 0,
    maxHeaderSize: MAX_RESPONSE_HEADER_BYTES,
    connect,
  });
