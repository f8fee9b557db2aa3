import { create, type MessageInitShape, toBinary } from '@bufbuild/protobuf';
import type { ErrorStyle, GatewayErrorCode } from '../../../ir/fragment.js';
import { NOT_NORMALISED } from '../../../ir/normalise-path.js';
import { type AccessLogFilterSchema } from '../generated/envoy/config/accesslog/v3/accesslog_pb.js';
import { HeaderValueOption_HeaderAppendAction } from '../generated/envoy/config/core/v3/base_pb.js';
import {
  type SubstitutionFormatString,
  SubstitutionFormatStringSchema,
} from '../generated/envoy/config/core/v3/substitution_format_string_pb.js';
import {
  DirectResponseActionSchema,
  type RouteSchema,
} from '../generated/envoy/config/route/v3/route_components_pb.js';
import { ExpressionFilterSchema } from '../generated/envoy/extensions/access_loggers/filters/cel/v3/cel_pb.js';
import type { ResponseMapperSchema } from '../generated/envoy/extensions/filters/network/http_connection_manager/v3/http_connection_manager_pb.js';
import { addNewerField, type Fields, pack } from './messages.js';

/** The gateway's own errors, worded as the embedded gateway words them (apiops.md 9.5 and 9.6). */
const WORDS: Readonly<Record<GatewayErrorCode, { readonly status: number; readonly message: string }>> = {
  'ERR-002': { status: 404, message: 'ApiProxy is not found for related URL( %PATH(NQ)% )!' },
  'ERR-003': { status: 404, message: 'Backend address is not found!' },
  'ERR-006': { status: 404, message: 'Method not found or disabled!' },
  'ERR-066': { status: 408, message: 'Backend did not answer in time!' },
  'ERR-069': { status: 503, message: 'Backend refused the connection!' },
  'ERR-070': { status: 503, message: 'Backend connection failed!' },
  'ERR-141': { status: 403, message: 'The specification is hidden!' },
};

/** The same in the style of cloudapi-2016-07-14.md 5.4: there is no body. */
const CA_NOT_FOUND = { status: 404, code: 'I404NF', message: 'API not found with `%REQ(:method)% %PATH(NQ)%`' };
const CA_NO_CONNECTION = { status: 504, code: 'D504CO', message: 'Backend service connect failed' };
const CA_WORDS: Readonly<
  Record<GatewayErrorCode, { readonly status: number; readonly code: string; readonly message: string }>
> = {
  'ERR-002': CA_NOT_FOUND,
  'ERR-006': CA_NOT_FOUND,
  'ERR-141': CA_NOT_FOUND,
  'ERR-003': CA_NO_CONNECTION,
  'ERR-066': { status: 504, code: 'D504TO', message: 'Backend service request timeout' },
  'ERR-069': CA_NO_CONNECTION,
  'ERR-070': { ...CA_NO_CONNECTION, code: 'D504RE' },
};

/** Carries the id of a request to its backend and into the gateway's own errors. */
export const CORRELATION_HEADER = 'apinizer-correlation-id';
export const CA_REQUEST_ID = 'x-ca-request-id';
export const CA_ERROR_CODE = 'x-ca-error-code';
export const CA_ERROR_MESSAGE = 'x-ca-error-message';

/** What the script of call-time logic tells of a request; its `id` only when the route is in the style of headers. */
export const CALL_METADATA = 'gatewright.call';

const body = (
  id: string,
  code: string,
  message: string,
  status: number,
): MessageInitShape<typeof SubstitutionFormatStringSchema> => ({
  format: {
    case: 'textFormatSource',
    value: { specifier: { case: 'inlineString', value: `[${id}],[${code}],[${message}],[${status}],[]` } },
  },
  contentType: 'text/plain; charset=utf-8',
});

const saying = (key: string, value: string) => ({
  header: { key, value },
  appendAction: HeaderValueOption_HeaderAppendAction.OVERWRITE_IF_EXISTS_OR_ADD,
});

const correlation = (value: string) => saying(CORRELATION_HEADER, value);

const REQUEST_ID = `%REQ(${CORRELATION_HEADER})%`;

/** Of `DirectResponseAction`; the protos at hand end before it. */
const BODY_FORMAT = 3;

/** Action and headers of a route that refuses. */
export function rejection(code: GatewayErrorCode, style: ErrorStyle): Fields<typeof RouteSchema> {
  if (style === 'ca-headers') {
    const { status } = CA_WORDS[code];
    return { action: { case: 'directResponse', value: { status } }, responseHeadersToAdd: caHeaders(CA_WORDS[code]) };
  }
  const { status, message } = WORDS[code];
  return refusing(status, code, message);
}

