import { EventEmitter, once } from 'node:events';
import type { ResourceType } from '../resources.js';
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
    listener: new Map(),
    route: new Map(),
  };
  readonly received: Received[] = [];
  verdict: (received: Received) => Verdict = () => null;
  ended: string | null = null;
  onLeave: () => void = () => undefined;
  readonly #voice: Voice;
  #routes: readonly string[] = [];
  readonly #unsaid: ((refusal: string | null) => void)[] = [];
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
    const identity = { nodeId: this.nodeId, environmentName, address: this.address };
    return { identity, stream: this.#voice.stream, end: (reason) => this.#end(reason) };
  }

  /** As after a start, or a new connection of a client that holds something. */
  subscribe(routes: readonly string[]): void {
    this.#routes = routes;
    for (const type of ['cluster', 'listener', 'route'] as const) {
      this.#voice.say(type, { nonce: '', error: null, names: this.#asked(type), held: new Map(this.held[type]) });
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
    this.#voice.stream.close();
    this.onLeave();
  }

  #asked(type: ResourceType): readonly string[] {
    return type === 'route' ? this.#routes : [];
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
    if (verdict === 'silence') this.#unsaid.push(answer);
    else queueMicrotask(() => answer(verdict?.refuse ?? null));
  }

  #answer({ type, nonce, changed, removed }: Heard, error: string | null): void {
    // What a response removes goes even if the response is refused.
    for (const name of removed) this.held[type].delete(name);
    if (error === null) for (const [name, version] of changed) this.held[type].set(name, version);
    this.#voice.say(type, { nonce, error, names: this.#asked(type), held: null });
  }

  #end(reason: string): void {
    this.ended = reason;
    this.#voice.stream.close();
  }
}
