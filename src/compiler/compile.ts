import { claimsOf } from '../ir/claims.js';
import type { Fragment, Route } from '../ir/fragment.js';
import type { ProxyDefinition } from '../model/api-proxy.js';
import type { ClientRoute } from '../model/client-route.js';
import type { AppCodePlace } from '../model/proxy-group.js';
import type { Surroundings } from '../model/surroundings.js';
import { digestOf } from '../shared/canonical-json.js';
import { freezeDeep } from '../shared/freeze.js';
import type { Fault } from '../shared/problem.js';
import { FaultList } from './fault-list.js';
import { callerPolicy } from './steps/caller-policy.js';
import { type ClientScope, clientScope } from './steps/client-scope.js';
import { inactivePlans, operationPlans } from './steps/operation-plans.js';
import { operationRoutes } from './steps/operation-routes.js';
import { fallbackRoutes, passAllRoutes } from './steps/prefix-routes.js';
import { ORDERS_PER_MEMBER, type RouteContext } from './steps/route-context.js';
import { soapRoutes } from './steps/soap-routes.js';
import { type ServedSpec, specRoutes } from './steps/spec-routes.js';
import { stageCertificates, stageRoutes } from './steps/stage-routes.js';
import { upstreamOf } from './steps/upstream.js';
import { withVariables } from './steps/variables.js';
import { withVpcAccess } from './steps/vpc-access.js';

/** One release to compile: a definition, and where it is reached. Everything the result depends on is in here. */
export interface CompileInput {
  readonly proxy: { readonly id: string; readonly name: string };
  readonly definition: ProxyDefinition;
  readonly context: DirectContext | GroupContext;
  /** Root context + the project's service path: `''` or `/x/y`. */
  readonly pathPrefix: string;
  /** What is served as the description at the address; null for nothing. */
  readonly spec: ServedSpec | null;
}

export interface DirectContext {
  readonly kind: 'direct';
}

export interface GroupContext {
  readonly kind: 'group';
  readonly clientRoute: ClientRoute;
  /** The group's own subdomain, which then replaces the route's hosts. */
  readonly ownHost: string | null;
  /** Where the group looks for AppCodes; absent: in the usual header. */
  readonly appCodes?: AppCodePlace;
  /** Place in the member order, from 0. */
  readonly position: number;
  /** Null outside of stages. */
  readonly surroundings: Surroundings | null;
}

/** `digest` names the frozen fragment; `claims` are the keys that only one release of an environment may hold. */
export type Compiled =
  | { readonly ok: true; readonly fragment: Fragment; readonly digest: string; readonly claims: readonly string[] }
  | { readonly ok: false; readonly faults: readonly Fault[] };

/** Pure: equal input gives an equal fragment. Finds every fault, not only the first. */
export function compile(input: CompileInput): Compiled {
  const faults = new FaultList(input.proxy);
  const surroundings = input.context.kind === 'group' ? input.context.surroundings : null;
  const definition = withVariables(input.definition, surroundings, faults);
  const scope = scopeOf(input, faults);
  const routes = stageRoutes(routesOf({ ...input, definition }, scope, faults), surroundings);
  const upstreams = upstreamsOf({ ...input, definition }, routes, faults);
  if (faults.all.length > 0) return { ok: false, faults: faults.all };
  const certificates = stageCertificates(surroundings);
  const fragment = freezeDeep({ routes, upstreams, ...(certificates.length === 0 ? {} : { certificates }) });
  return { ok: true, fragment, digest: digestOf(fragment), claims: claimsOf(fragment) };
}

const NO_STAGE = { surroundings: null };

const NOWHERE: ClientScope = { bases: [], hosts: [], headers: [], methods: [] };

function scopeOf({ definition, context, pathPrefix }: CompileInput, faults: FaultList): ClientScope {
  if (context.kind === 'group') {
    const { clientRoute: route, ownHost } = context;
    return clientScope({ route, field: 'group.clientRoute', ownHost, rootAllowed: true, pathPrefix }, faults);
  }
  const route = definition.clientRoute;
  if (route === null) {
    faults.add('missing_route', 'clientRoute', 'has no client route of its own; give it one or deploy its group');
    return NOWHERE;
  }
  return clientScope({ route, field: 'clientRoute', ownHost: null, rootAllowed: false, pathPrefix }, faults);
}

function routesOf({ proxy, definition, context, spec }: CompileInput, scope: ClientScope, faults: FaultList): Route[] {
  const common: RouteContext = {
    proxyId: proxy.id,
    scope,
    shared: context.kind === 'group',
    firstOrder: context.kind === 'group' ? context.position * ORDERS_PER_MEMBER : 0,
    errorStyle: definition.source === 'CLOUD_API' ? 'ca-headers' : 'correlation',
  };
  const policy = callerPolicy(definition.callers, context.kind === 'group' ? context : NO_STAGE, faults);
  const serving = servingRoutes(definition, common, faults);
  const routes = policy === null ? serving : serving.map((route) => ({ ...route, callers: policy }));
  return [...routes, ...specRoutes(spec, common), ...fallbackRoutes(common, routes)];
}

function servingRoutes(definition: ProxyDefinition, common: RouteContext, faults: FaultList): Route[] {
  if (definition.source === 'REVERSE_PROXY') return passAllRoutes(definition.routing, common);
  const active = operationPlans(definition, faults);
  const routes = operationRoutes({ active, inactive: inactivePlans(definition) }, common, faults);
  return definition.type === 'SOAP' ? [...routes, ...soapRoutes(definition, active, common)] : routes;
}

/** Asked of the definition, not of the routes: an operation with a fault of its own still shows the backend's faults. */
function upstreamsOf({ definition, context }: CompileInput, routes: readonly Route[], faults: FaultList) {
  const { source, routing, operations } = definition;
  const called = source === 'REVERSE_PROXY' || operations.some(({ active, mock }) => active && mock === null);
  if (!called || !routing.enabled) return [];
  const resolved = withVpcAccess(routing, context.kind === 'group' ? context.surroundings : null, faults);
  if (resolved === null) return [];
  const upstream = upstreamOf(resolved, faults);
  return routes.some(({ action }) => action.kind === 'forward') ? [upstream] : [];
}
