import { rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fromBinary, toBinary } from '@bufbuild/protobuf';
import { BinaryWriter, WireType } from '@bufbuild/protobuf/wire';
import { type Any, AnySchema, anyPack, anyUnpack } from '@bufbuild/protobuf/wkt';
import { ListenerSchema } from '../../../src/data-planes/envoy/generated/envoy/config/listener/v3/listener_pb.js';
import { RouteConfigurationSchema } from '../../../src/data-planes/envoy/generated/envoy/config/route/v3/route_pb.js';
import { HttpConnectionManagerSchema } from '../../../src/data-planes/envoy/generated/envoy/extensions/filters/network/http_connection_manager/v3/http_connection_manager_pb.js';
import type { EnvironmentResources, XdsResource } from '../../../src/data-planes/envoy/resources.js';
import { TYPE_URLS } from '../../../src/data-planes/envoy/type-urls.js';

/** Writes two files that Envoy reads clusters and listeners from; gives the bootstrap that names them. */
export async function writeEnvoyFiles(folder: string, environments: readonly EnvironmentResources[]): Promise<object> {
  const clusters = new Map(environments.flatMap((environment) => [...environment.clusters]));
  const listeners = environments.flatMap((environment) =>
    [...environment.listeners.values()].map((listener) => withRoutes(listener, environment)),
  );
  const clustersFile = join(folder, 'clusters.pb');
  const listenersFile = join(folder, 'listeners.pb');
  await write(clustersFile, [...clusters.values()]);
  await write(listenersFile, listeners);
  return {
    node: { id: 'conformance', cluster: 'conformance' },
    admin: { address: { socket_address: { address: '127.0.0.1', port_value: 0 } } },
    dynamic_resources: { cds_config: source(clustersFile), lds_config: source(listenersFile) },
    layered_runtime: { layers: [{ name: 'tests', static_layer: RUNTIME }] },
  };
}

const source = (path: string) => ({ path_config_source: { path }, resource_api_version: 'V3' });

/** Long path templates make long expressions. */
const RUNTIME = {
  're2.max_program_size.error_level': 1_000_000,
  're2.max_program_size.warn_level': 1_000_000,
};

/**
 * The same listener with the same routes, in it instead of on ADS: Envoy watches each file of its own with an inotify
 * instance, of which a machine has few.
 */
function withRoutes(resource: XdsResource, { routes }: EnvironmentResources): XdsResource {
  const listener = fromBinary(ListenerSchema, resource.bytes);
  const filter = listener.filterChains[0]?.filters[0]?.configType;
  const manager = filter?.case === 'typedConfig' ? anyUnpack(filter.value, HttpConnectionManagerSchema) : undefined;
  const specifier = manager?.routeSpecifier;
  const wanted = specifier?.case === 'rds' ? routes.get(specifier.value.routeConfigName) : undefined;
  if (filter?.case !== 'typedConfig' || manager === undefined || wanted === undefined) {
    throw new Error(`${resource.name} names no routes of its environment`);
  }
  manager.routeSpecifier = { case: 'routeConfig', value: fromBinary(RouteConfigurationSchema, wanted.bytes) };
  filter.value = anyPack(HttpConnectionManagerSchema, manager);
  return { ...resource, bytes: toBinary(ListenerSchema, listener) };
}

async function write(path: string, resources: readonly XdsResource[]): Promise<void> {
  const draft = `${path}.draft`;
  await writeFile(draft, discoveryResponse(resources));
  await rename(draft, path);
}

/** `envoy.service.discovery.v3.DiscoveryResponse`: version 1, resources 2. */
function discoveryResponse(resources: readonly XdsResource[]): Uint8Array {
  const writer = new BinaryWriter().tag(1, WireType.LengthDelimited).string('1');
  for (const { type, bytes } of resources) {
    const any: Any = { $typeName: 'google.protobuf.Any', typeUrl: TYPE_URLS[type], value: bytes };
    writer.tag(2, WireType.LengthDelimited).bytes(toBinary(AnySchema, any));
  }
  return writer.finish();
}
