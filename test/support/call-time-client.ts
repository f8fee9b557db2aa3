import { createHash, createHmac, randomUUID } from 'node:crypto';

/** A call of a deployed API, before it is signed. `target`: with its query, as it goes over the wire. */
export interface Call {
  readonly method: string;
  readonly target: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
}

export interface SignWith {
  readonly key: string;
  readonly secret: string;
  /** The vendor's default when absent; `null`: the header is not sent. */
  readonly method?: 'HmacSHA256' | 'HmacSHA1' | null;
  /** Of the timestamp; null: none is sent. */
  readonly offMs?: number | null;
  /** A fresh one when absent; null: none is sent. */
  readonly nonce?: string | null;
}

const FORM = 'application/x-www-form-urlencoded';

/**
 * A client of the vendor's scheme, written from cloudapi-2016-07-14.md 5.2 and from nothing of ours: the headers of the
 * signed call. All `X-Ca-` headers are signed, and of a body that is no form its MD5.
 */
export function signCall(call: Call, how: SignWith, now: number = Date.now()): Record<string, string> {
  const headers = withOwn(call, how, now);
  const signed = Object.keys(headers)
    .filter((name) => name.startsWith('x-ca-'))
    .sort();
  const lines = [
    call.method.toUpperCase(),
    ...['accept', 'content-md5', 'content-type', 'date'].map((name) => headers[name] ?? ''),
    ...signed.map((name) => `${name}:${headers[name] ?? ''}`),
    resourceOf(call, headers['content-type'] ?? ''),
  ];
  const hash = how.method === 'HmacSHA1' ? 'sha1' : 'sha256';
  const signature = createHmac(hash, how.secret).update(lines.join('\n'), 'utf8').digest('base64');
  return { ...headers, 'x-ca-signature-headers': signed.join(','), 'x-ca-signature': signature };
}

function withOwn(call: Call, { key, method, offMs = 0, nonce = randomUUID() }: SignWith, now: number) {
  const headers = Object.fromEntries(Object.entries(call.headers).map(([name, value]) => [name.toLowerCase(), value]));
  headers['x-ca-key'] = key;
  if (method !== null) headers['x-ca-signature-method'] = method ?? 'HmacSHA256';
  if (offMs !== null) headers['x-ca-timestamp'] = String(now + offMs);
  if (nonce !== null) headers['x-ca-nonce'] = nonce;
  if (call.body !== undefined && !headers['content-type']?.startsWith(FORM)) {
    headers['content-md5'] ??= createHash('md5').update(call.body, 'utf8').digest('base64');
  }
  return headers;
}

/** Query and form in one, decoded and in order; of several values the first. */
function resourceOf({ target, body = '' }: Call, contentType: string): string {
  const [path = '', query = ''] = target.split('?');
  const form = contentType.startsWith(FORM) ? body : '';
  const values: Record<string, string> = {};
  for (const [name, value] of [...new URLSearchParams(form), ...new URLSearchParams(query)]) values[name] ??= value;
  const pairs = Object.keys(values)
    .sort()
    .map((name) => (values[name] === '' ? name : `${name}=${values[name]}`));
  return pairs.length === 0 ? path : `${path}?${pairs.join('&')}`;
}
