import { RESOURCE_TYPES, type ResourceSet, type ResourceType } from '../resources.js';
import { TYPE_URLS, typeOfUrl } from '../type-urls.js';
import type { Variant } from './variant.js';
import type { Watch } from './watch.js';

/** How a push ended. `superseded`: the same type was pushed again meanwhile. */
export type PushOutcome =
  | { readonly kind: 'held' | 'superseded' | 'closed' }
  | { readonly kind: 'refused'; readonly reason: string };

/** Names by type. */
export type NamesByType = ReadonlyMap<ResourceType, readonly string[]>;

/** A stream as those see it who fill it, whichever variant of the protocol the client speaks. */
export interface ResourceStream {
  /** Resolves once the client has accepted these and whatever else of the type was under way. Never rejects. */
  push(type: ResourceType, resources: ResourceSet): Promise<PushOutcome>;
  /** Resolves once the client has asked for the type, and so has said what it holds; also when the stream ends. */
  asked(type: ResourceType): Promise<void>;
  /** Names that the client holds of this type. */
  held(type: ResourceType): Iterable<string>;
  /** Names by type that the client holds beyond what it should. */
  superfluous(): NamesByType;
  /** Takes names away that are still not wanted: users before what they use. */
  release(names: NamesByType): void;
  /** Tells the names that the client asks for, with each of its requests and before it is answered. */
  onRequest(listener: (type: ResourceType, names: ReadonlySet<string>) => void): void;
}

/** Writes a response; false: write no more until `resume`. */
export type WriteResponse = (bytes: Buffer) => boolean;

type Settle = (outcome: PushOutcome) => void;

/** grpc clients refuse messages above 4 MB unless they are told otherwise; smaller ones let others in between. */
const RESPONSE_BYTES = 1_000_000;
/** What clients ask for by name goes when nothing refers to it any more, by their own asking. */
const BY_NAME: ReadonlySet<ResourceType> = new Set(['endpoint', 'secret', 'extension', 'route']);

/** One client's stream: a watch per type, and what is waited for. Knows no gRPC. */
export class AdsStream<Request> implements ResourceStream {
  readonly #watches: Readonly<Record<ResourceType, Watch<Request>>>;
  readonly #pushes = new Map<ResourceType, Settle>();
  readonly #firstRequests = new Map<ResourceType, PromiseWithResolvers<void>>();
  #tell: (type: ResourceType, names: ReadonlySet<string>) => void = () => undefined;
  #isBlocked = false;
  #isClosed = false;

  constructor(
    private readonly variant: Variant<Request>,
    private readonly write: WriteResponse,
  ) {
    this.#watches = byType((type) => variant.newWatch(type));
  }

  /** Types that this server does not serve are ignored: answering would end the stream for the others, too. */
  receive(typeUrl: string, request: Request): void {
    const type = typeOfUrl(typeUrl);
    if (type === null) return;
    const watch = this.#watches[type];
    watch.receive(request);
    this.#firstRequestOf(type).resolve();
    this.#tell(type, watch.names);
    this.#flush(type);
  }

  push(type: ResourceType, resources: ResourceSet): Promise<PushOutcome> {
    if (this.#isClosed) return Promise.resolve({ kind: 'closed' });
    this.#pushes.get(type)?.({ kind: 'superseded' });
    return new Promise((settle) => {
      this.#pushes.set(type, settle);
      this.#watches[type].want(resources);
      this.#flush(type);
    });
  }

  asked(type: ResourceType): Promise<void> {
    return this.#isClosed ? Promise.resolve() : this.#firstRequestOf(type).promise;
  }

  held(type: ResourceType): Iterable<string> {
    return this.#watches[type].held();
  }

  superfluous(): NamesByType {
    const types = RESOURCE_TYPES.filter((type) => !BY_NAME.has(type));
    return new Map(types.map((type) => [type, this.#watches[type].superfluous]));
  }

  release(names: NamesByType): void {
    for (const type of RESOURCE_TYPES.toReversed()) {
      this.#watches[type].release(names.get(type) ?? []);
      this.#flush(type);
    }
  }

  onRequest(listener: (type: ResourceType, names: ReadonlySet<string>) => void): void {
    this.#tell = listener;
  }

  /** The transport takes more. */
  resume(): void {
    this.#isBlocked = false;
    for (const type of RESOURCE_TYPES) this.#flush(type);
  }

  close(): void {
    this.#isClosed = true;
    for (const settle of this.#pushes.values()) settle({ kind: 'closed' });
    this.#pushes.clear();
    for (const { resolve } of this.#firstRequests.values()) resolve();
  }

  #firstRequestOf(type: ResourceType): PromiseWithResolvers<void> {
    const first = this.#firstRequests.get(type) ?? Promise.withResolvers<void>();
    this.#firstRequests.set(type, first);
    return first;
  }

  #flush(type: ResourceType): void {
    // All scopes go in one response: whoever sees one of them new sees all of them new.
    const limit = type === 'scope' ? Number.POSITIVE_INFINITY : RESPONSE_BYTES;
    while (!this.#isBlocked && !this.#isClosed) {
      const batch = this.#watches[type].next(limit);
      if (batch === undefined) break;
      this.#isBlocked = !this.write(this.variant.encode(TYPE_URLS[type], batch));
    }
    this.#settle(type);
  }

  #settle(type: ResourceType): void {
    const settle = this.#pushes.get(type);
    if (settle === undefined) return;
    const { status } = this.#watches[type];
    if (status === 'busy' || status === 'unsubscribed') return;
    this.#pushes.delete(type);
    settle(status === 'idle' ? { kind: 'held' } : { kind: 'refused', reason: status.refused });
  }
}

const byType = <Value>(made: (type: ResourceType) => Value): Readonly<Record<ResourceType, Value>> => ({
  cluster: made('cluster'),
  endpoint: made('endpoint'),
  secret: made('secret'),
  listener: made('listener'),
  extension: made('extension'),
  route: made('route'),
  scope: made('scope'),
});
