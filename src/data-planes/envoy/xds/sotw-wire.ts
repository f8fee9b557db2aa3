import { createHash } from 'node:crypto';
import { fromBinary } from '@bufbuild/protobuf';
import { BinaryWriter, WireType } from '@bufbuild/protobuf/wire';
import { DiscoveryRequestSchema } from '../generated/envoy/service/discovery/v3/discovery_pb.js';
import type { XdsResource } from '../resources.js';
import { anyOf, cachedFrames } from './frames.js';
import type { SotwRequest } from './sotw-decide.js';
import type { Incoming } from './variant.js';
import type { Batch } from './watch.js';

/**
 * The version that a client which comes back says it has is left aside: it does not tell which resources it still holds,
 * and sending them again is always right.
 */
export function decodeSotwRequest(bytes: Uint8Array): Incoming<SotwRequest> {
  const message = fromBinary(DiscoveryRequestSchema, bytes);
  const request = {
    nonce: message.responseNonce,
    error: message.errorDetail === undefined ? null : message.errorDetail.message,
    names: message.resourceNames,
  };
  return { node: message.node, typeUrl: message.typeUrl, request };
}

/** A DiscoveryResponse put together from parts that are encoded already. */
export function encodeSotwResponse(typeUrl: string, { nonce, resources }: Batch): Buffer {
  const head = new BinaryWriter().tag(1, WireType.LengthDelimited).string(versionOf(resources));
  const tail = new BinaryWriter().tag(4, WireType.LengthDelimited).string(typeUrl);
  tail.tag(5, WireType.LengthDelimited).string(nonce);
  return Buffer.concat([head.finish(), ...resources.map(framed), tail.finish()]);
}

const framed = cachedFrames(anyOf);

/** Equal sets have an equal version. */
function versionOf(resources: readonly XdsResource[]): string {
  const hash = createHash('sha256');
  for (const text of resources.map(({ name, version }) => `${name}=${version}\n`).sort()) hash.update(text);
  return hash.digest('hex').slice(0, 16);
}
