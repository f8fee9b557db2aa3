import type { PersistentMap } from './persistent-map.js';

/** Users come after what they use. */
export const RESOURCE_TYPES = ['endpoint', 'cluster', 'secret', 'listener', 'extension', 'route', 'scope'] as const;

/**
 * `extension`: a filter's configuration; `route`: a route table; `scope`: which route table serves a first path segment;
 * `secret`: a certificate with its key; `endpoint`: for gRPC clients, Envoys find them in their clusters.
 */
export type ResourceType = (typeof RESOURCE_TYPES)[number];

/** A part of what one environment serves. Bytes are encoded once and shared by every stream. */
export interface XdsResource {
  readonly type: ResourceType;
  readonly name: string;
  /** Short digest of `bytes`: equal versions are equal bytes. */
  readonly version: string;
  /** The encoded message, as it stands in `google.protobuf.Any.value`. */
  readonly bytes: Uint8Array;
  /** Hosts that must be resolved or checked before a cluster can serve. */
  readonly hostNames?: readonly string[];
}

/** By resource name. */
export type ResourceSet = PersistentMap<XdsResource>;

/** Everything one environment serves. */
export interface EnvironmentResources {
  readonly clusters: ResourceSet;
  readonly listeners: ResourceSet;
  /** One for each host that is reached over TLS, where there is a listener for that. */
  readonly secrets: ResourceSet;
  readonly extensions: ResourceSet;
  /** Route tables, under names made of their content. */
  readonly routes: ResourceSet;
  /** One per path segment in use, and one per route table that keeps it at hand. */
  readonly scopes: ResourceSet;
  /** Whether requests must find `restTable`, because routes are there. */
  readonly needsRestFilter: boolean;
  /** Name of the one for path segments that are not in use. */
  readonly restTable: string;
  /** What the listener answers to the driver's probe once all of this is in use. */
  readonly proof: string;
}
