import { changed, firstSubscription, type Subscription, WILDCARD } from './subscription.js';

/** A delta request without the wire's clothes. */
export interface DeltaRequest {
  readonly nonce: string;
  /** The client's words when it refuses a response; the only sign of a refusal. */
  readonly error: string | null;
  readonly subscribe: readonly string[];
  readonly unsubscribe: readonly string[];
  /** Versions by name that the client holds from an earlier stream. */
  readonly initial: ReadonlyMap<string, string>;
}

/** What one stream knows of one type. */
export interface WatchState {
  readonly subscription: Subscription;
  /** Nonces of responses without an answer. */
  readonly outstanding: ReadonlySet<string>;
}

/** What the request says of a response, and what it asks for; one request may do both. */
export interface Decision {
  /** `stale`: it speaks of a response that is answered or not of this stream; what it asks for still counts. */
  readonly kind: 'first' | 'subscription' | 'ack' | 'nack' | 'stale';
  readonly subscription: Subscription;
  /** Names to answer for even if the client is thought to be up to date: it may have forgotten them. */
  readonly answer: ReadonlySet<string>;
  /** Names that the client no longer holds. */
  readonly dropped: ReadonlySet<string>;
  readonly error: string | null;
}

/**
 * The whole meaning of a delta request (xds_protocol.rst, incremental variant). `watch` null: none of this type came
 * before on this stream, whatever nonce it brings along from another.
 */
export function decide(watch: WatchState | null, request: DeltaRequest): Decision {
  const { subscribe, unsubscribe, nonce, error } = request;
  if (watch === null) {
    const subscription = firstSubscription(subscribe, unsubscribe);
    const answer = new Set([...named(subscribe)].filter((name) => !request.initial.has(name)));
    return { kind: 'first', subscription, answer, dropped: new Set(), error: null };
  }
  const subscription = changed(watch.subscription, subscribe, unsubscribe);
  const covered = subscription.isWildcard ? named(unsubscribe) : [];
  const asked = {
    subscription,
    answer: new Set([...named(subscribe), ...covered]),
    dropped: subscription.isWildcard ? new Set<string>() : named(unsubscribe),
  };
  if (nonce === '') return { ...asked, kind: 'subscription', error: null };
  if (!watch.outstanding.has(nonce)) return { ...asked, kind: 'stale', error: null };
  return { ...asked, kind: error === null ? 'ack' : 'nack', error };
}

const named = (names: readonly string[]): Set<string> => new Set(names.filter((name) => name !== WILDCARD));
