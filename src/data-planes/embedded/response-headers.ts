type Received = { readonly [name: string]: string | readonly string[] | undefined };

const OF_THE_CONNECTION: ReadonlySet<string> = new Set([
  'connection',
  'keep-alive',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
]);

/** Only the gateway says these on a `ca-headers` route (cloudapi-2016-07-14.md 5.4). */
const OF_THE_GATEWAY: ReadonlySet<string> = new Set(['x-ca-request-id', 'x-ca-error-code', 'x-ca-error-message']);

const isOfTheConnection = (name: string): boolean => OF_THE_CONNECTION.has(name) || name.startsWith('proxy-');

/** A backend's headers for the client as `[name, value, ...]`. `received` has lower-case names. */
export function responseHeaders(status: number, received: Received, caRequestId: string | null): (string | string[])[] {
  const { connection } = received;
  const listed = connection === undefined ? '' : `,${String(connection).toLowerCase().replace(/\s/g, '')},`;
  // RFC 9110, 8.6: 1xx and 204 have none. Who believed it would take the next answer for the rest of this one.
  const hasNoLength = received['transfer-encoding'] !== undefined || status < 200 || status === 204;
  const headers: (string | string[])[] = [];
  for (const name in received) {
    const value = received[name];
    if (value === undefined || isOfTheConnection(name) || (hasNoLength && name === 'content-length')) continue;
    if (listed !== '' && name !== 'content-length' && listed.includes(`,${name},`)) continue;
    if (caRequestId !== null && OF_THE_GATEWAY.has(name)) continue;
    headers.push(name, typeof value === 'string' ? value : [...value]);
  }
  if (caRequestId !== null) headers.push('X-Ca-Request-Id', caRequestId);
  return headers;
}

/** Trailers that cannot change how the message was framed or routed. */
export function responseTrailers(received: Received): [string, string][] {
  const trailers: [string, string][] = [];
  for (const [name, value] of Object.entries(received)) {
    if (value === undefined || isOfTheConnection(name) || name === 'content-length' || name === 'host') continue;
    trailers.push([name, typeof value === 'string' ? value : value.join(', ')]);
  }
  return trailers;
}

/** Headers of an answer that a definition wrote: framing is the server's. */
export function respondHeaders(headers: readonly { readonly name: string; readonly value: string }[]): string[] {
  return headers
    .filter(({ name }) => !isOfTheConnection(name.toLowerCase()) && name.toLowerCase() !== 'content-length')
    .flatMap(({ name, value }) => [name, value]);
}
