import { createHash } from 'node:crypto';
import { create, type DescMessage, type Message, type MessageInitShape, toBinary } from '@bufbuild/protobuf';
import { BinaryWriter, WireType } from '@bufbuild/protobuf/wire';
import { type Any, anyPack } from '@bufbuild/protobuf/wkt';
import type { ResourceType, XdsResource } from '../resources.js';

/** Fields of a message that are put together before it is made. */
export type Fields<D extends DescMessage> = Exclude<MessageInitShape<D>, Message>;

/** An extension's configuration, as Envoy wants it: typed, inside an Any. */
export const pack = <D extends DescMessage>(schema: D, init: MessageInitShape<D>): Any =>
  anyPack(schema, create(schema, init));

/** A message field that Envoy has and that the protos at hand are too old to name. Gives the same message. */
export function addNewerField<M extends Message>(message: M, number: number, value: Uint8Array): M {
  const data = new BinaryWriter().bytes(value).finish();
  message.$unknown = [...(message.$unknown ?? []), { no: number, wireType: WireType.LengthDelimited, data }];
  return message;
}

/** Equal content has an equal digest: Envoy's names and versions are made of it. */
export const digestOfBytes = (bytes: Uint8Array): string =>
  createHash('sha256').update(bytes).digest('hex').slice(0, 16);

export function resourceOf<D extends DescMessage>(
  type: ResourceType,
  name: string,
  schema: D,
  init: MessageInitShape<D>,
): XdsResource {
  const bytes = toBinary(schema, create(schema, init));
  return { type, name, version: digestOfBytes(bytes), bytes };
}
