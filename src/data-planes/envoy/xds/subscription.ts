/** What a client wants of one type: everything (`*`), single names, or both. */
export interface Subscription {
  readonly isWildcard: boolean;
  readonly names: ReadonlySet<string>;
}

export const WILDCARD = '*';

/** A first request that names nothing asks for everything; no later one does. */
export function firstSubscription(subscribe: readonly string[], unsubscribe: readonly string[]): Subscription {
  const isLegacyWildcard = subscribe.length === 0 && unsubscribe.length === 0;
  return changed({ isWildcard: isLegacyWildcard, names: new Set() }, subscribe, unsubscribe);
}

export function changed(
  before: Subscription,
  subscribe: readonly string[],
  unsubscribe: readonly string[],
): Subscription {
  if (subscribe.length === 0 && unsubscribe.length === 0) return before;
  const names = new Set([...before.names, ...subscribe]);
  for (const name of unsubscribe) names.delete(name);
  const isWildcard = (before.isWildcard || names.has(WILDCARD)) && !unsubscribe.includes(WILDCARD);
  names.delete(WILDCARD);
  return { isWildcard, names };
}

export const covers = ({ isWildcard, names }: Subscription, name: string): boolean => isWildcard || names.has(name);
