import type { SnapshotEntry } from '../../data-plane.js';
import { PersistentMap } from '../persistent-map.js';
import type { EnvironmentResources } from '../resources.js';
import { securedHosts } from '../translate/certificates.js';
import { listenersOf } from '../translate/listener.js';
import { type TranslatedEnvironment, Translation } from '../translation.js';

/**
 * Everything one environment serves, as Envoy's resources. Pure and deterministic: equal entries in any order give equal
 * bytes. Throws on a forward to an upstream that its fragment does not have.
 */
export function translate(
  environment: TranslatedEnvironment & { readonly port: number; readonly httpsPort?: number },
  entries: Iterable<SnapshotEntry>,
  bindAddress: string,
): EnvironmentResources {
  const byKey = PersistentMap.empty<SnapshotEntry>().after([...entries].map((entry) => [entry.key, entry] as const));
  const { resources } = Translation.of(environment, byKey);
  const hosts = securedHosts(resources.secrets);
  return { ...resources, listeners: listenersOf({ ...environment, bindAddress, securedHosts: hosts }) };
}
