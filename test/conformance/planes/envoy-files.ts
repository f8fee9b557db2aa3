import { rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fromBinary, toBinary } from '@bufbuild/protobuf';
import { BinaryWriter, WireType } from '@bufbuild/protobuf/wire';
import { type Any, AnySchema, anyPack, anyUnpack } from '@bufbuild/protobuf/wkt';
import { ListenerSchema } from '../../../src/data-planes/envoy/generated/envoy/config/listener/v3/listener_pb.js';
import { HttpConnectionManagerSchema } from '../../../src/data-planes/envoy/generated/envoy/extensions/filters/network/http_connection_manager/v3/http_connection_manager_pb.js';
import type { EnvironmentResources, XdsResource } from '../../../src/data-planes/envoy/resources.js';
import { TYPE_URLS } from '../../../src/data-planes/envoy/type-urls.js';

/** The folder that Envoy reads its configuration from; a file that is moved in is taken at once. */
export class EnvoyFiles {
  readonly #clusters = new Map<string, XdsResource>();
  readonly #listeners = new Map<string, XdsResource>();
  readonly #routeVersions = new Map<string, string>();

  constructor(private readonly folder: string) {}

  /** Grows with every write: clusters are only added. */
  get clusterVersion(): string {
    return String(this.#clusters.size);
  }

  /** Writes the routes; clusters and listeners wait for their own call. Gives the versions of the routes. */
  async put(
    environmentId: string,
    { clusters, listeners, routes }: EnvironmentResources,
  ): Promise<{ readonly before: string | undefined; readonly version: string }> {
    for (const [name, cluster] of clusters) this.#clusters.set(name, cluster);
    for (const [name, listener] of listeners) this.#listeners.set(name, this.#withRoutesFile(listener, environmentId));
    const version = [...routes.values()].map((route) => route.version).join();
    const before = this.#routeVersions.get(environmentId);
    this.#routeVersions.set(environmentId, version);
    await this.#write(this.#routesFile(environmentId), version, [...routes.values()]);
    return { before, version };
  }

  writeClusters(): Promise<void> {
    return this.#write(this.#file('clusters'), this.clusterVersion, [...this.#clusters.values()]);
  }

  writeListeners(): Promise<void> {
    return this.#write(this.#file('listeners'), '1', [...this.#listeners.values()]);
  }

  bootstrap(): object {
    const source = (name: string) => ({ path_config_source: { path: this.#file(name) }, resource_api_version: 'V3' });
    return {
      node: { id: 'conformance', cluster: 'conformance' },
      admin: { address: { socket_address: { address: '127.0.0.1', port_value: 0 } } },
      dynamic_resources: { cds_config: source('clusters'), lds_config: source('listeners') },
      layered_runtime: { layers: [{ name: 'tests', static_layer: RUNTIME }] },
    };
  }

  #file(name: string): string {
    return join(this.folder, `${name}.pb`);
  }

  #routesFile(environmentId: string): string {
    return this.#file(`routes-${environmentId}`);
  }

  /** The same listener, with its routes in a file instead of on ADS. */
  #withRoutesFile(resource: XdsResource, environmentId: string): XdsResource {
    const listener = fromBinary(ListenerSchema, resource.bytes);
    const filter = listener.filterChains[0]?.filters[0]?.configType;
    const manager = filter?.case === 'typedConfig' ? anyUnpack(filter.value, HttpConnectionManagerSchema) : undefined;
    if (filter?.case !== 'typedConfig' || manager?.routeSpecifier.case !== 'rds') throw new Error('no routes over ADS');
    const source = manager.routeSpecifier.value.configSource;
    if (source === undefined) throw new Error('no source of routes');
    const path = this.#routesFile(environmentId);
    source.configSourceSpecifier = { case: 'path', value: path };
    filter.value = anyPack(HttpConnectionManagerSchema, manager);
    return { ...resource, bytes: toBinary(ListenerSchema, listener) };
  }

  async #write(path: string, version: string, resources: readonly XdsResource[]): Promise<void> {
    const draft = `${path}.draft`;
    await writeFile(draft, discoveryResponse(version, resources));
    await rename(draft, path);
  }
}

/** Long path templates make long expressions. */
const RUNTIME = {
  're2.max_program_size.error_level': 1_000_000,
  're2.max_program_size.warn_level': 1_000_000,
};

/** `envoy.service.discovery.v3.DiscoveryResponse`: version 1, resources 2. */
function discoveryResponse(version: string, resources: readonly XdsResource[]): Uint8Array {
  const writer = new BinaryWriter().tag(1, WireType.LengthDelimited).string(version);
  for (const { type, bytes } of resources) {
    const any: Any = { $typeName: 'google.protobuf.Any', typeUrl: TYPE_URLS[type], value: bytes };
    writer.tag(2, WireType.LengthDelimited).bytes(toBinary(AnySchema, any));
  }
  return writer.finish();
}
