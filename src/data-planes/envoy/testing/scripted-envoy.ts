import { EventEmitter } from 'node:events';
import { RESOURCE_TYPES, type ResourceType } from '../resources.js';
import type { ConnectedClient } from '../xds/ads.server.js';
import { type Heard, type VariantName, VOICES, type Voice } from './scripted-voices.js';

/** null accepts; words refuse; `silence` never answers. */
export type Verdict = null | 'silence' | { readonly refuse: string };

/** What a response changes for the client that gets it. */
export interface Received {
  readonly type: ResourceType;
  readonly names: readonly string[];
  readonly removed: readonly string[];
}

/** A client without a network, which does to each response as it is told. */
export class ScriptedEnvoy {
  /** Versions by name that it would serve. */
  readonly held: Readonly<Record<ResourceType, Map<string, string>>> = {
    cluster: new Map(),
    endpoint: new Map(),
    secret: new Map(),
    listener: new Map(),
    extension: new Map(),
    route: new Map(),
    scope: new Map(),
  };
  /** Route table by the name of the scope. */
  readonly tables = new Map<string, string>();
  readonly received: Received[] = [];
  verdict: (received: Received) => Verdict = () => null;
  ended: string | null = null;
  onLeave: () => void = () => undefined;
  readonly #voice: Voice;
  #routes: readonly string[] = [];
  readonly #nonces = new Map<ResourceType, string>();
  readonly #unsaid: { readonly type: ResourceType; readonly answer: (refusal: string | null) => void }[] = [];
  readonly #events = new EventEmitter();

  constructor(
    readonly nodeId: string,
    readonly address = '127.0.0.2',
    variant: VariantName = 'delta',
  ) {
    this.#voice = VOICES[variant](
      (type) => this.held[type],
      (heard) => this.#hear(heard),
    );
  }

  client(environmentName = 'production'): ConnectedClient {
    const identity = { nodeId: this.nodeId, environmentName, address: this.address, isProbed: false };
    return { identity, stream: this.#voice.stream, peer: '127.0.0.1', end: (reason) => this.#end(reason) };
  }

  /** As after a start, or a new connection of a client that holds something. */
  subscribe(): void {
    this.#routes = [...new Set(this.tables.values())];
    for (const type of RESOURCE_TYPES) {
      if (type === 'endpoint' || type === 'secret' || (type === 'route' && this.#routes.length === 0)) continue;
      const saying = { nonce: '', error: null, names: this.#asked(type), before: [] };
      this.#voice.say(type, { ...saying, held: new Map(this.held[type]) });
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
    for (const { answer } of this.#unsaid.splice(0)) answer(refusal);
  }

  leave(): void {
    this.#voice.stream.close();
    this.onLeave();
  }

  #asked(type: ResourceType): readonly string[] {
    if (type === 'route') return this.#routes;
    return type === 'extension' ? ['gatewright-rest'] : [];
  }

  #hear(heard: Heard): void {
    const { type, removed } = heard;
    const received = { type, names: [...heard.changed.keys()], removed };
    this.received.push(received);
    const verdict = this.verdict(received);
    const answer = (refusal: string | null) => {
      this.#answer(heard, refusal);
      this.#events.emit('received', received);
    };
    // Answers to responses of one type come in their order.
    const waits = this.#unsaid.some((unsaid) => unsaid.type === type);
    if (verdict === 'silence' || waits) this.#unsaid.push({ type, answer });
    else queueMicrotask(() => answer(verdict?.refuse ?? null));
  }

  #answer({ type, nonce, changed, removed, tables }: Heard, error: string | null): void {
    // What a response removes goes even if the response is refused.
    for (const name of removed) this.held[type].delete(name);
    if (error === null) for (const [name, version] of changed) this.held[type].set(name, version);
    const names = this.#asked(type);
    this.#nonces.set(type, nonce);
    this.#voice.say(type, { nonce, error, names, before: names, held: null });
    if (type === 'scope') this.#follow(removed, error === null ? tables : new Map());
  }

  /** Asks for the route tables that its scopes lead to, as Envoy does. */
  #follow(removed: readonly string[], tables: ReadonlyMap<string, string>): void {
    for (const name of removed) this.tables.delete(name);
    for (const [name, table] of tables) this.tables.set(name, table);
    const before = this.#routes;
    this.#routes = [...new Set(this.tables.values())];
    for (const name of before) if (!this.#routes.includes(name)) this.held.route.delete(name);
    if (before.length === this.#routes.length && before.every((name) => this.#routes.includes(name))) return;
    const nonce = this.#nonces.get('route') ?? '';
    this.#voice.say('route', { nonce, error: null, names: this.#routes, before, held: null });
  }

  #end(reason: string): void {
    this.ended = reason;
    this.#voice.stream.close();
  }
}
