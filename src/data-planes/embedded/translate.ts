import type { ForwardAction, RejectAction, RespondAction, Route } from '../../ir/fragment.js';
import type { SnapshotEntry } from '../data-plane.js';
import type { AnswerCache, RouteCache } from './answer-cache.js';
import type { Balancer } from './balancer.js';
import { type CallGate, compileGate } from './call-gate.js';
import { compileMapping, type RequestMapper } from './mapping.js';
import type { Mirror } from './mirror.js';
import { compileRewrite, type PathRewriter } from './rewrite.js';
import type { ServedUpstream } from './served-upstream.js';

/** A route, ready to serve. */
export interface ServedRoute {
  /** Release key. */
  readonly owner: string;
  readonly route: Route;
  /** Null: everybody passes. */
  readonly gate: CallGate | null;
  readonly action: ServedAction;
}

export type ServedAction = ServedForward | RespondAction | RejectAction;

export interface ServedForward {
  readonly kind: 'forward';
  readonly action: ForwardAction;
  readonly balancer: Balancer;
  readonly mirror: Mirror;
  readonly rewrite: PathRewriter;
  readonly mapping: RequestMapper | null;
  /** Null: nothing is kept. */
  readonly cache: RouteCache | null;
}

/** IR to index entries; pure. `upstreams`: the fragment's, by name. Throws on one that is absent. */
export function translate(
  entry: SnapshotEntry,
  upstreams: ReadonlyMap<string, ServedUpstream>,
  answers: AnswerCache,
): readonly ServedRoute[] {
  return entry.fragment.routes.map((route) => ({
    owner: entry.key,
    route,
    gate: compileGate(route),
    action: translateAction(route, upstreams, answers),
  }));
}

function translateAction(
  route: Route,
  upstreams: ReadonlyMap<string, ServedUpstream>,
  answers: AnswerCache,
): ServedAction {
  const { action } = route;
  if (action.kind !== 'forward') return action;
  const upstream = upstreams.get(action.upstream);
  if (upstream === undefined)
    throw new Error(`route ${route.id}: upstream '${action.upstream}' is not in the fragment`);
  return {
    kind: 'forward',
    action,
    balancer: upstream.balancer,
    mirror: upstream.mirror,
    rewrite: compileRewrite(route.match.path, action.rewrite),
    mapping: action.mapping === null ? null : compileMapping(action.mapping, route.match.path),
    cache: action.cache === undefined ? null : answers.openRoute(action.cache),
  };
}
