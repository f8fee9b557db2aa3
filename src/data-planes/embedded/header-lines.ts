/**
 * Headers whose lines Envoy joins before anything looks at them; of all others a condition may be met by any line. Found by
 * asking Envoy 1.40 about each; the conformance cases hold one of either kind.
 */
const JOINED: ReadonlySet<string> = new Set([
  'accept',
  'accept-encoding',
  'access-control-request-headers',
  'access-control-request-method',
  'authorization',
  'cache-control',
  'content-encoding',
  'content-type',
  'expect',
  'grpc-timeout',
  'if-match',
  'if-modified-since',
  'if-none-match',
  'if-range',
  'if-unmodified-since',
  'origin',
  'pragma',
  'referer',
  'user-agent',
  'via',
  'x-client-trace-id',
  'x-forwarded-for',
  'x-forwarded-host',
  'x-forwarded-port',
  'x-request-id',
]);

const NONE: readonly string[] = [];

/** Values that a condition on a header is asked about, one after another. `rawHeaders`: name, value, name, value. */
export function headerLines(
  value: string | readonly string[] | undefined,
  name: string,
  rawHeaders: readonly string[],
): readonly string[] {
  if (value === undefined) return NONE;
  const isJoined = JOINED.has(name);
  // Node joins with a comma or a semicolon, or keeps the first line alone.
  if (!isJoined && typeof value === 'string' && !/[,;]/.test(value)) return [value];
  const lines = rawHeaders.filter((_, index) => index % 2 === 1 && rawHeaders[index - 1]?.toLowerCase() === name);
  return isJoined ? [lines.filter((line) => line !== '').join(',')] : lines;
}
