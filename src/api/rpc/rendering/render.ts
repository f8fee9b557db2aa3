import type { RpcFormat } from '../../../auth/rpc-request.js';
import type { JsonObject } from '../define-action.js';
import type { Refusal } from '../errors/refusal.js';
import { toXml } from './xml.js';

/** Ready to be written: clients compare the content type as a whole text. */
export interface RpcResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

export interface Envelope {
  readonly format: RpcFormat;
  /** Upper-case UUID. */
  readonly requestId: string;
  /** Host header as it was sent. */
  readonly host: string;
  /** Whose documentation `Recommend` leads to. */
  readonly product: string;
}

/** Source: cloudapi-2016-07-14.md 1.7. */
export const renderSuccess = (envelope: Envelope, action: string, fields: JsonObject): RpcResponse =>
  written(envelope, 200, `${action}Response`, { RequestId: envelope.requestId, ...fields });

/** Every refusal has a code, and no success has one: clients tell them apart by it. */
export function renderRefusal(envelope: Envelope, refusal: Refusal): RpcResponse {
  const { code, http, message, retryAfterMs, accessDeniedDetail } = refusal;
  const response = written(envelope, http, 'Error', {
    RequestId: envelope.requestId,
    HostId: envelope.host,
    Code: code,
    Message: message,
    Recommend: `https://api.aliyun.com/troubleshoot?q=${encodeURIComponent(code)}&product=${envelope.product}`,
    ...(accessDeniedDetail === undefined ? {} : { AccessDeniedDetail: accessDeniedDetail }),
  });
  if (retryAfterMs === undefined) return response;
  return { ...response, headers: { ...response.headers, 'x-acs-retry-after': String(Math.ceil(retryAfterMs)) } };
}

const written = ({ format, requestId }: Envelope, status: number, root: string, fields: JsonObject): RpcResponse => ({
  status,
  headers: {
    'Content-Type': format === 'XML' ? 'text/xml;charset=utf-8' : 'application/json;charset=utf-8',
    'x-acs-request-id': requestId,
  },
  body: format === 'XML' ? toXml(root, fields) : JSON.stringify(fields),
});
