import { PersistentMap } from '../persistent-map.js';
import type { ResourceSet, ResourceType, XdsResource } from '../resources.js';
import type { Entries } from '../translation.js';
import type { ConnectedClient } from '../xds/ads.server.js';
import type { GrpcClientIdentity } from '../xds/node-identity.js';
import { GRPC_TYPES, type GrpcResources, type GrpcType, grpcResourcesFor } from './rendition.js';

export type ConnectedGrpcClient = ConnectedClient<GrpcClientIdentity>;

/** Facts that go with a warning, and its words. */
export type Warn = (facts: object, message: string) => void;

/**
 * The gRPC clients of one environment. They follow what it serves; nobody waits for them, and what they say is heard by
 * nobody but the log.
 */
export class GrpcClients {
  readonly #clients = new Set<GrpcClient>();
  /** Null until it is known. */
  #entries: Entries | null = null;
  /** By name, of these entries. */
  #resources = new Map<string, GrpcResources>();

  constructor(private readonly warn: Warn) {}

  /** Tells all clients what is different for them. */
  serve(entries: Entries): void {
    if (entries === this.#entries) return;
    this.#entries = entries;
    this.#resources = new Map();
    for (const client of this.#clients) client.follow();
  }

  /** Returns what to call when the client has left. */
  join(connected: ConnectedGrpcClient): () => void {
    const client = new GrpcClient(connected, (name) => this.#resourcesFor(name), this.warn);
    this.#clients.add(client);
    return () => this.#clients.delete(client);
  }

  close(reason: string): void {
    for (const client of this.#clients) client.end(reason);
  }

  #resourcesFor(name: string): GrpcResources | null {
    if (this.#entries === null) return null;
    let resources = this.#resources.get(name);
    if (resources === undefined) {
      resources = grpcResourcesFor(name, this.#entries.values());
      this.#resources.set(name, resources);
    }
    return resources;
  }
}

/** Types by which a client says which names it is interested in; the others follow from them. */
const NAMING_TYPES: readonly ResourceType[] = ['listener', 'route'];

class GrpcClient {
  readonly #asked = new Map<ResourceType, ReadonlySet<string>>();
  /** What it was last told to hold, in short, by type. */
  readonly #pushed = new Map<ResourceType, string>();

  constructor(
    private readonly client: ConnectedGrpcClient,
    private readonly resourcesFor: (name: string) => GrpcResources | null,
    private readonly warn: Warn,
  ) {
    client.stream.onRequest((type, names) => {
      if (!NAMING_TYPES.includes(type) || hasSame(names, this.#asked.get(type))) return;
      this.#asked.set(type, names);
      this.follow();
    });
  }

  /** Only what is different is pushed: what the client refused is not sent again. */
  follow(): void {
    const names = new Set([...this.#asked.values()].flatMap((asked) => [...asked]));
    const found = [...names].map((name) => this.resourcesFor(name));
    for (const type of GRPC_TYPES) {
      const wanted: [string, XdsResource][] = [];
      for (const resources of found) {
        if (resources === null) return;
        wanted.push(...resources[type]);
      }
      this.#push(type, PersistentMap.empty<XdsResource>().after(wanted));
    }
  }

  end(reason: string): void {
    this.client.end(reason);
  }

  #push(type: GrpcType, wanted: ResourceSet): void {
    const short = [...wanted.values()].map(({ name, version }) => `${name}=${version}`).join();
    if (this.#pushed.get(type) === short) return;
    this.#pushed.set(type, short);
    void this.client.stream.push(type, wanted).then((outcome) => {
      if (outcome.kind !== 'refused') return;
      const { nodeId: client, environmentName: environment } = this.client.identity;
      this.warn({ client, environment, type, reason: outcome.reason }, 'a gRPC client refuses what it asked for');
    });
  }
}

const hasSame = (names: ReadonlySet<string>, others: ReadonlySet<string> | undefined): boolean =>
  names.size === others?.size && [...names].every((name) => others.has(name));
