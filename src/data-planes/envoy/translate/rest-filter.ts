import { TypedExtensionConfigSchema } from '../generated/envoy/config/core/v3/extension_pb.js';
import { LuaSchema } from '../generated/envoy/extensions/filters/http/lua/v3/lua_pb.js';
import type { HttpFilterSchema } from '../generated/envoy/extensions/filters/network/http_connection_manager/v3/http_connection_manager_pb.js';
import type { XdsResource } from '../resources.js';
import { type Fields, pack, resourceOf } from './messages.js';
import { REST, SCOPE_HEADER } from './scope.js';

/** Name of the filter in the listener, and of its configuration on ADS. */
export const REST_FILTER = 'gatewright-rest';

/** In front of the segment at `depth` stand that many others. */
const scriptAt = (depth: number): string => `
function envoy_on_request(handle)
  local route = handle:streamInfo():routeName()
  if route == nil or route == "" then
    handle:headers():replace("${SCOPE_HEADER}", "${'/'.repeat(depth + 1)}${REST}")
    handle:clearRouteCache()
  end
end
`;

/**
 * Sends requests that no route table of their own segment takes on to the one for all the others. It costs every request
 * something, so it has a script only where there are such routes; as a resource of its own it changes without a new
 * listener.
 */
export const restFilterResource = (isNeeded: boolean, depth: number): XdsResource =>
  resourceOf('extension', REST_FILTER, TypedExtensionConfigSchema, {
    name: REST_FILTER,
    typedConfig: pack(
      LuaSchema,
      isNeeded ? { defaultSourceCode: { specifier: { case: 'inlineString', value: scriptAt(depth) } } } : {},
    ),
  });

export const restFilter = (): Fields<typeof HttpFilterSchema> => ({
  name: REST_FILTER,
  configType: {
    case: 'configDiscovery',
    value: {
      configSource: { configSourceSpecifier: { case: 'ads', value: {} }, resourceApiVersion: 2 },
      typeUrls: [`type.googleapis.com/${LuaSchema.typeName}`],
    },
  },
});
