import { EventEmitter } from 'node:events';
import { fromBinary } from '@bufbuild/protobuf';
import { ScopedRouteConfigurationSchema } from '../generated/envoy/config/route/v3/scoped_route_pb.js';
import {
  type DeltaDiscoveryResponse,
  DeltaDiscoveryResponseSchema,
} from '../generated/envoy/service/discovery/v3/discovery_pb.js';
import { RESOURCE_TYPES, type ResourceType } from '../resources.js';
import { TYPE_URLS, typeOfUrl } from '../type-urls.js';
import type { ConnectedClient } from '../xds/ads.server.js';
import { AdsStream } from '../xds/ads-stream.js';
import type { DeltaRequest } from '../xds/decide.js';

/** null accepts; words refuse; `silence` never answers. */
export type Verdict = null | 'silence' | { readonly refuse: string };

export interface Received {
  readonly type: ResourceType;
  readonly names: readonly string[];
  readonly removed: readonly string[];
}

const REQUEST: DeltaRequest = { nonce: '', error: null, subscribe: [], unsubscribe: [], initial: new Map() };

/** A client of the delta protocol without a network, which does to each response as it is told. */
export class ScriptedEnvoy {
  /** Versions by name that it would serve. */
  readonly held: Readonly<Record<ResourceType, Map<string, string>>> = {
    cluster: new Map(),
    listener: new Map(),
    extension: new Map(),
    route: new Map(),
    scope: new Map(),
  };
  /** Route table by the name of the scope. */
  readonly tables = new Map<string, string>();
  readonly received: Received[] = [];
  readonly stream = new AdsStream((bytes) => this.#hear(bytes));
  verdict: (received: Received) => Verdict = () => null;
  ended: string | null = null;
  onLeave: () => void = () => undefined;
  readonly #unsaid: ((refusal: string | null) => void)[] = [];
  readonly #events = new EventEmitter();

  constructor(
    readonly nodeId: string,
    readonly address = '127.0.0.2',
  ) {}

  client(environmentName = 'production'): ConnectedClient {
    const identity = { nodeId: this.nodeId, environmentName, address: this.address, isProbed: false };
    return { identity, stream: this.stream, peer: '127.0.0.1', end: (reason) => this.#end(reason) };
  }

  /** As after a start, or a new connection of a client that holds something. */
  subscribe(): void {
    for (const type of RESOURCE_TYPES) {
      if (type === 'route' && this.held.route.size === 0) continue;
      const subscribe = { extension: ['gatewright-rest'], route: [...new Set(this.tables.values())] };
      const names = type === 'extension' || type === 'route' ? subscribe[type] : [];
      this.stream.receive(TYPE_URLS[type], { ...REQUEST, subscribe: names, initial: new Map(this.held[type]) });
    }
  }

  /** The route table that requests with this first path segment are looked up in. */
  tableOf(segment: string): string | undefined {
    return this.tables.get(`segment/${segment}`);
  }

  /** The next response that is like this, once it was answered. */
  heard(isWanted: (received: Received) => boolean): Promise<Received> {
    return new Promise((resolve) => {
      const listen = (received: Received): void => {
        if (!isWanted(received)) return;
        this.#events.off('received', listen);
        resolve(received);
      };
      this.#events.on('received', listen);
    });
  }

  /** Answers what it was silent about. */
  speak(refusal: string | null = null): void {
    for (const answer of this.#unsaid.splice(0)) answer(refusal);
  }

  leave(): void {
    this.stream.close();
    this.onLeave();
  }

  #hear(bytes: Buffer): boolean {
    const response = fromBinary(DeltaDiscoveryResponseSchema, bytes);
    const type = typeOfUrl(response.typeUrl);
    if (type === null) throw new Error(`nobody asked for ${response.typeUrl}`);
    const names = response.resources.map(({ name }) => name);
    const received = { type, names, removed: response.removedResources };
    this.received.push(received);
    const verdict = this.verdict(received);
    const answer = (refusal: string | null) => {
      this.#answer(type, response, refusal);
      this.#events.emit('received', received);
    };
    if (verdict === 'silence') this.#unsaid.push(answer);
    else queueMicrotask(() => answer(verdict?.refuse ?? null));
    return true;
  }

  #answer(type: ResourceType, response: DeltaDiscoveryResponse, error: string | null): void {
    // What a response removes goes even if the response is refused.
    for (const name of response.removedResources) this.held[type].delete(name);
    if (error === null) for (const { name, version } of response.resources) this.held[type].set(name, version);
    this.stream.receive(response.typeUrl, { ...REQUEST, nonce: response.nonce, error });
    if (type === 'scope') this.#follow(response, error === null);
  }

  /** Asks for the route tables that its scopes lead to, as Envoy does. */
  #follow({ resources, removedResources }: DeltaDiscoveryResponse, isAccepted: boolean): void {
    const before = new Set(this.tables.values());
    for (const name of removedResources) this.tables.delete(name);
    for (const { name, resource } of isAccepted ? resources : []) {
      const bytes = resource?.value ?? new Uint8Array();
      this.tables.set(name, fromBinary(ScopedRouteConfigurationSchema, bytes).routeConfigurationName);
    }
    const after = new Set(this.tables.values());
    const subscribe = [...after].filter((name) => !before.has(name));
    const unsubscribe = [...before].filter((name) => !after.has(name));
    for (const name of unsubscribe) this.held.route.delete(name);
    if (subscribe.length + unsubscribe.length === 0) return;
    this.stream.receive(TYPE_URLS.route, { ...REQUEST, subscribe, unsubscribe });
  }

  #end(reason: string): void {
    this.ended = reason;
    this.stream.close();
  }
}
