import { BinaryWriter, WireType } from '@bufbuild/protobuf/wire';
import type { XdsResource } from '../resources.js';
import { TYPE_URLS } from '../type-urls.js';

/** The resource as a `google.protobuf.Any`. */
export const anyOf = ({ type, bytes }: XdsResource): Uint8Array =>
  new BinaryWriter()
    .tag(1, WireType.LengthDelimited)
    .string(TYPE_URLS[type])
    .tag(2, WireType.LengthDelimited)
    .bytes(bytes)
    .finish();

/** Encodes each resource as field 2 of a response, once; the bytes are shared by every stream. */
export function cachedFrames(contentOf: (resource: XdsResource) => Uint8Array): (resource: XdsResource) => Uint8Array {
  const frames = new WeakMap<XdsResource, Uint8Array>();
  return (resource) => {
    let frame = frames.get(resource);
    if (frame === undefined) {
      frame = new BinaryWriter().tag(2, WireType.LengthDelimited).bytes(contentOf(resource)).finish();
      frames.set(resource, frame);
    }
    return frame;
  };
}
