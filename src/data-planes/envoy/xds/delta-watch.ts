import { PersistentMap } from '../persistent-map.js';
import type { ResourceSet, XdsResource } from '../resources.js';
import { type Decision, type DeltaRequest, decide } from './delta-decide.js';
import { covers, type Subscription } from './subscription.js';
import type { Batch, Watch, WatchStatus } from './watch.js';

/** A version that no resource has: what the client holds under the name is not known. */
const UNKNOWN = '';
const NOTHING: ResourceSet = PersistentMap.empty();
const NONE: ReadonlySet<string> = new Set();

/** The watch of the delta variant: what is sent and removed is named one by one. A new wish costs what it differs from the one before. */
export class DeltaWatch implements Watch<DeltaRequest> {
  #subscription: Subscription | null = null;
  #wanted: ResourceSet | null = null;
  #refusal: string | null = null;
  /** A client that asks for everything waits for an answer even when there is nothing. */
  #owesFirst = false;
  #sent = 0;
  /** Responses up to this one were sent before the last `want`: a refusal of them says nothing of it. */
  #sentBefore = 0;
  readonly #held = new Map<string, string>();
  /** Names whose wanted version the client was not sent. */
  readonly #news = new Set<string>();
  /** Names that the client holds and should not, in the long run. */
  readonly #superfluous = new Set<string>();
  readonly #released = new Set<string>();
  readonly #answer = new Set<string>();
  /** Names by nonce. */
  readonly #outstanding = new Map<string, readonly string[]>();

  get status(): WatchStatus {
    if (this.#refusal !== null) return { refused: this.#refusal };
    if (this.#subscription === null) return 'unsubscribed';
    return this.#outstanding.size > 0 || this.#hasMore() ? 'busy' : 'idle';
  }

  get superfluous(): readonly string[] {
    return [...this.#superfluous];
  }

  get names(): ReadonlySet<string> {
    return this.#subscription?.names ?? NONE;
  }

  held(): Iterable<string> {
    return this.#held.keys();
  }

  want(resources: ResourceSet): void {
    const before = this.#wanted;
    this.#wanted = resources;
    this.#refusal = null;
    this.#sentBefore = this.#sent;
    for (const name of resources.differences(before ?? NOTHING)) this.#compare(name);
    if (before === null) for (const name of this.#held.keys()) this.#compare(name);
    for (const name of this.#released) if (resources.has(name)) this.#released.delete(name);
  }

  release(names: readonly string[]): void {
    for (const name of names) if (this.#superfluous.has(name)) this.#released.add(name);
  }

  receive(request: DeltaRequest): Decision {
    const before = this.#subscription;
    const outstanding = new Set(this.#outstanding.keys());
    const decision = decide(before === null ? null : { subscription: before, outstanding }, request);
    this.#subscription = decision.subscription;
    if (decision.kind === 'first') this.#begin(decision, request);
    for (const name of decision.dropped) {
      this.#forget(name);
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
    for (const resource of this.#toSend(wanted, subscription)) {
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
    for (const [name, version] of initial) this.#hold(name, version);
    this.#owesFirst = subscription.isWildcard;
  }

  #refused(nonce: string, error: string): void {
    if (Number(nonce) > this.#sentBefore) this.#refusal = error === '' ? 'refused without a reason' : error;
    for (const name of this.#outstanding.get(nonce) ?? []) this.#hold(name, UNKNOWN);
  }

  #hold(name: string, version: string): void {
    this.#held.set(name, version);
    this.#compare(name);
  }

  #forget(name: string): void {
    this.#held.delete(name);
    this.#released.delete(name);
    this.#compare(name);
  }

  /** Keeps `#news` and `#superfluous` true for a name whose wish or possession has changed. */
  #compare(name: string): void {
    const wanted = this.#wanted?.get(name);
    const held = this.#held.get(name);
    toggle(this.#news, name, wanted !== undefined && wanted.version !== held);
    toggle(this.#superfluous, name, this.#wanted !== null && wanted === undefined && held !== undefined);
  }

  /** What nobody asked for yet counts: the client will ask once it hears of what uses it. */
  #hasMore(): boolean {
    if (this.#wanted === null || this.#owesFirst || this.#released.size > 0 || this.#answer.size > 0) return true;
    return this.#refusal === null && this.#news.size > 0;
  }

  *#toSend(wanted: ResourceSet, subscription: Subscription): Iterable<XdsResource> {
    for (const name of this.#answer) {
      const resource = wanted.get(name);
      if (resource !== undefined && covers(subscription, name)) yield resource;
    }
    if (this.#refusal !== null) return;
    for (const name of this.#news) {
      const resource = wanted.get(name);
      if (resource !== undefined && covers(subscription, name) && !this.#answer.has(name)) yield resource;
    }
  }

  #gone(wanted: ResourceSet): string[] {
    return [...this.#released, ...[...this.#answer].filter((name) => !wanted.has(name))];
  }

  #send(resources: readonly XdsResource[], removed: readonly string[]): Batch {
    this.#sent += 1;
    const nonce = String(this.#sent);
    for (const { name, version } of resources) {
      this.#hold(name, version);
      this.#answer.delete(name);
    }
    for (const name of removed) {
      this.#forget(name);
      this.#answer.delete(name);
    }
    this.#outstanding.set(
      nonce,
      resources.map(({ name }) => name),
    );
    return { nonce, resources, removed };
  }
}

function toggle(set: Set<string>, name: string, isIn: boolean): void {
  if (isIn) set.add(name);
  else set.delete(name);
}
