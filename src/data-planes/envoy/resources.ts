/** What is used before its users. Endpoints are for gRPC clients: Envoys find them in their clusters. */
export const RESOURCE_TYPES = ['endpoint', 'cluster', 'listener', 'route'] as const;
export type ResourceType = (typeof RESOURCE_TYPES)[number];

/** A part of what one environment serves. Bytes are encoded once and shared by every stream. */
export interface XdsResource {
  readonly type: ResourceType;
  readonly name: string;
  /** Short digest of `bytes`: equal versions are equal bytes. */
  readonly version: string;
  /** The encoded message, as it stands in `google.protobuf.Any.value`. */
  readonly bytes: Uint8Array;
}

/** Everything one environment serves, each map by resource name. */
export interface EnvironmentResources {
  readonly clusters: ReadonlyMap<string, XdsResource>;
  readonly listeners: ReadonlyMap<string, XdsResource>;
  readonly routes: ReadonlyMap<string, XdsResource>;
}
