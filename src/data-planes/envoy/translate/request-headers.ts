import { create, type MessageInitShape, toBinary } from '@bufbuild/protobuf';
import { BinaryWriter, WireType } from '@bufbuild/protobuf/wire';
import {
  type HeaderMutation,
  HeaderMutationSchema,
} from '../generated/envoy/config/common/mutation_rules/v3/mutation_rules_pb.js';
import { HeaderValueOption_HeaderAppendAction } from '../generated/envoy/config/core/v3/base_pb.js';
import { HeaderMutationSchema as HeaderMutationFilterSchema } from '../generated/envoy/extensions/filters/http/header_mutation/v3/header_mutation_pb.js';
import { StringMatcherSchema } from '../generated/envoy/type/matcher/v3/string_pb.js';
import { CORRELATION_HEADER } from './errors.js';
import { addNewerField, pack } from './messages.js';

/** Holds the client's list of proxies while all headers of its kind are dropped; never leaves Envoy. */
const KEPT_CHAIN = 'gatewright-forwarded-for';

/** Of `HeaderMutation`; the protos at hand end before it. */
const REMOVE_ON_MATCH = 3;

/**
 * The filter that makes a client's headers those of a backend: what belongs to the connection or is said by the gateway
 * goes, also in spellings with underscores that many backends read as dashes; then the gateway says its own.
 */
export const requestHeaderFilter = () =>
  pack(HeaderMutationFilterSchema, {
    mutations: {
      requestMutations: [
        remove(KEPT_CHAIN),
        set(KEPT_CHAIN, '%REQ(x-forwarded-for)%'),
        removeMatching('(?:proxy|x[-_]forwarded)[-_].*'),
        removeMatching('forwarded|te|trailer|x-envoy-.*'),
        removeMatching('keep[-_]alive|http2[-_]settings'),
        removeMatching('content_length|transfer_encoding'),
        removeMatching('apinizer[-_]correlation[-_]id'),
        removeMatching('x[-_]ca[-_]request[-_]id'),
        set('x-forwarded-for', `%REQ(${KEPT_CHAIN})%`),
        remove(KEPT_CHAIN),
        append('x-forwarded-for', '%DOWNSTREAM_DIRECT_REMOTE_ADDRESS_WITHOUT_PORT%'),
        set('x-forwarded-proto', 'http'),
        set('x-forwarded-host', '%REQ(:authority)%'),
        set(CORRELATION_HEADER, '%UNIQUE_ID%'),
      ],
    },
  });

type Mutation = MessageInitShape<typeof HeaderMutationSchema>;

const remove = (name: string): Mutation => ({ action: { case: 'remove', value: name } });

const set = (key: string, value: string): Mutation => ({
  action: {
    case: 'append',
    value: { header: { key, value }, appendAction: HeaderValueOption_HeaderAppendAction.OVERWRITE_IF_EXISTS_OR_ADD },
  },
});

const append = (key: string, value: string): Mutation => ({
  action: {
    case: 'append',
    value: { header: { key, value }, appendAction: HeaderValueOption_HeaderAppendAction.APPEND_IF_EXISTS_OR_ADD },
  },
});

/** Envoy refuses longer expressions unless its runtime says otherwise: each stays well below 100 instructions. */
function removeMatching(regex: string): HeaderMutation {
  const matcher = create(StringMatcherSchema, { matchPattern: { case: 'safeRegex', value: { regex } } });
  const keyMatcher = new BinaryWriter()
    .tag(1, WireType.LengthDelimited)
    .bytes(toBinary(StringMatcherSchema, matcher))
    .finish();
  return addNewerField(create(HeaderMutationSchema), REMOVE_ON_MATCH, keyMatcher);
}
