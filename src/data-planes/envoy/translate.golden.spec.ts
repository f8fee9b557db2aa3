import { readFileSync, writeFileSync } from 'node:fs';
import { createRegistry, type DescMessage, fromBinary, type JsonValue, toJson } from '@bufbuild/protobuf';
import { compareText } from '../../ir/path-segment.js';
import { ClusterSchema } from './generated/envoy/config/cluster/v3/cluster_pb.js';
import { TypedExtensionConfigSchema } from './generated/envoy/config/core/v3/extension_pb.js';
import { ClusterLoadAssignmentSchema } from './generated/envoy/config/endpoint/v3/endpoint_pb.js';
import { ListenerSchema } from './generated/envoy/config/listener/v3/listener_pb.js';
import { FilterConfigSchema } from './generated/envoy/config/route/v3/route_components_pb.js';
import { RouteConfigurationSchema } from './generated/envoy/config/route/v3/route_pb.js';
import { ScopedRouteConfigurationSchema } from './generated/envoy/config/route/v3/scoped_route_pb.js';
import { ExpressionFilterSchema } from './generated/envoy/extensions/access_loggers/filters/cel/v3/cel_pb.js';
import { ExtensionWithMatcherSchema } from './generated/envoy/extensions/common/matching/v3/extension_matcher_pb.js';
import {
  CompositeSchema,
  ExecuteFilterActionSchema,
} from './generated/envoy/extensions/filters/http/composite/v3/composite_pb.js';
import {
  HeaderMutationPerRouteSchema,
  HeaderMutationSchema,
} from './generated/envoy/extensions/filters/http/header_mutation/v3/header_mutation_pb.js';
import { LuaPerRouteSchema, LuaSchema } from './generated/envoy/extensions/filters/http/lua/v3/lua_pb.js';
import { RouterSchema } from './generated/envoy/extensions/filters/http/router/v3/router_pb.js';
import { UpstreamCodecSchema } from './generated/envoy/extensions/filters/http/upstream_codec/v3/upstream_codec_pb.js';
import { TlsInspectorSchema } from './generated/envoy/extensions/filters/listener/tls_inspector/v3/tls_inspector_pb.js';
import { HttpConnectionManagerSchema } from './generated/envoy/extensions/filters/network/http_connection_manager/v3/http_connection_manager_pb.js';
import { HeaderMutationSchema as EarlyHeaderMutationSchema } from './generated/envoy/extensions/http/early_header_mutation/header_mutation/v3/header_mutation_pb.js';
import { PreviousHostsPredicateSchema } from './generated/envoy/extensions/retry/host/previous_hosts/v3/previous_hosts_pb.js';
import { PreviousPrioritiesConfigSchema } from './generated/envoy/extensions/retry/priority/previous_priorities/v3/previous_priorities_config_pb.js';
import { SecretSchema } from './generated/envoy/extensions/transport_sockets/tls/v3/secret_pb.js';
import {
  DownstreamTlsContextSchema,
  UpstreamTlsContextSchema,
} from './generated/envoy/extensions/transport_sockets/tls/v3/tls_pb.js';
import { HttpProtocolOptionsSchema } from './generated/envoy/extensions/upstreams/http/v3/http_protocol_options_pb.js';
import { HttpResponseHeaderMatchInputSchema } from './generated/envoy/type/matcher/v3/http_inputs_pb.js';
import type { ResourceSet, XdsResource } from './resources.js';
import { type GoldenCase, goldenCases, goldenFolder } from './testing/golden.js';
import { translate } from './testing/translate.js';
import { CALL_SCRIPT } from './translate/call-script.js';

/** Run with UPDATE_GOLDEN=1, format, and review the files in testdata. */
const cases = goldenCases();

const SCHEMAS = {
  cluster: ClusterSchema,
  endpoint: ClusterLoadAssignmentSchema,
  secret: SecretSchema,
  listener: ListenerSchema,
  extension: TypedExtensionConfigSchema,
  route: RouteConfigurationSchema,
  scope: ScopedRouteConfigurationSchema,
} as const;

const registry = createRegistry(
  HttpConnectionManagerSchema,
  HttpProtocolOptionsSchema,
  HeaderMutationSchema,
  HeaderMutationPerRouteSchema,
  RouterSchema,
  ExtensionWithMatcherSchema,
  CompositeSchema,
  ExecuteFilterActionSchema,
  HttpResponseHeaderMatchInputSchema,
  UpstreamCodecSchema,
  PreviousHostsPredicateSchema,
  PreviousPrioritiesConfigSchema,
  UpstreamTlsContextSchema,
  DownstreamTlsContextSchema,
  TlsInspectorSchema,
  ExpressionFilterSchema,
  LuaSchema,
  LuaPerRouteSchema,
  FilterConfigSchema,
  EarlyHeaderMutationSchema,
);

/** With the version, which also tells of fields that the protos at hand cannot show, and of the script for callers. */
const shown = (resource: XdsResource): JsonValue => {
  const schema: DescMessage = SCHEMAS[resource.type];
  const message = toJson(schema, fromBinary(schema, resource.bytes), { registry });
  return { version: resource.version, message: withoutScript(message) };
};

const withoutScript = (message: JsonValue): JsonValue =>
  JSON.parse(JSON.stringify(message).replace(JSON.stringify(CALL_SCRIPT), '"lua/*.lua"'));

const sorted = (resources: ResourceSet): JsonValue[] =>
  [...resources.values()].sort((a, b) => compareText(a.name, b.name)).map(shown);

const translated = ({ name, entries }: GoldenCase) =>
  translate({ environmentId: name, rootContext: '', port: 9080 }, entries, '127.0.0.2');

function expectGolden(file: string, result: JsonValue): void {
  const url = new URL(`${file}.json`, goldenFolder);
  if (process.env['UPDATE_GOLDEN'] === '1') writeFileSync(url, `${JSON.stringify(result, null, 2)}\n`);
  expect(result).toEqual(JSON.parse(readFileSync(url, 'utf8')));
}

describe('translate, golden', () => {
  it('has cases', () => expect(cases.length).toBeGreaterThan(5));

  it('listener', () => {
    const [first] = cases.slice(0, 1).map((golden) => [...translated(golden).listeners.values()].map(shown));
    expectGolden('listener', first ?? null);
  });

  it.each(cases)('$name', (golden) => {
    const { clusters, extensions, routes, scopes } = translated(golden);
    expectGolden(golden.name, {
      clusters: sorted(clusters),
      extensions: sorted(extensions),
      routes: sorted(routes),
      scopes: sorted(scopes),
    });
  });
});
