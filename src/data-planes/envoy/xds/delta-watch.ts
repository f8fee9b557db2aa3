import type { XdsResource } from '../resources.js';
import { type Decision, type DeltaRequest, decide } from './delta-decide.js';
import { covers, type Subscription } from './subscription.js';
import type { Batch, Watch, WatchStatus } from './watch.js';

/** A version that no resource has: what the client holds under the name is not known. */
const UNKNOWN = '';
const NONE: ReadonlySet<string> = new Set();

/** The watch of the delta variant: what is sent and removed is named one by one. */
export class DeltaWatch implements Watch<DeltaRequest> {
  #subscription: Subscription | null = null;
  #wanted: ReadonlyMap<string, XdsResource> | null = null;
  #refusal: string | null = null;
  /** A client that asks for everything waits for an answer even when there is nothing. */
  #owesFirst = false;
  #sent = 0;
  /** Responses up to this one were sent before the last `want`: a refusal of them says nothing of it. */
  #sentBefore = 0;
  readonly #held = new Map<string, string>();
  readonly #released = new Set<string>();
  readonly #answer = new Set<string>();
  /** Names by nonce. */
  readonly #outstanding = new Map<string, readonly string[]>();

  get status(): WatchStatus {
    if (this.#refusal !== null) return { refused: this.#refusal };
    if (this.#subscription === null) return 'unsubscribed';
    return this.#outstanding.size > 0 || this.#hasNews() ? 'busy' : 'idle';
  }

  get superfluous(): readonly string[] {
    return [...this.#held.keys()].filter((name) => !this.#wanted?.has(name));
  }

  get names(): ReadonlySet<string> {
    return this.#subscription?.names ?? NONE;
  }

  want(resources: ReadonlyMap<string, XdsResource>): void {
    this.#wanted = resources;
    this.#refusal = null;
    this.#sentBefore = this.#sent;
    for (const name of this.#released) if (resources.has(name)) this.#released.delete(name);
  }

  release(names: readonly string[]): void {
    for (const name of names) if (this.#held.has(name) && !this.#wanted?.has(name)) this.#released.add(name);
  }

  receive(request: DeltaRequest): Decision {
    const before = this.#subscription;
    const outstanding = new Set(this.#outstanding.keys());
    const decision = decide(before === null ? null : { subscription: before, outstanding }, request);
    this.#subscription = decision.subscription;
    if (decision.kind === 'first') this.#begin(decision, request);
    for (const name of decision.dropped) {
      this.#held.delete(name);
      this.#released.delete(name);
      this.#answer.delete(name);
    }
    for (const name of decision.answer) this.#answer.add(name);
    if (decision.kind === 'nack') this.#refused(request.nonce, decision.error ?? '');
    this.#outstanding.delete(request.nonce);
    return decision;
  }

  /** The next response of at most `limit` bytes of resources (one resource may be larger); undefined: nothing to say. */
  next(limit: number): Batch | undefined {
    const wanted = this.#wanted;
    const subscription = this.#subscription;
    if (wanted === null || subscription === null) return undefined;
    const resources: XdsResource[] = [];
    let size = 0;
    for (const resource of this.#changed(wanted, subscription)) {
      if (resources.length > 0 && size + resource.bytes.length > limit) break;
      resources.push(resource);
      size += resource.bytes.length;
    }
    // Removals never ride with additions: a refused response still removes.
    const removed = resources.length > 0 ? [] : this.#gone(wanted);
    if (resources.length === 0 && removed.length === 0 && !this.#owesFirst) return undefined;
    this.#owesFirst = false;
    return this.#send(resources, removed);
  }

  #begin({ subscription }: Decision, { initial }: DeltaRequest): void {
    for (const [name, version] of initial) this.#held.set(name, version);
    this.#owesFirst = subscription.isWildcard;
  }

  #refused(nonce: string, error: string): void {
    if (Number(nonce) > this.#sentBefore) this.#refusal = error === '' ? 'refused without a reason' : error;
    for (const name of this.#outstanding.get(nonce) ?? []) this.#held.set(name, UNKNOWN);
  }

  #hasNews(): boolean {
    if (this.#wanted === null || this.#subscription === null || this.#owesFirst) return true;
    for (const _ of this.#changed(this.#wanted, this.#subscription)) return true;
    return this.#gone(this.#wanted).length > 0;
  }

  *#changed(wanted: ReadonlyMap<string, XdsResource>, subscription: Subscription): Iterable<XdsResource> {
    for (const resource of wanted.values()) {
      const { name, version } = resource;
      const isNews = this.#refusal === null && this.#held.get(name) !== version;
      if ((isNews || this.#answer.has(name)) && covers(subscription, name)) yield resource;
    }
  }

  #gone(wanted: ReadonlyMap<string, XdsResource>): string[] {
    return [...this.#released, ...[...this.#answer].filter((name) => !wanted.has(name))];
  }

  #send(resources: readonly XdsResource[], removed: readonly string[]): Batch {
    this.#sent += 1;
    const nonce = String(this.#sent);
    for (const { name, version } of resources) {
      this.#held.set(name, version);
      this.#answer.delete(name);
    }
    for (const name of removed) {
      this.#held.delete(name);
      this.#released.delete(name);
      this.#answer.delete(name);
    }
    this.#outstanding.set(
      nonce,
      resources.map(({ name }) => name),
    );
    return { nonce, resources, removed };
  }
}
