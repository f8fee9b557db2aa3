import type { ApiProxy, Operation, ProxyDefinition } from '../../../model/api-proxy.js';
import type { Id } from '../../../shared/ids.js';
import { defaultClientRoute } from '../decode/client-route.decode.js';
import type { PromotedOperation, PromotedProxy } from '../decode/promoted.decode.js';
import { DEFAULT_ROUTING } from '../decode/routing.decode.js';

/** The definition that a promoted object makes of what was there; what the object cannot say stays. */
export function promotedDefinition(sent: PromotedProxy, before: ApiProxy | null, newId: () => Id): ProxyDefinition {
  const base = before?.definition ?? blank(sent);
  return {
    ...base,
    type: sent.type ?? base.type,
    source: sent.source ?? base.source,
    clientRoute: sent.clientRoute === undefined ? base.clientRoute : sent.clientRoute,
    routing:
      sent.routing === undefined
        ? base.routing
        : { ...sent.routing, addresses: sent.routing.addresses ?? base.routing.addresses },
    operations: sent.operations === undefined ? base.operations : carriedOver(base.operations, sent.operations, newId),
    backendApiVersion: sent.backendApiVersion ?? base.backendApiVersion,
  };
}

/** A description does not travel this way, so a new proxy has none. */
const blank = (sent: PromotedProxy): ProxyDefinition => ({
  type: 'REST',
  source: sent.operations === undefined || sent.operations.length === 0 ? 'REVERSE_PROXY' : 'EMPTY_API',
  clientRoute: defaultClientRoute(sent.name),
  routing: DEFAULT_ROUTING,
  operations: [],
  backendApiVersion: null,
  specDigest: null,
  extensions: {},
});

function carriedOver(
  before: readonly Operation[],
  sent: readonly PromotedOperation[],
  newId: () => Id,
): readonly Operation[] {
  const known = new Map(before.map((operation) => [`${operation.method} ${operation.path}`, operation]));
  return sent.map((operation) => {
    const same = known.get(`${operation.method} ${operation.path}`);
    return { ...(same ?? { id: newId(), mapping: null, mock: null }), ...operation };
  });
}
