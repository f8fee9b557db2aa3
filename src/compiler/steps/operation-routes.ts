import type { Route } from '../../ir/fragment.js';
import type { FaultList } from '../fault-list.js';
import type { ClientScope } from './client-scope.js';
import type { OperationPlan } from './operation-plans.js';
import { joinPaths, matchOf, type ParsedPath, shapeOf } from './parse-path.js';
import { INACTIVE_ORDER, type RouteContext } from './route-context.js';
import { sameEffect } from './same-effect.js';

interface Placed {
  readonly plan: OperationPlan;
  /** Index of the client path; part of the route's id. */
  readonly place: string;
  readonly path: ParsedPath;
  readonly shape: string;
}

/** What a definition says of its operations: those that serve, and those that are switched off. */
export interface OperationPlans {
  readonly active: readonly OperationPlan[];
  readonly inactive: readonly OperationPlan[];
}

/** Every operation under every client path. Two that would answer the same request differently are faults. */
export function operationRoutes(plans: OperationPlans, context: RouteContext, faults: FaultList): Route[] {
  const active = withoutTies(place(plans.active, context.scope), faults);
  const inactive = notTaken(place(plans.inactive, context.scope), active);
  const declared = declaredMethods([...active, ...inactive]);
  const routes = (items: readonly Placed[], orderOf: (plan: OperationPlan) => number): Route[] =>
    items.flatMap((item) => {
      const methods = methodsOf(item, context.scope, declared.get(item.shape) ?? new Set());
      return methods === null ? [] : [routeOf(item, methods, orderOf(item.plan), context)];
    });
  return [...routes(active, ({ index }) => context.firstOrder + index), ...routes(inactive, () => INACTIVE_ORDER)];
}

/** An active operation that matches the same requests serves them. */
function notTaken(items: readonly Placed[], active: readonly Placed[]): Placed[] {
  const taken = new Set(active.map(keyOf));
  return items.filter((item) => {
    const isFree = !taken.has(keyOf(item));
    taken.add(keyOf(item));
    return isFree;
  });
}

const keyOf = ({ plan, shape }: Placed): string => `${plan.operation.method} ${shape}`;

function place(plans: readonly OperationPlan[], scope: ClientScope): Placed[] {
  return scope.bases.flatMap((base, index) =>
    plans.flatMap((plan) => {
      const path = joinPaths(base, plan.path);
      const placed = { plan, place: `${index}`, path, shape: shapeOf(path) };
      return isRoot(plan.path) && !isRoot(base) ? [placed, withTrailingSlash(placed)] : [placed];
    }),
  );
}

const isRoot = (path: ParsedPath): boolean => path.segments.length === 0 && !path.tail;

/** The operation `/` below `/shop` is written `/shop` by some clients and `/shop/` by others. */
function withTrailingSlash({ plan, place, path }: Placed): Placed {
  const slashed = { segments: [...path.segments, { literal: '' }], tail: false };
  return { plan, place: `${place}/`, path: slashed, shape: shapeOf(slashed) };
}

function withoutTies(placed: readonly Placed[], faults: FaultList): Placed[] {
  const taken = new Map<string, Placed>();
  const reported = new Set<string>();
  for (const item of placed) {
    const key = keyOf(item);
    const earlier = taken.get(key);
    if (earlier === undefined) {
      taken.set(key, item);
      continue;
    }
    const swapped = earlier.plan.index > item.plan.index;
    const [first, second] = swapped ? [item.plan, earlier.plan] : [earlier.plan, item.plan];
    const pair = `${first.index} ${second.index}`;
    if (sameEffect(first, second) || reported.has(pair)) continue;
    reported.add(pair);
    faults.add('conflicting_operations', `operations[${second.index}]`, tieMessage(first, second));
  }
  return [...taken.values()];
}

const tieMessage = (first: OperationPlan, second: OperationPlan): string =>
  `${titleOf(second)} matches the same requests as operations[${first.index}] (${titleOf(first)}); change or remove one`;

const titleOf = ({ operation }: OperationPlan): string => `${operation.method} ${operation.path}`;

function declaredMethods(placed: readonly Placed[]): Map<string, Set<string>> {
  const declared = new Map<string, Set<string>>();
  for (const { plan, shape } of placed) {
    const methods = declared.get(shape) ?? new Set();
    declared.set(shape, methods.add(plan.operation.method));
  }
  return declared;
}

/** Null: the client route lets no method of the operation through. ANY yields to operations that name their method. */
function methodsOf({ plan }: Placed, scope: ClientScope, declared: ReadonlySet<string>): string[] | null {
  const { method } = plan.operation;
  if (method !== 'ANY') return scope.methods.length === 0 || scope.methods.includes(method) ? [method] : null;
  if (scope.methods.length === 0) return [];
  const left = scope.methods.filter((allowed) => !declared.has(allowed));
  return left.length === 0 ? null : left;
}

const routeOf = (
  { plan, place, path }: Placed,
  methods: readonly string[],
  order: number,
  context: RouteContext,
): Route => ({
  id: `${context.proxyId}:${plan.operation.id}:${place}`,
  match: { hosts: context.scope.hosts, path: matchOf(path), methods, headers: context.scope.headers },
  order,
  action: plan.action,
  ...(plan.operation.protocols === undefined ? {} : { protocols: plan.operation.protocols }),
  errorStyle: context.errorStyle,
});
