import { HeaderMutationSchema as HeaderMutationFilterSchema } from '../generated/envoy/extensions/filters/http/header_mutation/v3/header_mutation_pb.js';
import { HeaderMutationSchema as EarlyHeaderMutationSchema } from '../generated/envoy/extensions/http/early_header_mutation/header_mutation/v3/header_mutation_pb.js';
import { CORRELATION_HEADER } from './errors.js';
import { append, remove, removeBeginning, removeMatching, set } from './header-rules.js';
import { pack } from './messages.js';
import { PATH_HEADER } from './route-tree.js';
import { SCOPE_HEADER } from './scope.js';

/**
 * What a client may not say to a backend: what belongs to its connection, and what the gateway says itself, also in spellings
 * with underscores that many backends read as dashes. Its list of proxies, under that very name, is kept and added to. One
 * expression, since each is tried on each header.
 */
const CLIENTS_MAY_NOT = [
  'proxy[-_].*',
  'x_forwarded[-_].*',
  'x-forwarded(?:_.*|-(?:[^f].*|f[^o].*|fo[^r].*|for.+|fo?)?)',
  'forwarded|te|trailer|x-envoy-.*',
  '(?:keep[-_]alive|http2[-_]settings)',
  'content_length|transfer_encoding',
  'apinizer(?:_correlation[-_]|-correlation_)id',
  'x[-_]ca[-_]request[-_]id',
].join('|');

const STRIPPED = new RegExp(`^(?:${CLIENTS_MAY_NOT})$`);

/** Whether a header is stripped, or said by the gateway, behind everything else that writes headers. Lower case. */
export const isWrittenLate = (name: string): boolean =>
  STRIPPED.test(name) || name === 'x-forwarded-for' || name === CORRELATION_HEADER;

/** Gives a request its id and the headers that its routes are chosen by, whatever the client says under these names. */
export const earlyHeaders = () => ({
  name: 'envoy.http.early_header_mutation.header_mutation',
  typedConfig: pack(EarlyHeaderMutationSchema, {
    mutations: [
      ...[SCOPE_HEADER, PATH_HEADER].map((name) => set(name, '%PATH(NQ)%')),
      set(CORRELATION_HEADER, '%UNIQUE_ID%'),
    ],
  }),
});

/**
 * The filter that makes a client's headers those of a backend, and a backend's those of an answer: what belongs to the
 * connection or is said by the gateway goes; then the gateway says its own.
 */
export const headerFilter = (scheme: 'http' | 'https') =>
  pack(HeaderMutationFilterSchema, {
    mutations: {
      requestMutations: [
        removeMatching(CLIENTS_MAY_NOT),
        append('x-forwarded-for', '%DOWNSTREAM_DIRECT_REMOTE_ADDRESS_WITHOUT_PORT%'),
        set('x-forwarded-proto', scheme),
        set('x-forwarded-host', '%REQ(:authority)%'),
      ],
      // `upgrade` and `transfer-encoding` are Envoy's own business.
      responseMutations: [remove('keep-alive'), remove('te'), remove('trailer'), removeBeginning('proxy-')],
    },
  });
