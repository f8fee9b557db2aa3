import { fromBinary } from '@bufbuild/protobuf';
import { BinaryWriter, WireType } from '@bufbuild/protobuf/wire';
import { DeltaDiscoveryRequestSchema } from '../generated/envoy/service/discovery/v3/discovery_pb.js';
import type { DeltaRequest } from './delta-decide.js';
import { anyOf, cachedFrames } from './frames.js';
import type { Incoming } from './variant.js';
import type { Batch } from './watch.js';

export function decodeDeltaRequest(bytes: Uint8Array): Incoming<DeltaRequest> {
  const message = fromBinary(DeltaDiscoveryRequestSchema, bytes);
  const request = {
    nonce: message.responseNonce,
    error: message.errorDetail === undefined ? null : message.errorDetail.message,
    subscribe: message.resourceNamesSubscribe,
    unsubscribe: message.resourceNamesUnsubscribe,
    initial: new Map(Object.entries(message.initialResourceVersions)),
  };
  return { node: message.node, typeUrl: message.typeUrl, request };
}

/** A DeltaDiscoveryResponse put together from parts that are encoded already. */
export function encodeDeltaResponse(typeUrl: string, { nonce, resources, removed }: Batch): Buffer {
  const tail = new BinaryWriter().tag(4, WireType.LengthDelimited).string(typeUrl);
  tail.tag(5, WireType.LengthDelimited).string(nonce);
  for (const name of removed) tail.tag(6, WireType.LengthDelimited).string(name);
  return Buffer.concat([...resources.map(framed), tail.finish()]);
}

const framed = cachedFrames((resource) => {
  const message = new BinaryWriter().tag(1, WireType.LengthDelimited).string(resource.version);
  message.tag(2, WireType.LengthDelimited).bytes(anyOf(resource));
  return message.tag(3, WireType.LengthDelimited).string(resource.name).finish();
});
