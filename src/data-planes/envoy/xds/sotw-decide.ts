import { type Subscription, WILDCARD } from './subscription.js';

/** A state-of-the-world request without the wire's clothes. What it says of versions is for people who debug. */
export interface SotwRequest {
  readonly nonce: string;
  /** The client's words when it refuses a response; the only sign of a refusal. */
  readonly error: string | null;
  /** All that it asks for, each time. */
  readonly names: readonly string[];
}

export interface SotwSubscription extends Subscription {
  /** It has named something: from then on who names nothing asks for nothing. */
  readonly isExplicit: boolean;
}

/** What one stream knows of one type. */
export interface SotwState {
  readonly subscription: SotwSubscription;
  /** Of the last response, which alone can be answered; empty when there was none. */
  readonly nonce: string;
  readonly isAnswered: boolean;
}

/** What the request says of a response, and what it asks for; one request may do both. */
export interface SotwDecision {
  /** `stale`: it speaks of a response that is not the last one of this stream; what it asks for still counts. */
  readonly kind: 'first' | 'subscription' | 'ack' | 'nack' | 'stale';
  readonly subscription: SotwSubscription;
  /** Asked for now and not before; `*` stands for everything. */
  readonly added: ReadonlySet<string>;
  readonly error: string | null;
}

/**
 * The whole meaning of a state-of-the-world request (xds_protocol.rst). `state` null: none of this type came before on
 * this stream. `hasWildcard`: who names nothing of this type from the beginning asks for everything.
 */
export function decideSotw(state: SotwState | null, request: SotwRequest, hasWildcard: boolean): SotwDecision {
  const { nonce, error } = request;
  const subscription = subscriptionOf(state?.subscription ?? null, request.names, hasWildcard);
  const before = new Set(state === null ? [] : textOf(state.subscription));
  const asked = { subscription, added: new Set(textOf(subscription).filter((name) => !before.has(name))) };
  if (state === null) return { ...asked, kind: 'first', error: null };
  if (nonce !== state.nonce) return { ...asked, kind: 'stale', error: null };
  // A client may repeat its last answer, refusals too, whenever it asks for something else.
  if (nonce === '' || state.isAnswered) return { ...asked, kind: 'subscription', error: null };
  return { ...asked, kind: error === null ? 'ack' : 'nack', error };
}

function subscriptionOf(
  before: SotwSubscription | null,
  names: readonly string[],
  hasWildcard: boolean,
): SotwSubscription {
  const isExplicit = names.length > 0 || before?.isExplicit === true;
  const isWildcard = names.includes(WILDCARD) || (hasWildcard && !isExplicit);
  return { isWildcard, isExplicit, names: new Set(names.filter((name) => name !== WILDCARD)) };
}

const textOf = ({ isWildcard, names }: Subscription): string[] => [...names, ...(isWildcard ? [WILDCARD] : [])];
