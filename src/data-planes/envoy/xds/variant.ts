import type { Node } from '../generated/envoy/config/core/v3/base_pb.js';
import type { ResourceType } from '../resources.js';
import type { Batch, Watch } from './watch.js';

export interface Incoming<Request> {
  /** Sure to be there only in a stream's first. */
  readonly node: Node | undefined;
  readonly typeUrl: string;
  readonly request: Request;
}

/** A variant of the protocol: the same resources, asked for and answered in another way. */
export interface Variant<Request> {
  decode(bytes: Uint8Array): Incoming<Request>;
  newWatch(type: ResourceType): Watch<Request>;
  encode(typeUrl: string, batch: Batch): Buffer;
}
