import { fromBinary } from '@bufbuild/protobuf';
import {
  DeltaDiscoveryRequestSchema,
  DeltaDiscoveryResponseSchema,
} from '../../src/data-planes/envoy/generated/envoy/service/discovery/v3/discovery_pb.js';
import type { ResourceType } from '../../src/data-planes/envoy/resources.js';
import { isSegmentScope } from '../../src/data-planes/envoy/translate/scope.js';
import { typeOfUrl } from '../../src/data-planes/envoy/type-urls.js';

/** `flip`: scopes of path segments, with which an Envoy begins to serve a change. */
export type XdsKind = ResourceType | 'flip';

export type XdsDirection = 'to-envoy' | 'to-control-plane';

/** What a message of the delta protocol says, in short. */
export interface XdsMessage {
  readonly direction: XdsDirection;
  /** Null: one that our control plane does not serve. */
  readonly type: XdsKind | null;
  /** Of a response: what it brings. Of a request: what the client says that it holds. */
  readonly names: readonly string[];
  readonly removed: readonly string[];
  readonly nonce: string;
  /** Envoy's words when it refuses. */
  readonly error: string | null;
}

export function readMessage(direction: XdsDirection, bytes: Uint8Array): XdsMessage {
  if (direction === 'to-envoy') {
    const { typeUrl, resources, removedResources, nonce } = fromBinary(DeltaDiscoveryResponseSchema, bytes);
    const names = resources.map(({ name }) => name);
    return { direction, type: kindOf(typeUrl, names), names, removed: removedResources, nonce, error: null };
  }
  const request = fromBinary(DeltaDiscoveryRequestSchema, bytes);
  return {
    direction,
    type: typeOfUrl(request.typeUrl),
    names: Object.keys(request.initialResourceVersions),
    removed: [],
    nonce: request.responseNonce,
    error: request.errorDetail?.message ?? null,
  };
}

const kindOf = (typeUrl: string, names: readonly string[]): XdsKind | null => {
  const type = typeOfUrl(typeUrl);
  return type === 'scope' && names.some(isSegmentScope) ? 'flip' : type;
};

/** An answer to a response, whichever. */
export const isAnswer = ({ direction, nonce }: XdsMessage): boolean => direction === 'to-control-plane' && nonce !== '';
