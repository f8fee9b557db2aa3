import type { Operation, ProxyDefinition, Routing } from '../../../model/api-proxy.js';
import { defaultClientRoute } from '../decode/client-route.decode.js';
import type { ProxySaveRequest } from '../decode/proxy.decode.js';
import { DEFAULT_ROUTING, type RoutingInput } from '../decode/routing.decode.js';

/** What a description gave: its operations, and where its first server says the backend is. */
export interface ImportedSpec {
  readonly operations: readonly Operation[];
  readonly routing: Routing;
}

export function newDefinition(request: ProxySaveRequest, spec: ImportedSpec | null): ProxyDefinition {
  return {
    type: request.creationType === 'WSDL' ? 'SOAP' : 'REST',
    source: request.creationType,
    clientRoute: request.clientRoute ?? defaultClientRoute(request.name),
    routing: routingOf(request.routing, spec?.routing ?? DEFAULT_ROUTING),
    operations: spec?.operations ?? [],
    backendApiVersion: request.backendApiVersion ?? null,
    specDigest: null,
    extensions: {},
  };
}

/** Route, routing and version stay when the request names none; operations follow the new description. */
export function reparsedDefinition(
  before: ProxyDefinition,
  request: ProxySaveRequest,
  spec: ImportedSpec | null,
): ProxyDefinition {
  return {
    ...before,
    clientRoute: request.clientRoute ?? before.clientRoute,
    routing: request.routing === undefined ? before.routing : routingOf(request.routing, before.routing),
    operations: spec === null ? before.operations : carriedOver(before.operations, spec.operations),
    backendApiVersion: request.backendApiVersion ?? before.backendApiVersion,
  };
}

/** An operation of equal path and method is the same one: it keeps its id and whether it is switched on. */
function carriedOver(before: readonly Operation[], after: readonly Operation[]): Operation[] {
  const known = new Map(before.map((operation) => [keyOf(operation), operation]));
  return after.map((operation) => {
    const same = known.get(keyOf(operation));
    if (same === undefined) return operation;
    const { id, active, cache } = same;
    return { ...operation, id, active, ...(cache === undefined ? {} : { cache }) };
  });
}

const keyOf = ({ method, path }: Operation): string => `${method} ${path}`;

const routingOf = (sent: RoutingInput | undefined, fallback: Routing): Routing =>
  sent === undefined ? fallback : { ...sent, addresses: sent.addresses ?? fallback.addresses };
