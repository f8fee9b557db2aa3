import { create, type MessageInitShape, toBinary } from '@bufbuild/protobuf';
import type { GatewayErrorCode } from '../../../ir/fragment.js';
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

/** Carries the id of a request to its backend and into the gateway's own errors. */
export const CORRELATION_HEADER = 'apinizer-correlation-id';

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

const correlation = (value: string) => ({
  header: { key: CORRELATION_HEADER, value },
  appendAction: HeaderValueOption_HeaderAppendAction.OVERWRITE_IF_EXISTS_OR_ADD,
});

const REQUEST_ID = `%REQ(${CORRELATION_HEADER})%`;

/** Of `DirectResponseAction`; the protos at hand end before it. */
const BODY_FORMAT = 3;

/** Action and headers of a route that refuses. */
export function rejection(code: GatewayErrorCode): Fields<typeof RouteSchema> {
  const { status, message } = WORDS[code];
  return refusing(status, code, message);
}

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
  failure('ERR-066', flags('UT')),
  failure('ERR-066', details('{connection_timeout')),
  failure('ERR-069', details('onnection_refused')),
  failure('ERR-070', flags('UF', 'UC', 'UH', 'UR', 'LR', 'URX', 'UPE', 'NC')),
  refusedPath(),
];

function failure(code: GatewayErrorCode, filter: Filter): Mapper {
  const { status, message } = WORDS[code];
  return reply(filter, status, code, message);
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
    bodyFormatOverride: body(
      `%RESP(${CORRELATION_HEADER})%`,
      'GW-400',
      'Invalid request path: %RESPONSE_CODE_DETAILS%',
      400,
    ),
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
