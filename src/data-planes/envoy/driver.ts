import type { Fragment } from '../../ir/fragment.js';
import type {
  DataPlaneDriver,
  Listener,
  NodeAnswer,
  NodePresence,
  PlaneRefusal,
  SnapshotChange,
} from '../data-plane.js';
import { type FlipGate, OPEN_GATE, sharesOf } from '../flip-gate.js';
import { EnvironmentFleet, type FleetEvents, type FleetTiming } from './environment-fleet.js';
import { checkFragment, SUPPORTED } from './features.js';
import { GrpcClients } from './grpc/clients.js';
import { ListenerProbe, type ProbeTiming } from './listener-probe.js';
import { AdsServer, type ConnectedClient } from './xds/ads.server.js';
import type { ClientIdentity } from './xds/node-identity.js';
import type { XdsCredentials } from './xds/xds-credentials.js';

export interface EnvoyDriverOptions {
  /** Loopback, unless there are credentials. */
  readonly host: string;
  /** 0 chooses a free one. */
  readonly port: number;
  readonly logger: { warn(facts: object, message: string): void };
  /** For mutual TLS; without, plain text. */
  readonly credentials?: XdsCredentials | undefined;
  readonly timing?: FleetTiming & ProbeTiming;
  /** Path that everything served begins with; `''` unless named. */
  readonly rootContext?: string;
  /** Below it are the hosts of the groups of the cloudapi dialect. */
  readonly groupDomain?: string;
}

/** Both waits together stay below what callers of a deployment wait: 2 s at least. */
export const TIMING: FleetTiming & ProbeTiming = {
  prepareMs: 1_000,
  flipMs: 500,
  drainMs: 30_000,
  retryMs: 10_000,
  reachesMs: 700,
  servesMs: 5_000,
};

interface Served {
  name: string;
  readonly fleet: EnvironmentFleet;
  readonly grpcClients: GrpcClients;
}

/**
 * Serves fleets of Envoys over ADS, and gRPC clients that call backends themselves. A client names its environment in its
 * node's metadata; an Envoy also its address, which makes it a node of the fleet.
 */
export class EnvoyDriver implements DataPlaneDriver {
  readonly name = 'envoy';
  readonly supports = SUPPORTED;
  readonly #options: EnvoyDriverOptions;
  readonly #server: AdsServer;
  /** By environment id. */
  readonly #fleets = new Map<string, Served>();
  readonly #answerListeners = new Set<(answer: NodeAnswer) => void>();
  readonly #presenceListeners = new Set<(presence: NodePresence) => void>();
  #port: Promise<number> | null = null;

  constructor(options: EnvoyDriverOptions) {
    this.#options = options;
    this.#server = new AdsServer((client) => this.#join(client), {
      credentials: options.credentials,
      onRefused: (peer, reason) => options.logger.warn({ peer, reason }, 'an Envoy was turned away'),
    });
  }

  check(fragment: Fragment): readonly PlaneRefusal[] {
    return checkFragment(fragment);
  }

  /** The xDS server opens with the first call: before, nobody could be told which environments there are. */
  async listen(listeners: readonly Listener[]): Promise<void> {
    for (const listener of listeners) this.#open(listener);
    const kept = new Set(listeners.map(({ environmentId }) => environmentId));
    for (const [id, { fleet, grpcClients }] of this.#fleets) {
      if (kept.has(id)) continue;
      this.#fleets.delete(id);
      for (const clients of [fleet, grpcClients]) clients.close('the environment is gone');
    }
    this.#port ??= this.#server.listen(this.#options.host, this.#options.port);
    await this.#port;
  }

  /** Of the xDS server; rejects when it could not listen. */
  async port(): Promise<number> {
    if (this.#port === null) throw new Error('the xDS server does not listen yet');
    return this.#port;
  }

  nodes(): readonly NodePresence[] {
    return [...this.#fleets.values()].flatMap(({ fleet }) => fleet.presences());
  }

  offer(change: SnapshotChange, gate: FlipGate = OPEN_GATE): void {
    const fleets = [...this.#fleets.values()].map(({ fleet }) => fleet);
    const concerned = fleets.filter(({ environmentIds }) => environmentIds.includes(change.environmentId));
    const shares = sharesOf(gate, concerned.length);
    for (const [index, fleet] of concerned.entries()) fleet.offer(change, shares[index]);
  }

  onAnswer(listener: (answer: NodeAnswer) => void): () => void {
    this.#answerListeners.add(listener);
    return () => this.#answerListeners.delete(listener);
  }

  onPresence(listener: (presence: NodePresence) => void): () => void {
    this.#presenceListeners.add(listener);
    return () => this.#presenceListeners.delete(listener);
  }

  async stop(): Promise<void> {
    this.#server.stop();
  }

  #open(listener: Listener): void {
    const { environmentId, environmentName: name } = listener;
    const { rootContext = '', groupDomain } = this.#options;
    const place = { ...listener, rootContext, ...(groupDomain === undefined ? {} : { groupDomain }) };
    const known = this.#fleets.get(environmentId);
    if (known !== undefined) {
      known.name = name;
      known.fleet.listen(place);
      return;
    }
    const warn = (facts: object, message: string) => this.#options.logger.warn(facts, message);
    const grpcClients = new GrpcClients(warn);
    const timing = this.#options.timing ?? TIMING;
    const events: FleetEvents = {
      onAnswer: (answer) => {
        for (const tell of this.#answerListeners) tell(answer);
      },
      onPresence: (presence) => {
        for (const tell of this.#presenceListeners) tell(presence);
      },
      warn,
      onCurrent: ({ own }) => grpcClients.serve(own),
    };
    const fleet = new EnvironmentFleet(place, timing, events, (client) => ListenerProbe.of(client, timing));
    this.#fleets.set(environmentId, { name, fleet, grpcClients });
  }

  #join(client: ConnectedClient<ClientIdentity>): () => void {
    const { identity } = client;
    const { nodeId, environmentName } = identity;
    const found = [...this.#fleets.values()].find(({ name }) => name === environmentName);
    if (found === undefined) throw new Error(`node ${nodeId}: there is no environment '${environmentName}'`);
    if (identity.address === null) return found.grpcClients.join({ ...client, identity });
    return found.fleet.join({ ...client, identity });
  }
}
