import type { MessageInitShape } from '@bufbuild/protobuf';
import type { Any } from '@bufbuild/protobuf/wkt';
import type { Endpoint } from '../../../ir/fragment.js';
import { HeaderMutationSchema } from '../generated/envoy/extensions/filters/http/header_mutation/v3/header_mutation_pb.js';
import { LuaSchema } from '../generated/envoy/extensions/filters/http/lua/v3/lua_pb.js';
import { UpstreamCodecSchema } from '../generated/envoy/extensions/filters/http/upstream_codec/v3/upstream_codec_pb.js';
import type { HttpFilterSchema } from '../generated/envoy/extensions/filters/network/http_connection_manager/v3/http_connection_manager_pb.js';
import type { EndpointFacts } from './endpoints.js';
import { HEADER_FILTER, remove, set } from './header-rules.js';
import { pack } from './messages.js';

type HttpFilter = MessageInitShape<typeof HttpFilterSchema>;

export const LUA_FILTER = 'envoy.filters.http.lua';

/** Stands for the base path in what a route makes of a path when each endpoint has a base path of its own. */
export const ANY_BASE_PATH = '/gatewright';

const METADATA = 'gatewright';
/** Takes an endpoint's base path from its metadata to the script; never leaves Envoy. */
const BASE_HEADER = 'gatewright-base';

export const basePathFacts = ({ basePath }: Endpoint): EndpointFacts => ({ [METADATA]: { base: basePath } });

/** What a cluster's requests need beside what the listener made of them. */
export interface UpstreamChanges {
  /** What the route wrote in place of a base path that the endpoints do not have; null: nothing to replace. */
  readonly written: string | null;
  /** Null: the caller's. */
  readonly method: string | null;
  readonly isMirror: boolean;
}

/** Filters of a cluster; none when nothing has to change. They run for the requests of that cluster only. */
export function upstreamFilters({ written, method, isMirror }: UpstreamChanges): HttpFilter[] {
  const parts = [
    ...(isMirror ? [COPY] : []),
    ...(written === null ? [] : [ownBasePath(written)]),
    ...(method === null ? [] : [changedMethod(method)]),
  ];
  if (parts.length === 0) return [];
  const answer = method === null || isMirror ? '' : WITHOUT_BODY;
  return [...(written === null ? [] : [BASE_PATH]), lua(onRequest(parts.join('\n')) + answer), CODEC];
}

const typed = (name: string, value: Any): HttpFilter => ({ name, configType: { case: 'typedConfig', value } });

/** With a sign in front: an empty value would leave what the client sent. */
const BASE_PATH = typed(
  HEADER_FILTER,
  pack(HeaderMutationSchema, {
    mutations: { requestMutations: [remove(BASE_HEADER), set(BASE_HEADER, `=%UPSTREAM_METADATA(${METADATA}:base)%`)] },
  }),
);

/** Every chain of a cluster ends in it. */
const CODEC = typed('envoy.filters.http.upstream_codec', pack(UpstreamCodecSchema, {}));

const lua = (code: string): HttpFilter =>
  typed(LUA_FILTER, pack(LuaSchema, { defaultSourceCode: { specifier: { case: 'inlineString', value: code } } }));

const onRequest = (body: string): string => `function envoy_on_request(handle)
local headers = handle:headers()
local kept = handle:streamInfo():dynamicMetadata()
${body}
end
`;

/** A retry gets the headers as the attempt before left them: what follows the base path is kept beside them. */
const ownBasePath = (written: string): string => `local before = kept:get("${METADATA}")
local rest = before and before.rest
if not rest then
  rest = headers:get(":path"):sub(${Buffer.byteLength(written) + 1})
  kept:set("${METADATA}", "rest", rest)
end
local path = headers:get("${BASE_HEADER}"):sub(2) .. rest
headers:remove("${BASE_HEADER}")
if path:sub(1, 1) ~= "/" then path = "/" .. path end
headers:replace(":path", path)`;

/** Takes back what Envoy adds to a copy: a mark, and its own address as the last proxy. An upgrade is not copied. */
const COPY = `if headers:get("upgrade") then
  handle:respond({[":status"] = "403"}, "")
  return
end
headers:remove("x-envoy-internal")
local proxies = headers:get("x-forwarded-for")
if proxies then headers:replace("x-forwarded-for", (proxies:gsub(",[^,]*$", ""))) end`;

const changedMethod = (
  method: string,
): string => `if headers:get(":method") == "HEAD" then kept:set("${METADATA}", "head", true) end
headers:replace(":method", ${JSON.stringify(method)})`;

/** Envoy takes the answer for that of the backend's method, and would send its body to who asked by HEAD. */
const WITHOUT_BODY = `function envoy_on_response(handle)
local kept = handle:streamInfo():dynamicMetadata():get("${METADATA}")
if kept and kept.head then
  for chunk in handle:bodyChunks() do chunk:setBytes("") end
end
end
`;
