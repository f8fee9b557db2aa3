import type { ForwardAction, RejectAction, RespondAction, Route } from '../../ir/fragment.js';
import type { SnapshotEntry } from '../data-plane.js';
import type { Balancer } from './balancer.js';
import { compileMapping, type RequestMapper } from './mapping.js';
import { compileRewrite, type PathRewriter } from './rewrite.js';

/** A route, ready to serve. */
export interface ServedRoute {
  /** Release key. */
  readonly owner: string;
  readonly route: Route;
  readonly action: ServedAction;
}

export type ServedAction = ServedForward | RespondAction | RejectAction;

export interface ServedForward {
  readonly kind: 'forward';
  readonly action: ForwardAction;
  readonly balancer: Balancer;
  readonly rewrite: PathRewriter;
  readonly mapping: RequestMapper | null;
}

/** IR to index entries; pure. `balancers`: of the fragment's upstreams, by name. Throws on an upstream that is absent. */
export function translate(entry: SnapshotEntry, balancers: ReadonlyMap<string, Balancer>): readonly ServedRoute[] {
  return entry.fragment.routes.map((route) => ({ owner: entry.key, route, action: translateAction(route, balancers) }));
}

function translateAction(route: Route, balancers: ReadonlyMap<string, Balancer>): ServedAction {
  const { action } = route;
  if (action.kind !== 'forward') return action;
  const balancer = balancers.get(action.upstream);
  if (balancer === undefined)
    throw new Error(`route ${route.id}: upstream '${action.upstream}' is not in the fragment`);
  return {
    kind: 'forward',
    action,
    balancer,
    rewrite: compileRewrite(route.match.path, action.rewrite),
    mapping: action.mapping === null ? null : compileMapping(action.mapping, route.match.path),
  };
}
