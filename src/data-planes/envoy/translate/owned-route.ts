import type { Route } from '../../../ir/fragment.js';
import type { ClusteredUpstream } from './clustered-upstream.js';

/** A route of the IR with what its release brings along. */
export interface OwnedRoute {
  /** Release key. */
  readonly owner: string;
  readonly route: Route;
  /** The release's, by name. */
  readonly upstreams: ReadonlyMap<string, ClusteredUpstream>;
}
