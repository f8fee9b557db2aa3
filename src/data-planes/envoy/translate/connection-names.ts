import type { MessageInitShape } from '@bufbuild/protobuf';
import type { Any } from '@bufbuild/protobuf/wkt';
import { ExtensionWithMatcherSchema } from '../generated/envoy/extensions/common/matching/v3/extension_matcher_pb.js';
import {
  CompositeSchema,
  ExecuteFilterActionSchema,
} from '../generated/envoy/extensions/filters/http/composite/v3/composite_pb.js';
import { LuaSchema } from '../generated/envoy/extensions/filters/http/lua/v3/lua_pb.js';
import { HttpResponseHeaderMatchInputSchema } from '../generated/envoy/type/matcher/v3/http_inputs_pb.js';
import type { Matcher_MatcherList_PredicateSchema } from '../generated/xds/type/matcher/v3/matcher_pb.js';
import type { StringMatcherSchema } from '../generated/xds/type/matcher/v3/string_pb.js';
import { pack } from './messages.js';
import { LUA_FILTER } from './upstream-filters.js';

type Predicate = MessageInitShape<typeof Matcher_MatcherList_PredicateSchema>;

export const CONNECTION_NAMES_FILTER = 'gatewright.connection-names';

/** Framing is Envoy's business, whatever a backend says. */
const SCRIPT = `function envoy_on_response(handle)
local headers = handle:headers()
for name in (headers:get("connection") or ""):lower():gmatch("[^,%s]+") do
  if name ~= "content-length" and name ~= "transfer-encoding" and name ~= "upgrade" and name:sub(1, 1) ~= ":" then
    headers:remove(name)
  end
end
end`;

/**
 * The filter that takes headers from an answer which the backend names in `Connection`. Its script runs only for answers
 * that name any: a script for every answer would cost some 10 % of the throughput.
 */
export const connectionNamesFilter = (): Any =>
  pack(ExtensionWithMatcherSchema, {
    extensionConfig: extension('composite', pack(CompositeSchema, {})),
    xdsMatcher: {
      matcherType: {
        case: 'matcherList',
        value: {
          matchers: [
            {
              // In this order: most answers are done with after the first.
              predicate: all(IS_THERE, not(any(USUAL.map(says)))),
              onMatch: { onMatch: { case: 'action', value: RUN } },
            },
          ],
        },
      },
    },
  });

const USUAL = ['keep-alive', 'close', 'upgrade'];

const extension = (name: string, typedConfig: Any) => ({ name, typedConfig });

const RUN = extension(
  'run',
  pack(ExecuteFilterActionSchema, {
    typedConfig: extension(
      LUA_FILTER,
      pack(LuaSchema, { defaultSourceCode: { specifier: { case: 'inlineString', value: SCRIPT } } }),
    ),
  }),
);

const connection = (value: MessageInitShape<typeof StringMatcherSchema>): Predicate => ({
  matchType: {
    case: 'singlePredicate',
    value: {
      input: extension('connection', pack(HttpResponseHeaderMatchInputSchema, { headerName: 'connection' })),
      matcher: { case: 'valueMatch', value },
    },
  },
});

const says = (value: string): Predicate => connection({ matchPattern: { case: 'exact', value }, ignoreCase: true });

const IS_THERE = connection({
  matchPattern: { case: 'safeRegex', value: { regex: '.+', engineType: { case: 'googleRe2', value: {} } } },
});

const not = (value: Predicate): Predicate => ({ matchType: { case: 'notMatcher', value } });
const any = (predicate: Predicate[]): Predicate => ({ matchType: { case: 'orMatcher', value: { predicate } } });
const all = (...predicate: Predicate[]): Predicate => ({ matchType: { case: 'andMatcher', value: { predicate } } });
