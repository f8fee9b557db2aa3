import type { Random } from '../../support/random.js';
import { signedBy } from '../cases/apis.js';
import type { TestRequest } from '../conformance-case.js';
import { HOSTS, METHODS, SEGMENTS } from './generated-environment.js';

const ODD_SEGMENTS = [
  '',
  '.',
  '..',
  '%61',
  '%2e',
  'v12',
  'x.json',
  'base...head',
  'a1b',
  '%C3%A9',
  'b%20',
  '%7Eu',
  '!$&',
  "'()",
  ':@',
  '%41',
  '%2F',
  '%5c',
  '%zz',
  '%',
  'caf%c3%a9',
  '[x]',
  '{y}',
] as const;
const QUERY_NAMES = ['p', 'q', 'id', 'a+b', 'a%20b', 'a[]', 'a%5B%5D', 'na%C3%AFve', 'AppCode', '%70', ''] as const;
const VALUES = [
  '1',
  'two',
  '',
  '0.5',
  'true',
  '%C3%A9',
  'a+b',
  'a%20b',
  'x%26y',
  '%',
  '%zz',
  'a=b',
  '-1',
  '99999999999',
  '+1',
  '1e3',
  '%00',
  '%ff',
  '"',
  "'",
  '%2B',
] as const;
const FILLED_VALUES = ['1', 'two', 'a, b', 'a b', 'x=1; y=2'] as const;
const AUTHORIZATIONS = [
  'APPCODE code-first',
  'APPCODE nobody',
  'APPCODE code-expired',
  'Bearer x',
  'appcode code-second',
] as const;

/** Of other methods Envoy's script cannot tell whether there is a body in chunks (docs/conformance.md). */
const CHUNKING = new Set(['POST', 'PUT', 'PATCH']);

type Headers = Record<string, string | string[]>;

export function generateRequest(random: Random): TestRequest {
  const method = random.chance(0.5) ? 'GET' : random.pick(METHODS);
  const headers = generateHeaders(random);
  const isSigned = random.chance(0.1);
  const path = generatePath(random, isSigned ? 0 : 0.3);
  const target = `${path}${random.chance(0.5) ? '' : `?${generateQuery(random)}`}`;
  const body = random.chance(method === 'GET' ? 0.1 : 0.6) ? generateBody(random, headers) : undefined;
  return {
    target,
    method,
    headers,
    ...(body === undefined ? {} : { body, chunked: CHUNKING.has(method) && random.chance(0.3) }),
    ...(isSigned ? { signed: signedBy(random.pick(['first', 'second', 'expired', 'nobody'])) } : {}),
  };
}

function generateHeaders(random: Random): Headers {
  const headers: Headers = { host: random.pick([...HOSTS, 'A.Example:81', 'b.a.example:8080']) };
  for (const name of ['x-p', 'x-q', 'x-r', 'accept', 'cookie']) {
    if (random.chance(0.25)) headers[name] = generateValue(random);
  }
  if (random.chance(0.1)) headers.authorization = random.pick(AUTHORIZATIONS);
  return headers;
}

/** An empty line beside others is left out: Envoy forwards it for some headers and not for others. */
const generateValue = (random: Random): string | string[] =>
  random.chance(0.1)
    ? [random.pick(FILLED_VALUES), random.pick(FILLED_VALUES)]
    : random.pick(['', '0.5', ...FILLED_VALUES]);

/** `odd`: the share of segments that are not written as gateways write them. */
const generatePath = (random: Random, odd: number): string =>
  `/${random.many(0, 4, () => random.pick<string>(random.chance(odd) ? ODD_SEGMENTS : SEGMENTS)).join('/')}`;

const generateQuery = (random: Random): string =>
  random
    .many(0, 4, () =>
      random.chance(0.1) ? random.pick(QUERY_NAMES) : `${random.pick(QUERY_NAMES)}=${random.pick(VALUES)}`,
    )
    .join('&');

function generateBody(random: Random, headers: Headers): string {
  if (random.chance(0.6)) {
    headers['content-type'] = random.pick([
      'application/x-www-form-urlencoded',
      'application/x-www-form-urlencoded; charset=utf-8',
      'Application/X-WWW-Form-URLEncoded',
    ]);
    return generateQuery(random);
  }
  if (random.chance(0.8)) headers['content-type'] = random.pick(['application/json', 'text/plain', '']);
  return random.pick(['', '{}', 'p=1&q=2', 'é']);
}
