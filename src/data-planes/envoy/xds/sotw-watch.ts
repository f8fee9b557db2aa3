import type { ResourceSet, XdsResource } from '../resources.js';
import { decideSotw, type SotwDecision, type SotwRequest, type SotwSubscription } from './sotw-decide.js';
import { covers } from './subscription.js';
import type { Batch, Watch, WatchStatus } from './watch.js';

const NONE: ReadonlySet<string> = new Set();

/**
 * The watch of the state-of-the-world variant. Responses of a `whole` type hold everything that the client should have,
 * and what is not in them goes; so they hold what is out of use, too, until it is released. Of other types they hold what
 * differs, and nothing of these can be taken away. No response is cut: half of the world would remove the other half.
 */
export class SotwWatch implements Watch<SotwRequest> {
  #subscription: SotwSubscription | null = null;
  #wanted: ResourceSet | null = null;
  #refusal: string | null = null;
  #sent = 0;
  #isAnswered = true;
  /** Responses up to this one were sent before the last `want`: a refusal of them says nothing of it. */
  #sentBefore = 0;
  /** Asked for since the last response: owed, even to a client that is thought to be up to date. */
  readonly #asked = new Set<string>();
  readonly #held = new Map<string, XdsResource>();
  readonly #released = new Set<string>();
  /** What was sent since the client last accepted, with what it held under the name before. */
  readonly #unproven = new Map<string, XdsResource | undefined>();
  /** Names of a refused response: the client may hold either of both. */
  readonly #doubtful = new Set<string>();

  constructor(private readonly isWhole: boolean) {}

  get status(): WatchStatus {
    if (this.#refusal !== null) return { refused: this.#refusal };
    if (this.#subscription === null) return 'unsubscribed';
    return !this.#isAnswered || this.#wanted === null || this.#hasMore(this.#wanted) ? 'busy' : 'idle';
  }

  get superfluous(): readonly string[] {
    return [...this.#held.keys()].filter((name) => !this.#wanted?.has(name));
  }

  get names(): ReadonlySet<string> {
    return this.#subscription?.names ?? NONE;
  }

  held(): Iterable<string> {
    return this.#held.keys();
  }

  want(resources: ResourceSet): void {
    this.#wanted = resources;
    this.#refusal = null;
    this.#sentBefore = this.#sent;
    for (const name of this.#released) if (resources.has(name)) this.#released.delete(name);
  }

  release(names: readonly string[]): void {
    for (const name of names) {
      if (!this.#held.has(name) || this.#wanted?.has(name)) continue;
      if (this.isWhole) this.#released.add(name);
      else this.#held.delete(name);
    }
  }

  receive(request: SotwRequest): SotwDecision {
    const subscription = this.#subscription;
    const state = subscription && { subscription, nonce: this.#nonce(), isAnswered: this.#isAnswered };
    const decision = decideSotw(state, request, this.isWhole);
    this.#subscription = decision.subscription;
    for (const name of decision.added) this.#asked.add(name);
    for (const name of this.#held.keys()) if (!covers(decision.subscription, name)) this.#forget(name);
    if (decision.kind === 'nack') this.#refused(decision.error ?? '');
    if (decision.kind === 'nack' || decision.kind === 'ack') {
      this.#isAnswered = true;
      this.#unproven.clear();
    }
    return decision;
  }

  next(): Batch | undefined {
    const resources = this.#content();
    return resources === undefined ? undefined : this.#send(resources);
  }

  #nonce(): string {
    return this.#sent === 0 ? '' : String(this.#sent);
  }

  #forget(name: string): void {
    this.#held.delete(name);
    this.#released.delete(name);
    this.#unproven.delete(name);
  }

  /** It holds what it held before, or what it was sent: the next response says it again. */
  #refused(error: string): void {
    if (this.#sent > this.#sentBefore) this.#refusal = error === '' ? 'refused without a reason' : error;
    for (const [name, before] of this.#unproven) {
      if (before === undefined) this.#forget(name);
      else this.#held.set(name, before);
      this.#doubtful.add(name);
    }
  }

  /** What nobody asked for yet counts: the client will ask once it hears of what uses it. */
  #hasMore(wanted: ResourceSet): boolean {
    if (this.#content() !== undefined) return true;
    return !this.isWhole && [...wanted.values()].some(({ name, version }) => this.#held.get(name)?.version !== version);
  }

  /** Of the next response; undefined: nothing to say. */
  #content(): readonly XdsResource[] | undefined {
    const [wanted, subscription] = [this.#wanted, this.#subscription];
    if (wanted === null || subscription === null) return undefined;
    const covered = [...wanted.values()].filter(({ name }) => covers(subscription, name));
    const news = covered.filter((resource) => this.#isNews(resource));
    if (!this.isWhole) return news.length === 0 ? undefined : news;
    const isDoubtful = this.#refusal === null && this.#doubtful.size > 0;
    const outOfUse = [...this.#held.values()].filter(({ name }) => !wanted.has(name));
    if (news.length > 0 || this.#asked.size > 0 || isDoubtful) return [...covered, ...outOfUse];
    // Removals never ride with additions: a refused response still removes.
    if (this.#released.size === 0 || this.#refusal !== null) return undefined;
    return [...covered, ...outOfUse.filter(({ name }) => !this.#released.has(name))];
  }

  #isNews({ name, version }: XdsResource): boolean {
    if (this.#asked.has(name)) return true;
    return this.#refusal === null && (this.#held.get(name)?.version !== version || this.#doubtful.has(name));
  }

  #send(resources: readonly XdsResource[]): Batch {
    this.#sent += 1;
    this.#isAnswered = false;
    for (const resource of resources) this.#record(resource);
    this.#asked.clear();
    if (this.isWhole) {
      const present = new Set(resources.map(({ name }) => name));
      for (const name of this.#held.keys()) if (!present.has(name)) this.#forget(name);
      this.#doubtful.clear();
    }
    return { nonce: String(this.#sent), resources, removed: [] };
  }

  #record(resource: XdsResource): void {
    const { name, version } = resource;
    const before = this.#held.get(name);
    if (before?.version === version && !this.#doubtful.has(name)) return;
    if (!this.#unproven.has(name)) this.#unproven.set(name, before);
    this.#held.set(name, resource);
    this.#doubtful.delete(name);
  }
}
