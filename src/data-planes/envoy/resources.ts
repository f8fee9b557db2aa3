/** What one environment serves, in Envoy's terms. Bytes are encoded once and shared by every stream. */
export type ResourceType = 'cluster' | 'listener' | 'route';

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
