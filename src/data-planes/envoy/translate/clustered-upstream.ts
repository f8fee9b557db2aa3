import type { ForwardAction, Route, Upstream } from '../../../ir/fragment.js';
import type { XdsResource } from '../resources.js';
import { clusterOf, mirrorClusterOf } from './cluster.js';
import { authorityOf, mirrorsOf } from './endpoints.js';

/** Where copies go. */
export interface Mirror {
  readonly cluster: XdsResource;
  /** The Host header of copies. */
  readonly authority: string;
}

/** What stands for an upstream. */
export interface ActionClusters {
  readonly main: XdsResource;
  /** One for each mirror endpoint: each gets a copy. */
  readonly mirrors: readonly Mirror[];
}

/** An upstream with the clusters that its routes need; routes that differ in what a cluster does have clusters of their own. */
export interface ClusteredUpstream {
  readonly upstream: Upstream;
  readonly clusters: ReadonlyMap<string, ActionClusters>;
}

const keyOf = ({ method, responseTimeoutMs }: ForwardAction): string => `${method ?? ''} ${responseTimeoutMs}`;

/** `routes`: of its fragment. */
export function clusteredUpstream(upstream: Upstream, routes: readonly Route[]): ClusteredUpstream {
  const clusters = new Map<string, ActionClusters>();
  for (const { action } of routes) {
    if (action.kind !== 'forward' || action.upstream !== upstream.name || clusters.has(keyOf(action))) continue;
    const mirrors = mirrorsOf(upstream).map((endpoint) => ({
      cluster: mirrorClusterOf(upstream, endpoint, action),
      authority: authorityOf(endpoint),
    }));
    clusters.set(keyOf(action), { main: clusterOf(upstream, action), mirrors });
  }
  return { upstream, clusters };
}

/** Of a route that was among those which the upstream was clustered for. */
export function clustersOfAction({ upstream, clusters }: ClusteredUpstream, action: ForwardAction): ActionClusters {
  const found = clusters.get(keyOf(action));
  if (found === undefined) throw new Error(`upstream ${upstream.name} has no clusters for a route of its fragment`);
  return found;
}

export const resourcesOf = ({ clusters }: ClusteredUpstream): readonly XdsResource[] =>
  [...clusters.values()].flatMap(({ main, mirrors }) => [main, ...mirrors.map(({ cluster }) => cluster)]);