const caHeaders = ({ code, message }: { readonly code: string; readonly message: string }) => [
  saying(CA_ERROR_CODE, code),
  saying(CA_ERROR_MESSAGE, message),
];

/** The same in other words, which Envoy's format strings may be part of. */
export function refusing(status: number, code: string, message: string): Fields<typeof RouteSchema> {
  const format = create(SubstitutionFormatStringSchema, body(REQUEST_ID, code, message, status));
  const value = create(DirectResponseActionSchema, { status });
  addNewerField(value, BODY_FORMAT, encoded(format));
  return { action: { case: 'directResponse', value }, responseHeadersToAdd: [correlation(REQUEST_ID)] };
}

const encoded = (format: SubstitutionFormatString): Uint8Array => toBinary(SubstitutionFormatStringSchema, format);

export type Mapper = MessageInitShape<typeof ResponseMapperSchema>;
export type Filter = MessageInitShape<typeof AccessLogFilterSchema>;

/** What Envoy itself answers, in the gateway's words; the first that fits. */
export const LOCAL_REPLIES: readonly Mapper[] = [
  failure('ERR-002', flags('NR')),
  ...failures('ERR-066', flags('UT')),
  ...failures('ERR-066', details('{connection_timeout')),
  ...failures('ERR-069', details('onnection_refused')),
  ...failures('ERR-070', flags('UF', 'UC', 'UH', 'UR', 'LR', 'URX', 'UPE', 'NC')),
  // Only the script of call-time logic holds a body.
  caReply(details('request_payload_too_large'), { status: 413, code: 'I413RL', message: 'Request body too Large' }),
  reply(details('request_payload_too_large'), 413, 'GW-413', 'Request body is too large'),
  refusedPath(),
];

/** In the style of headers where the route has it. */
function failures(code: GatewayErrorCode, filter: Filter): Mapper[] {
  return [caReply(filter, CA_WORDS[code]), failure(code, filter)];
}

function failure(code: GatewayErrorCode, filter: Filter): Mapper {
  const { status, message } = WORDS[code];
  return reply(filter, status, code, message);
}

function caReply(filter: Filter, words: (typeof CA_WORDS)[GatewayErrorCode]): Mapper {
  return {
    filter: { filterSpecifier: { case: 'andFilter', value: { filters: [isInCaStyle(), filter] } } },
    statusCode: words.status,
    bodyFormatOverride: {
      format: { case: 'textFormatSource', value: { specifier: { case: 'inlineString', value: '' } } },
    },
    headersToAdd: caHeaders(words),
  };
}

function isInCaStyle(): Filter {
  const matchPattern = { case: 'presentMatch', value: true } as const;
  const path = [{ segment: { case: 'key', value: 'id' } as const }];
  const matcher = { filter: CALL_METADATA, path, value: { matchPattern } };
  return { filterSpecifier: { case: 'metadataFilter', value: { matcher, matchIfKeyNotFound: false } } };
}

/** What Envoy answers itself, in other words. */
export function reply(filter: Filter, statusCode: number, code: string, message: string): Mapper {
  const bodyFormatOverride = body(`%RESP(${CORRELATION_HEADER})%`, code, message, statusCode);
  return { filter, statusCode, bodyFormatOverride, headersToAdd: [correlation(REQUEST_ID)] };
}

/** Comes before the filters that give a request its id. */
function refusedPath(): Mapper {
  return {
    filter: details('path_normalization_failed'),
    bodyFormatOverride: body(`%RESP(${CORRELATION_HEADER})%`, 'GW-400', `Invalid request path: ${NOT_NORMALISED}`, 400),
    headersToAdd: [correlation('%UNIQUE_ID%')],
  };
}

/** Of Envoy's response flags, any. */
export function flags(...names: string[]): Filter {
  return { filterSpecifier: { case: 'responseFlagFilter', value: { flags: names } } };
}

function details(text: string): Filter {
  const typedConfig = pack(ExpressionFilterSchema, { expression: `response.code_details.contains('${text}')` });
  const name = 'envoy.access_loggers.extension_filters.cel';
  return {
    filterSpecifier: {
      case: 'extensionFilter',
      value: { name, configType: { case: 'typedConfig', value: typedConfig } },
    },
  };
}
