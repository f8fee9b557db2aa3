import { fromBinary } from '@bufbuild/protobuf';
import { ClusterSchema } from '../generated/envoy/config/cluster/v3/cluster_pb.js';
import { TypedExtensionConfigSchema } from '../generated/envoy/config/core/v3/extension_pb.js';
import { ClusterLoadAssignmentSchema } from '../generated/envoy/config/endpoint/v3/endpoint_pb.js';
import { ListenerSchema } from '../generated/envoy/config/listener/v3/listener_pb.js';
import { RouteConfigurationSchema } from '../generated/envoy/config/route/v3/route_pb.js';
import { ScopedRouteConfigurationSchema } from '../generated/envoy/config/route/v3/scoped_route_pb.js';
import { SecretSchema } from '../generated/envoy/extensions/transport_sockets/tls/v3/secret_pb.js';
import {
  DeltaDiscoveryResponseSchema,
  DiscoveryResponseSchema,
} from '../generated/envoy/service/discovery/v3/discovery_pb.js';
import type { ResourceType } from '../resources.js';
import { digestOfBytes } from '../translate/messages.js';
import { TYPE_URLS, typeOfUrl } from '../type-urls.js';
import { AdsStream, type ResourceStream } from '../xds/ads-stream.js';
import { DELTA } from '../xds/delta.js';
import { SOTW } from '../xds/sotw.js';
import type { Variant } from '../xds/variant.js';

/** Versions by name. */
export type Held = ReadonlyMap<string, string>;
export type VariantName = 'delta' | 'sotw';

/** What a response means to a client that holds something. */
export interface Heard {
  readonly type: ResourceType;
  readonly nonce: string;
  readonly changed: Held;
  readonly removed: readonly string[];
  /** Route tables by scope, of those that the response brings. */
  readonly tables: ReadonlyMap<string, string>;
}

interface Saying {
  readonly nonce: string;
  readonly error: string | null;
  /** Asked for; of clusters, listeners and scopes none, which is all of them. */
  readonly names: readonly string[];
  /** Asked for until now. */
  readonly before: readonly string[];
  /** In the first request of a type; null afterwards. */
  readonly held: Held | null;
}

/** A client's side of one stream. */
export interface Voice {
  readonly stream: ResourceStream & { close(): void };
  say(type: ResourceType, saying: Saying): void;
}

interface Tongue<Request> {
  readonly variant: Variant<Request>;
  readonly worded: (saying: Saying) => Request;
  readonly understood: (bytes: Buffer, heldOf: (type: ResourceType) => Held) => Heard;
}

function speaking<Request>({ variant, worded, understood }: Tongue<Request>) {
  return (heldOf: (type: ResourceType) => Held, hear: (heard: Heard) => void): Voice => {
    const stream = new AdsStream(variant, (bytes) => {
      hear(understood(bytes, heldOf));
      return true;
    });
    return { stream, say: (type, saying) => stream.receive(TYPE_URLS[type], worded(saying)) };
  };
}

function served(typeUrl: string): ResourceType {
  const type = typeOfUrl(typeUrl);
  if (type === null) throw new Error(`nobody asked for ${typeUrl}`);
  return type;
}

const delta = speaking({
  variant: DELTA,
  worded: ({ nonce, error, names, before, held }) => ({
    nonce,
    error,
    subscribe: names.filter((name) => !before.includes(name)),
    unsubscribe: before.filter((name) => !names.includes(name)),
    initial: held ?? new Map(),
  }),
  understood: (bytes) => {
    const { typeUrl, nonce, resources, removedResources: removed } = fromBinary(DeltaDiscoveryResponseSchema, bytes);
    const changed = new Map(resources.map(({ name, version }) => [name, version]));
    const type = served(typeUrl);
    const tables = tablesIn(
      type,
      resources.map(({ resource }) => resource?.value ?? new Uint8Array()),
    );
    return { type, nonce, changed, removed, tables };
  },
});

/** A set of these is the whole of them. */
const WHOLE: readonly ResourceType[] = ['cluster', 'listener', 'scope'];

const sotw = speaking({
  variant: SOTW,
  worded: ({ nonce, error, names }) => ({ nonce, error, names }),
  understood: (bytes, heldOf) => {
    const { typeUrl, nonce, resources } = fromBinary(DiscoveryResponseSchema, bytes);
    const type = served(typeUrl);
    const held = heldOf(type);
    const present = new Map(resources.map(({ value }) => [nameIn(type, value), digestOfBytes(value)]));
    const changed = new Map([...present].filter(([name, version]) => held.get(name) !== version));
    const removed = WHOLE.includes(type) ? [...held.keys()].filter((name) => !present.has(name)) : [];
    const tables = tablesIn(
      type,
      resources.map(({ value }) => value),
    );
    return { type, nonce, changed, removed, tables };
  },
});

function tablesIn(type: ResourceType, resources: readonly Uint8Array[]): ReadonlyMap<string, string> {
  if (type !== 'scope') return new Map();
  const scopes = resources.map((bytes) => fromBinary(ScopedRouteConfigurationSchema, bytes));
  return new Map(scopes.map(({ name, routeConfigurationName }) => [name, routeConfigurationName]));
}

function nameIn(type: ResourceType, bytes: Uint8Array): string {
  switch (type) {
    case 'cluster':
      return fromBinary(ClusterSchema, bytes).name;
    case 'endpoint':
      return fromBinary(ClusterLoadAssignmentSchema, bytes).clusterName;
    case 'secret':
      return fromBinary(SecretSchema, bytes).name;
    case 'listener':
      return fromBinary(ListenerSchema, bytes).name;
    case 'extension':
      return fromBinary(TypedExtensionConfigSchema, bytes).name;
    case 'route':
      return fromBinary(RouteConfigurationSchema, bytes).name;
    case 'scope':
      return fromBinary(ScopedRouteConfigurationSchema, bytes).name;
  }
}

export const VOICES = { delta, sotw };
