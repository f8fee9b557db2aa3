import { readFileSync, writeFileSync } from 'node:fs';
import { createRegistry, type DescMessage, fromBinary, type JsonValue, toJson } from '@bufbuild/protobuf';
import { ClusterSchema } from './generated/envoy/config/cluster/v3/cluster_pb.js';
import { ClusterLoadAssignmentSchema } from './generated/envoy/config/endpoint/v3/endpoint_pb.js';
import { ListenerSchema } from './generated/envoy/config/listener/v3/listener_pb.js';
import { RouteConfigurationSchema } from './generated/envoy/config/route/v3/route_pb.js';
import { ExpressionFilterSchema } from './generated/envoy/extensions/access_loggers/filters/cel/v3/cel_pb.js';
import {
  HeaderMutationPerRouteSchema,
  HeaderMutationSchema,
} from './generated/envoy/extensions/filters/http/header_mutation/v3/header_mutation_pb.js';
import { RouterSchema } from './generated/envoy/extensions/filters/http/router/v3/router_pb.js';
import { HttpConnectionManagerSchema } from './generated/envoy/extensions/filters/network/http_connection_manager/v3/http_connection_manager_pb.js';
import { HttpProtocolOptionsSchema } from './generated/envoy/extensions/upstreams/http/v3/http_protocol_options_pb.js';
import type { XdsResource } from './resources.js';
import { type GoldenCase, goldenCases, goldenFolder } from './testing/golden.js';
import { translate } from './translate.js';

/** Run with UPDATE_GOLDEN=1, format, and review the files in testdata. */
const cases = goldenCases();

const SCHEMAS = {
  cluster: ClusterSchema,
  endpoint: ClusterLoadAssignmentSchema,
  listener: ListenerSchema,
  route: RouteConfigurationSchema,
} as const;

const registry = createRegistry(
  HttpConnectionManagerSchema,
  HttpProtocolOptionsSchema,
  HeaderMutationSchema,
  HeaderMutationPerRouteSchema,
  RouterSchema,
  ExpressionFilterSchema,
);

/** With the version, which also tells of fields that the protos at hand cannot show. */
const shown = (resource: XdsResource): JsonValue => {
  const schema: DescMessage = SCHEMAS[resource.type];
  return { version: resource.version, message: toJson(schema, fromBinary(schema, resource.bytes), { registry }) };
};

const translated = ({ name, entries }: GoldenCase) =>
  translate({ environmentId: name, environmentName: name, port: 9080 }, entries, '127.0.0.2');

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
    const { clusters, routes } = translated(golden);
    expectGolden(golden.name, { clusters: [...clusters.values()].map(shown), routes: [...routes.values()].map(shown) });
  });
});
