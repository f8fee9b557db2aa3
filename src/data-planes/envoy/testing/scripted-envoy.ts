import { EventEmitter, once } from 'node:events';
import { fromBinary } from '@bufbuild/protobuf';
import {
  type DeltaDiscoveryResponse,
  DeltaDiscoveryResponseSchema,
} from '../generated/envoy/service/discovery/v3/discovery_pb.js';
import type { ResourceType } from '../resources.js';
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
    route: new Map(),
  };
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
    const identity = { nodeId: this.nodeId, environmentName, address: this.address };
    return { identity, stream: this.stream, end: (reason) => this.#end(reason) };
  }

  /** As after a start, or a new connection of a client that holds something. */
  subscribe(routes: readonly string[]): void {
    for (const type of ['cluster', 'listener', 'route'] as const) {
      const subscribe = type === 'route' ? routes : [];
      this.stream.receive(TYPE_URLS[type], { ...REQUEST, subscribe, initial: new Map(this.held[type]) });
    }
  }

  /** The next response that is like this, once it was answered. */
  async heard(isWanted: (received: Received) => boolean): Promise<Received> {
    for (;;) {
      const [received] = (await once(this.#events, 'received')) as [Received];
      if (isWanted(received)) return received;
    }
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
  }

  #end(reason: string): void {
    this.ended = reason;
    this.stream.close();
  }
}
