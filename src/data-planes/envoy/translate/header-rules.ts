import { create, type MessageInitShape, toBinary } from '@bufbuild/protobuf';
import { BinaryWriter, WireType } from '@bufbuild/protobuf/wire';
import type { Any } from '@bufbuild/protobuf/wkt';
import {
  type HeaderMutation,
  HeaderMutationSchema,
} from '../generated/envoy/config/common/mutation_rules/v3/mutation_rules_pb.js';
import { HeaderValueOption_HeaderAppendAction } from '../generated/envoy/config/core/v3/base_pb.js';
import { HeaderMutationPerRouteSchema } from '../generated/envoy/extensions/filters/http/header_mutation/v3/header_mutation_pb.js';
import { StringMatcherSchema } from '../generated/envoy/type/matcher/v3/string_pb.js';
import { addNewerField, pack } from './messages.js';

/** Name of the one filter that changes headers, in listeners and in routes. */
export const HEADER_FILTER = 'envoy.filters.http.header_mutation';

/** Of `HeaderMutation`; the protos at hand end before it. */
const REMOVE_ON_MATCH = 3;

export type Mutation = MessageInitShape<typeof HeaderMutationSchema>;

export const remove = (name: string): Mutation => ({ action: { case: 'remove', value: name } });

export const set = (key: string, value: string): Mutation => ({
  action: {
    case: 'append',
    value: { header: { key, value }, appendAction: HeaderValueOption_HeaderAppendAction.OVERWRITE_IF_EXISTS_OR_ADD },
  },
});

export const append = (key: string, value: string): Mutation => ({
  action: {
    case: 'append',
    value: { header: { key, value }, appendAction: HeaderValueOption_HeaderAppendAction.APPEND_IF_EXISTS_OR_ADD },
  },
});

export const removeMatching = (regex: string): HeaderMutation => removeNamed({ case: 'safeRegex', value: { regex } });

/** Cheaper than an expression: each is tried on each header. */
export const removeBeginning = (prefix: string): HeaderMutation => removeNamed({ case: 'prefix', value: prefix });

function removeNamed(matchPattern: MessageInitShape<typeof StringMatcherSchema>['matchPattern']): HeaderMutation {
  const matcher = create(StringMatcherSchema, { matchPattern });
  const keyMatcher = new BinaryWriter()
    .tag(1, WireType.LengthDelimited)
    .bytes(toBinary(StringMatcherSchema, matcher))
    .finish();
  return addNewerField(create(HeaderMutationSchema), REMOVE_ON_MATCH, keyMatcher);
}

/** Of one route, beside the listener's. */
export const responseHeaderRules = (responseMutations: Mutation[]): Any =>
  pack(HeaderMutationPerRouteSchema, { mutations: { responseMutations } });
