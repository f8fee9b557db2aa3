import { fromBinary } from '@bufbuild/protobuf';
import { BinaryWriter, WireType } from '@bufbuild/protobuf/wire';
import {
  type DeltaDiscoveryRequest,
  DeltaDiscoveryRequestSchema,
} from '../generated/envoy/service/discovery/v3/discovery_pb.js';
import type { XdsResource } from '../resources.js';
import { TYPE_URLS } from '../type-urls.js';
import type { DeltaRequest } from './decide.js';

export const decodeRequest = (bytes: Uint8Array): DeltaDiscoveryRequest =>
  fromBinary(DeltaDiscoveryRequestSchema, bytes);

export const requestOf = (message: DeltaDiscoveryRequest): DeltaRequest => ({
  nonce: message.responseNonce,
  error: message.errorDetail === undefined ? null : message.errorDetail.message,
  subscribe: message.resourceNamesSubscribe,
  unsubscribe: message.resourceNamesUnsubscribe,
  initial: new Map(Object.entries(message.initialResourceVersions)),
});

export interface DeltaResponse {
  readonly typeUrl: string;
  readonly nonce: string;
  readonly resources: readonly XdsResource[];
  readonly removed: readonly string[];
}

/** A DeltaDiscoveryResponse put together from parts that are encoded already. */
export function encodeResponse({ typeUrl, nonce, resources, removed }: DeltaResponse): Buffer {
  const tail = new BinaryWriter().tag(4, WireType.LengthDelimited).string(typeUrl);
  tail.tag(5, WireType.LengthDelimited).string(nonce);
  for (const name of removed) tail.tag(6, WireType.LengthDelimited).string(name);
  return Buffer.concat([...resources.map(framed), tail.finish()]);
}

const frames = new WeakMap<XdsResource, Uint8Array>();

/** The resource as field 2 of a response; encoded once, shared by every stream. */
function framed(resource: XdsResource): Uint8Array {
  let frame = frames.get(resource);
  if (frame === undefined) {
    frame = frameOf(resource);
    frames.set(resource, frame);
  }
  return frame;
}

function frameOf({ type, name, version, bytes }: XdsResource): Uint8Array {
  const any = new BinaryWriter().tag(1, WireType.LengthDelimited).string(TYPE_URLS[type]);
  any.tag(2, WireType.LengthDelimited).bytes(bytes);
  const resource = new BinaryWriter().tag(1, WireType.LengthDelimited).string(version);
  resource.tag(2, WireType.LengthDelimited).bytes(any.finish());
  resource.tag(3, WireType.LengthDelimited).string(name);
  return new BinaryWriter().tag(2, WireType.LengthDelimited).bytes(resource.finish()).finish();
}
