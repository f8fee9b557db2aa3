import { HeaderMutationSchema as HeaderMutationFilterSchema } from '../generated/envoy/extensions/filters/http/header_mutation/v3/header_mutation_pb.js';
import { HeaderMutationSchema as EarlyHeaderMutationSchema } from '../generated/envoy/extensions/http/early_header_mutation/header_mutation/v3/header_mutation_pb.js';
import { CORRELATION_HEADER } from './errors.js';
import { append, remove, removeMatching, set } from './header-rules.js';
import { pack } from './messages.js';
import { PATH_HEADER } from './route-tree.js';
import { SCOPE_HEADER } from './scope.js';

/** Holds the client's list of proxies while all headers of its kind are dropped; never leaves Envoy. */
const KEPT_CHAIN = 'gatewright-forwarded-for';

/** Gives a request the headers that its routes are chosen by, whatever the client says under these names. */
export const earlyHeaders = () => ({
  name: 'envoy.http.early_header_mutation.header_mutation',
  typedConfig: pack(EarlyHeaderMutationSchema, {
    mutations: [SCOPE_HEADER, PATH_HEADER].flatMap((name) => [remove(name), set(name, '%PATH(NQ)%')]),
  }),
});

/**
 * The filter that makes a client's headers those of a backend, and a backend's those of an answer: what belongs to the connection or is said by the gateway
 * goes, also in spellings with underscores that many backends read as dashes; then the gateway says its own.
 */
export const headerFilter = () =>
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
      // `upgrade` and `transfer-encoding` are Envoy's own business.
      responseMutations: [remove('keep-alive'), remove('te'), remove('trailer'), removeMatching('proxy-.*')],
    },
  });
