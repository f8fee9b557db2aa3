import { endpointAt } from '../../../src/data-planes/embedded/testing/fixture.js';
import { GATEWAY_ERROR_CODES } from '../../../src/ir/fragment.js';
import type { ConformanceCase } from '../conformance-case.js';
import { asks, exact, forwarding, saying } from './building.js';

const ID = '[0-9a-f]{8}-[0-9a-f-]{27}';

/** The whole body of an error, and the header that repeats its id. */
const error = (status: number, code: string, message: string) => ({
  status,
  headers: { 'apinizer-correlation-id': new RegExp(`^${ID}$`), 'content-type': 'text/plain; charset=utf-8' },
  body: new RegExp(`^\\[${ID}\\],\\[${code}\\],\\[${message}\\],\\[${status}\\],\\[\\]$`),
});

const NOT_FOUND = (path: string) => error(404, 'ERR-002', `ApiProxy is not found for related URL\\( ${path} \\)!`);

const STATUS = {
  'ERR-002': 404,
  'ERR-003': 404,
  'ERR-141': 403,
  'ERR-006': 404,
  'ERR-066': 408,
  'ERR-069': 503,
  'ERR-070': 503,
} as const;

export const ERRORS: readonly ConformanceCase[] = [
  {
    name: 'ErrorUnmatched',
    about: 'A request that no route takes is answered in the words of the gateway',
    serves: () => ({ p: saying({ one: { path: exact('/one') } }) }),
    exchanges: [asks('/no/such?x=1', NOT_FOUND('/no/such')), asks('/a/../b', NOT_FOUND('/b'))],
  },
  {
    name: 'ErrorNothingServed',
    about: 'An environment that serves nothing answers the same',
    serves: () => ({}),
    exchanges: [asks('/', NOT_FOUND('/'))],
  },
  {
    name: 'ErrorUnmatchedHead',
    about: 'An error to HEAD has no body',
    serves: () => ({}),
    exchanges: [asks({ target: '/', method: 'HEAD' }, { status: 404, body: '' })],
  },
  {
    name: 'ErrorRefusedConnection',
    about: 'A backend that refuses connections is told from one that is silent',
    serves: (ports) => ({ p: forwarding(ports, { endpoints: [endpointAt(ports.dead)] }) }),
    exchanges: [asks('/', error(503, 'ERR-069', 'Backend refused the connection!'))],
  },
  {
    name: 'ErrorBrokenConnection',
    about: 'A backend that hangs up is an error of the connection',
    serves: (ports) => ({ p: forwarding(ports) }),
    exchanges: [asks('/?do=reset', error(503, 'ERR-070', 'Backend connection failed!'))],
  },
  {
    name: 'ErrorTimeout',
    about: 'A timeout is worded as one',
    serves: (ports) => ({ p: forwarding(ports, { action: { responseTimeoutMs: 100 } }) }),
    exchanges: [asks('/?do=silence', error(408, 'ERR-066', 'Backend did not answer in time!'))],
  },
  {
    name: 'ErrorNoEndpoint',
    about: 'An upstream without endpoints that take traffic has no address',
    serves: (ports) => ({ p: forwarding(ports, { endpoints: [endpointAt(ports.a, { weight: 0 })] }) }),
    exchanges: [asks('/', error(404, 'ERR-003', 'Backend address is not found!'))],
  },
  {
    name: 'ErrorReject',
    about: 'A route may refuse with each of the codes',
    serves: () => ({
      p: saying(
        Object.fromEntries(
          GATEWAY_ERROR_CODES.map((code) => [
            code,
            { path: exact(`/${code}`), action: { kind: 'reject', code } as const },
          ]),
        ),
      ),
    }),
    exchanges: GATEWAY_ERROR_CODES.map((code) => asks(`/${code}`, error(STATUS[code], code, '.*'))),
  },
  {
    name: 'ErrorMalformedRequest',
    about: 'What is not HTTP is refused',
    serves: () => ({ p: saying({ all: {} }) }),
    exchanges: [{ kind: 'raw', bytes: 'NOT HTTP\r\n\r\n', expect: { status: 400 } }],
  },
];
