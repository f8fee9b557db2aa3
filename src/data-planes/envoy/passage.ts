import { PersistentMap } from './persistent-map.js';
import type { EnvironmentResources, ResourceSet, XdsResource } from './resources.js';
import { abandonedScope, isSegmentScope } from './translate/scope.js';

const NOTHING: ResourceSet = PersistentMap.empty();

/** Scopes of a node before its flip: those that it has, and what keeps the next route tables at hand. Nobody sees these. */
export function scopesBesides(current: ResourceSet | null, next: EnvironmentResources): ResourceSet {
  const before = current ?? NOTHING;
  return before.after(named(next.scopes, next.scopes.differences(before), (name) => !isSegmentScope(name)));
}

/** Route tables of a node before its flip: those that it has, and the next ones. */
export function tablesBesides(current: ResourceSet | null, next: ResourceSet): ResourceSet {
  return current === null ? next : next.after(named(current, current.differences(next), () => true));
}

/**
 * Scopes of a node from its flip on. A segment that is out of use is looked up where unknown ones are; its scope goes later,
 * since what is taken away is taken even in a response that is refused. `names`: those that
 * it may have besides `next`. Each of them is led on with every flip: a table that is out of use must not serve on.
 */
export function scopesAfter(
  names: Iterable<string>,
  next: EnvironmentResources,
): { readonly scopes: ResourceSet; readonly abandoned: readonly string[] } {
  const abandoned = [...names].filter((name) => isSegmentScope(name) && !next.scopes.has(name));
  const put = abandoned.map((name) => [name, abandonedScope(name, next.restTable)] as const);
  return { scopes: next.scopes.after(put), abandoned };
}

function named(
  resources: ResourceSet,
  names: Iterable<string>,
  isWanted: (name: string) => boolean,
): [string, XdsResource][] {
  return [...names].flatMap((name): [string, XdsResource][] => {
    const resource = resources.get(name);
    return resource === undefined || !isWanted(name) ? [] : [[name, resource]];
  });
}
