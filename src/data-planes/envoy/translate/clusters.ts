import type { ReleaseKey } from '../../data-plane.js';
import { PersistentMap } from '../persistent-map.js';
import type { ResourceSet, XdsResource } from '../resources.js';
import type { TranslatedRelease } from './release.js';

/** Equal upstreams of different releases are one cluster, which goes with the last of them. */
export interface UsedCluster {
  readonly resource: XdsResource;
  readonly users: ReadonlySet<ReleaseKey>;
}

export type UsedClusters = PersistentMap<UsedCluster>;

export const NO_CLUSTERS: UsedClusters = PersistentMap.empty();

export function usedClustersAfter(
  before: UsedClusters,
  gone: readonly TranslatedRelease[],
  come: readonly TranslatedRelease[],
): UsedClusters {
  const touched = new Map<string, { readonly resource: XdsResource; readonly users: Set<ReleaseKey> }>();
  const usersOf = (resource: XdsResource): Set<ReleaseKey> => {
    const { name } = resource;
    const known = before.get(name);
    const used = touched.get(name) ?? { resource: known?.resource ?? resource, users: new Set(known?.users) };
    touched.set(name, used);
    return used.users;
  };
  for (const { owner, clusters } of gone) for (const cluster of clusters) usersOf(cluster).delete(owner);
  for (const { owner, clusters } of come) for (const cluster of clusters) usersOf(cluster).add(owner);
  const unused = [...touched].filter(([, { users }]) => users.size === 0).map(([name]) => name);
  return before.after(
    [...touched].filter(([, { users }]) => users.size > 0),
    unused,
  );
}

/** `before`: the resources of `old`. */
export function clusterResourcesAfter(before: ResourceSet, old: UsedClusters, used: UsedClusters): ResourceSet {
  const names = [...used.differences(old)];
  const put = names.flatMap((name): [string, XdsResource][] => {
    const resource = used.get(name)?.resource;
    return resource === undefined ? [] : [[name, resource]];
  });
  const removed = names.filter((name) => !used.has(name));
  return before.after(put, removed);
}
