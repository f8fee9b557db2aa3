import type { ResourceSet, XdsResource } from '../resources.js';

/** A response to be, without its clothes. */
export interface Batch {
  readonly nonce: string;
  readonly resources: readonly XdsResource[];
  /** Names; in the state-of-the-world variant what is absent is removed, and this is empty. */
  readonly removed: readonly string[];
}

/** `idle`: the client has asked for all that it should hold, holds it, and has said so. */
export type WatchStatus = 'unsubscribed' | 'busy' | 'idle' | { readonly refused: string };

/**
 * One type on one stream: what the client should hold beside what it was sent. It adds and changes by itself; it takes
 * away only names that were released, so that nothing goes before its replacement is in use. After a refusal it sends
 * nothing of its own until it is told what to want.
 */
export interface Watch<Request> {
  readonly status: WatchStatus;
  /** Names that the client holds and should not, in the long run. */
  readonly superfluous: readonly string[];
  /** Names that the client asks for, beside everything if it asks for that. */
  readonly names: ReadonlySet<string>;
  /** Names that it was sent, or said it has when it came. */
  held(): Iterable<string>;
  want(resources: ResourceSet): void;
  /** Takes away what of these the client holds and should not. */
  release(names: readonly string[]): void;
  receive(request: Request): void;
  /** The next response, of about `limit` bytes of resources where it can be cut; undefined: nothing to say. */
  next(limit: number): Batch | undefined;
}
