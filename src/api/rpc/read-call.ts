import { randomUUID } from 'node:crypto';
import type { Request } from 'express';
import type { Pair } from '../../auth/rpc-pairs.js';
import { Problem } from '../../shared/problem.js';
import type { IncomingCall } from './rpc-handler.js';

/** Of the body. Definitions carry samples and descriptions, but no documents. */
const MAX_BODY_BYTES = 8 * 1024 * 1024;

export function readCall(request: Request): IncomingCall {
  const [path = '', query = ''] = splitOnce(request.originalUrl);
  const lines = request.rawHeaders;
  const headers = lines.flatMap((name, at) => (at % 2 === 0 ? [[name, lines[at + 1] ?? ''] as Pair] : []));
  return {
    raw: { method: request.method, path, query, headers, body: new Uint8Array() },
    readBody: () => readBody(request),
    requestId: requestIdOf(request),
    host: request.headers.host ?? '',
    sourceIp: (request.ip ?? '').replace(/^::ffff:/, ''),
    secureTransport: request.secure,
    onCaller: (actor) => Object.assign(request, { actor }),
  };
}

/**
 * The bytes as they came, whatever their type; the signature is over them.
 * @throws Problem payload_too_large
 */
async function readBody(request: Request & { readonly rawBody?: Buffer }): Promise<Buffer> {
  if (request.rawBody !== undefined) return request.rawBody;
  const chunks: Buffer[] = [];
  let bytes = 0;
  // Not destroyed when it is too large: the refusal travels over the same connection.
  for await (const chunk of request.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > MAX_BODY_BYTES) throw new Problem('payload_too_large', `use at most ${MAX_BODY_BYTES} bytes`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

/** The id under which the request is in the log, where that is a UUID, so that an answer leads to its line. */
function requestIdOf({ id }: Request): string {
  const text = String(id);
  return (/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(text) ? text : randomUUID()).toUpperCase();
}

function splitOnce(target: string): [string, string] {
  const at = target.indexOf('?');
  return at < 0 ? [target, ''] : [target.slice(0, at), target.slice(at + 1)];
}
