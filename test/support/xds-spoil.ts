import { type DescMessage, fromBinary, type MessageShape, toBinary } from '@bufbuild/protobuf';
import { durationFromMs } from '@bufbuild/protobuf/wkt';
import { ClusterSchema } from '../../src/data-planes/envoy/generated/envoy/config/cluster/v3/cluster_pb.js';
import { TypedExtensionConfigSchema } from '../../src/data-planes/envoy/generated/envoy/config/core/v3/extension_pb.js';
import { ListenerSchema } from '../../src/data-planes/envoy/generated/envoy/config/listener/v3/listener_pb.js';
import { RouteConfigurationSchema } from '../../src/data-planes/envoy/generated/envoy/config/route/v3/route_pb.js';
import { ScopedRouteConfigurationSchema } from '../../src/data-planes/envoy/generated/envoy/config/route/v3/scoped_route_pb.js';
import { DeltaDiscoveryResponseSchema } from '../../src/data-planes/envoy/generated/envoy/service/discovery/v3/discovery_pb.js';
import type { ResourceType } from '../../src/data-planes/envoy/resources.js';
import { typeOfUrl } from '../../src/data-planes/envoy/type-urls.js';

/** Of what an Envoy is sent. */
type SpoiledType = Exclude<ResourceType, 'endpoint' | 'secret'>;

/** Each breaks a rule that Envoy checks before it takes anything of the resource. */
const SPOILERS: Readonly<Record<SpoiledType, (bytes: Uint8Array) => Uint8Array>> = {
  cluster: (bytes) =>
    edited(ClusterSchema, bytes, (cluster) => {
      cluster.connectTimeout = durationFromMs(0);
    }),
  listener: (bytes) =>
    edited(ListenerSchema, bytes, (listener) => {
      listener.address = undefined;
    }),
  route: (bytes) =>
    edited(RouteConfigurationSchema, bytes, (routes) => {
      routes.virtualHosts.push(...routes.virtualHosts.map((host) => ({ ...host, name: `${host.name} again` })));
    }),
  extension: (bytes) =>
    edited(TypedExtensionConfigSchema, bytes, (extension) => {
      extension.typedConfig = undefined;
    }),
  scope: (bytes) =>
    edited(ScopedRouteConfigurationSchema, bytes, (scope) => {
      scope.key = undefined;
    }),
};

/** Part of Envoy's own words about a spoiled resource. */
export const SPOILED_WORDS: Readonly<Record<SpoiledType, string>> = {
  cluster: 'ClusterValidationError.ConnectTimeout: value must be greater than 0s',
  listener: 'address is necessary',
  route: 'a single wildcard domain',
  extension: 'TypedExtensionConfigValidationError.TypedConfig: value is required',
  scope: 'ScopedRouteConfigurationValidationError.Key: value is required',
};

/** The response with its first resource made unacceptable; the others are left as they are. */
export function spoiled(response: Uint8Array): Buffer {
  const changed = edited(DeltaDiscoveryResponseSchema, response, ({ typeUrl, resources: [first] }) => {
    const type = typeOfUrl(typeUrl);
    if (type === null || type === 'endpoint' || type === 'secret' || first?.resource === undefined)
      throw new Error(`nothing to spoil in a response of ${typeUrl}`);
    first.resource.value = SPOILERS[type](first.resource.value);
  });
  return Buffer.from(changed);
}

function edited<T extends DescMessage>(
  schema: T,
  bytes: Uint8Array,
  edit: (message: MessageShape<T>) => void,
): Uint8Array {
  const message = fromBinary(schema, bytes);
  edit(message);
  return toBinary(schema, message);
}
