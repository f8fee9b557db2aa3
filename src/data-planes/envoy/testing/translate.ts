import type { SnapshotEntry } from '../../data-plane.js';
import { PersistentMap } from '../persistent-map.js';
import type { EnvironmentResources, XdsResource } from '../resources.js';
import { listenerOf } from '../translate/listener.js';
import { type TranslatedEnvironment, Translation } from '../translation.js';

/**
 * Everything one environment serves, as Envoy's resources. Pure and deterministic: equal entries in any order give equal
 * bytes. Throws on a forward to an upstream that its fragment does not have.
 */
export function translate(
  environment: TranslatedEnvironment & { readonly port: number },
  entries: Iterable<SnapshotEntry>,
  bindAddress: string,
): EnvironmentResources {
  const byKey = PersistentMap.empty<SnapshotEntry>().after([...entries].map((entry) => [entry.key, entry] as const));
  const listener = listenerOf({ ...environment, bindAddress });
  return {
    ...Translation.of(environment, byKey).resources,
    listeners: PersistentMap.empty<XdsResource>().after([[listener.name, listener]]),
  };
}
