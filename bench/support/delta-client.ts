import { create, fromBinary, toBinary } from '@bufbuild/protobuf';
import { anyUnpack } from '@bufbuild/protobuf/wkt';
import { Client, type ClientDuplexStream, credentials } from '@grpc/grpc-js';
import { ListenerSchema } from '../../src/data-planes/envoy/generated/envoy/config/listener/v3/listener_pb.js';
import { ScopedRouteConfigurationSchema } from '../../src/data-planes/envoy/generated/envoy/config/route/v3/scoped_route_pb.js';
import {
  HttpConnectionManagerSchema,
  type HttpFilter,
} from '../../src/data-planes/envoy/generated/envoy/extensions/filters/network/http_connection_manager/v3/http_connection_manager_pb.js';
import {
  type DeltaDiscoveryRequest,
  DeltaDiscoveryRequestSchema,
  DeltaDiscoveryResponseSchema,
  type Resource,
} from '../../src/data-planes/envoy/generated/envoy/service/discovery/v3/discovery_pb.js';
import { TYPE_URLS } from '../../src/data-planes/envoy/type-urls.js';

const PATH = '/envoy.service.discovery.v3.AggregatedDiscoveryService/DeltaAggregatedResources';
const SCOPES = `type.googleapis.com/${ScopedRouteConfigurationSchema.typeName}`;

/** Responses of one type with resources, or with removals only. */
export interface Counted {
  responses: number;
  resources: number;
  /** Of the messages, without gRPC's and HTTP/2's framing. */
  bytes: number;
}

/** By the last word of the type: `Cluster`, `RouteConfiguration`; what only removes: `Cluster (removals)`. */
export type Counts = ReadonlyMap<string, Counted>;

export interface DeltaClientOptions {
  readonly port: number;
  readonly nodeId: string;
  readonly onEnd: (reason: string) => void;
}

/**
 * Speaks delta ADS as an Envoy does, accepts everything and counts it; has no listener, so nobody may ask whether it
 * serves.
 */
export class DeltaClient {
  readonly #client: Client;
  readonly #stream: ClientDuplexStream<DeltaDiscoveryRequest, Buffer>;
  readonly #counts = new Map<string, Counted>();
  /** Names of route configurations, by the listener or scope that names them. */
  readonly #named = new Map<string, readonly string[]>();
  #routes: ReadonlySet<string> = new Set();
  readonly #filters = new Set<string>();
  #hasScopes = false;

  constructor({ port, nodeId, onEnd }: DeltaClientOptions) {
    this.#client = new Client(`127.0.0.1:${port}`, credentials.createInsecure(), {
      'grpc.max_receive_message_length': -1,
      // A connection of its own, as every Envoy has.
      'grpc.use_local_subchannel_pool': 1,
    });
    this.#stream = this.#client.makeBidiStreamRequest(
      PATH,
      (message: DeltaDiscoveryRequest) => Buffer.from(toBinary(DeltaDiscoveryRequestSchema, message)),
      (bytes: Buffer) => bytes,
    );
    this.#stream.on('error', ({ message }) => onEnd(message));
    this.#stream.on('data', (bytes: Buffer) => this.#take(bytes));
    const metadata = { environment: 'production', address: '127.0.0.1', probe: 'off' };
    this.#ask({ typeUrl: TYPE_URLS.cluster, node: { id: nodeId, metadata } });
    this.#ask({ typeUrl: TYPE_URLS.listener });
  }

  /** Since the last call. */
  takeCounts(): Counts {
    const counts = new Map(this.#counts);
    this.#counts.clear();
    return counts;
  }

  close(): void {
    this.#stream.cancel();
    this.#client.close();
  }

  #ask(request: Partial<Omit<DeltaDiscoveryRequest, '$typeName' | '$unknown' | 'node'>> & { node?: object }): void {
    this.#stream.write(create(DeltaDiscoveryRequestSchema, request));
  }

  #take(bytes: Buffer): void {
    const { typeUrl, nonce, resources, removedResources } = fromBinary(DeltaDiscoveryResponseSchema, bytes);
    this.#count(`${wordOf(typeUrl)}${resources.length > 0 ? '' : ' (removals)'}`, resources.length, bytes.length);
    this.#ask({ typeUrl, responseNonce: nonce });
    if (typeUrl !== TYPE_URLS.listener && typeUrl !== SCOPES) return;
    for (const name of removedResources) this.#named.delete(`${typeUrl} ${name}`);
    for (const resource of resources) {
      this.#named.set(
        `${typeUrl} ${resource.name}`,
        typeUrl === SCOPES ? scopeTarget(resource) : this.#routesOf(resource),
      );
    }
    this.#follow();
  }

  #count(type: string, resources: number, bytes: number): void {
    const counted = this.#counts.get(type) ?? { responses: 0, resources: 0, bytes: 0 };
    counted.responses += 1;
    counted.resources += resources;
    counted.bytes += bytes;
    this.#counts.set(type, counted);
  }

  /** Names in the listener's connection managers; subscribes to scopes when they come from elsewhere. */
  #routesOf(listener: Resource): string[] {
    const names: string[] = [];
    const { value = new Uint8Array() } = listener.resource ?? {};
    for (const { configType } of fromBinary(ListenerSchema, value).filterChains.flatMap(({ filters }) => filters)) {
      const manager =
        configType.case === 'typedConfig' ? anyUnpack(configType.value, HttpConnectionManagerSchema) : undefined;
      this.#subscribeToFilters(manager?.httpFilters ?? []);
      const specifier = manager?.routeSpecifier;
      if (specifier?.case === 'rds') names.push(specifier.value.routeConfigName);
      if (specifier?.case !== 'scopedRoutes') continue;
      const { configSpecifier } = specifier.value;
      if (configSpecifier.case === 'scopedRouteConfigurationsList') {
        names.push(...configSpecifier.value.scopedRouteConfigurations.map((scope) => scope.routeConfigurationName));
      } else this.#subscribeToScopes();
    }
    return names;
  }

  /** Those whose configuration comes from elsewhere. */
  #subscribeToFilters(filters: readonly HttpFilter[]): void {
    const names = filters.filter(({ configType }) => configType.case === 'configDiscovery').map(({ name }) => name);
    const resourceNamesSubscribe = names.filter((name) => !this.#filters.has(name));
    for (const name of resourceNamesSubscribe) this.#filters.add(name);
    if (resourceNamesSubscribe.length > 0) this.#ask({ typeUrl: TYPE_URLS.extension, resourceNamesSubscribe });
  }

  #subscribeToScopes(): void {
    if (this.#hasScopes) return;
    this.#hasScopes = true;
    this.#ask({ typeUrl: SCOPES });
  }

  /** Subscribes to the routes that are named now, and to no others. */
  #follow(): void {
    const named = new Set([...this.#named.values()].flat());
    const resourceNamesSubscribe = [...named].filter((name) => !this.#routes.has(name));
    const resourceNamesUnsubscribe = [...this.#routes].filter((name) => !named.has(name));
    this.#routes = named;
    if (resourceNamesSubscribe.length + resourceNamesUnsubscribe.length === 0) return;
    this.#ask({ typeUrl: TYPE_URLS.route, resourceNamesSubscribe, resourceNamesUnsubscribe });
  }
}

const scopeTarget = ({ resource }: Resource): string[] => [
  fromBinary(ScopedRouteConfigurationSchema, resource?.value ?? new Uint8Array()).routeConfigurationName,
];

const wordOf = (typeUrl: string): string => typeUrl.slice(typeUrl.lastIndexOf('.') + 1);
