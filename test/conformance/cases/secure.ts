import type { Fragment, HostPattern } from '../../../src/ir/fragment.js';
import type { ConformanceCase, Expected, SecureExchange, TestRequest } from '../conformance-case.js';
import { type CertificateName, pemOf } from '../support/certificates.js';
import { apis, parameter, passed, refused, SIGNED } from './apis.js';
import { asks, exact, forwarding, host, saying, suffix } from './building.js';

const HOST = 'api.secure.example';

const withCertificates = (
  fragment: Fragment,
  hosts: readonly (readonly [HostPattern, CertificateName])[],
): Fragment => ({
  ...fragment,
  certificates: hosts.map(([pattern, name]) => ({ id: name, host: pattern, ...pemOf(name) })),
});

const secured = (fragment: Fragment): Fragment => withCertificates(fragment, [[host(HOST), 'right']]);

const over = (name: string, presented: CertificateName | null): SecureExchange => ({
  kind: 'secure',
  name,
  presented,
  request: { target: '/', headers: { host: 'any.example' } },
  expect: { status: 200, body: 'all' },
});

const asksSecurely = (request: TestRequest, expect: Expected): SecureExchange => ({
  kind: 'secure',
  name: HOST,
  presented: 'right',
  request: { ...request, headers: { host: HOST, ...request.headers } },
  expect,
});

const at = (path: string): TestRequest => ({ target: path, headers: { host: HOST } });

const sentTo = (location: string | RegExp): Expected => ({
  status: 308,
  headers: { location, 'x-ca-request-id': /^[0-9A-F-]{36}$/, 'x-ca-error-code': null },
  body: '',
});

export const SECURE: readonly ConformanceCase[] = [
  {
    name: 'SecureChoice',
    about:
      'The certificate is the one of the most specific host for the name that is asked for; without one nobody connects',
    serves: () => ({
      p: withCertificates(saying({ all: {} }), [
        [host(HOST), 'right'],
        [suffix('.secure.example'), 'untrusted'],
      ]),
      q: withCertificates(saying({ deep: { path: exact('/deep') } }), [[suffix('.deep.secure.example'), 'wrong-name']]),
    }),
    exchanges: [
      over(HOST, 'right'),
      over('API.Secure.Example', 'right'),
      over('b.secure.example', 'untrusted'),
      over('x.y.secure.example', 'untrusted'),
      over('deep.secure.example', 'untrusted'),
      over('x.deep.secure.example', 'wrong-name'),
      over('secure.example', null),
      over('other.example', null),
      over('', null),
    ],
  },
  {
    name: 'SecureForward',
    about: 'Over TLS the same is served as without; backends are told',
    serves: (ports) => ({ p: secured(forwarding(ports)) }),
    exchanges: [
      asks(at('/x?y'), { received: { target: '/x?y', headers: { 'x-forwarded-proto': 'http' } } }),
      asksSecurely(
        { target: '/x?y', method: 'POST', body: 'sealed', headers: { 'x-forwarded-proto': 'http' } },
        { received: { target: '/x?y', body: 'sealed', headers: { 'x-forwarded-proto': 'https' } } },
      ),
      asksSecurely(
        { target: '/', method: 'POST', body: 'in chunks', chunked: true, headers: { host: `${HOST}:443` } },
        { received: { body: 'in chunks', headers: { 'x-forwarded-host': `${HOST}:443` } } },
      ),
    ],
  },
  {
    name: 'SecureProtocols',
    about: 'An API is called by the protocols that it lists, and can tell which one it was',
    serves: (ports) => {
      const mapping = { system: [{ to: parameter('header', 'x-schema'), variable: 'CaHttpSchema' }] };
      return {
        p: secured(
          apis(ports, {
            only: { match: { path: exact('/only') }, protocols: ['https'], mapping },
            plain: { match: { path: exact('/plain') }, protocols: ['http'], mapping },
            both: { match: { path: exact('/both') }, protocols: ['http', 'https'], mapping },
            any: { match: { hosts: [host(HOST)], path: exact('/any') }, mapping },
          }),
        ),
      };
    },
    exchanges: [
      asks(at('/only'), refused(403, 'I403PT', 'Invalid protocol http unsupported')),
      asksSecurely(at('/only'), passed({ headers: { 'x-schema': 'https' } })),
      asks(at('/plain'), passed({ headers: { 'x-schema': 'http' } })),
      asksSecurely(at('/plain'), refused(403, 'I403PT', 'Invalid protocol https unsupported')),
      asks(at('/both'), passed({ headers: { 'x-schema': 'http' } })),
      asksSecurely(at('/both'), passed({ headers: { 'x-schema': 'https' } })),
      asks(at('/any'), passed({ headers: { 'x-schema': 'http' } })),
      asksSecurely(at('/any'), passed({ headers: { 'x-schema': 'https' } })),
      asksSecurely(at('/none'), refused(404, 'I404NF', 'API not found with `GET /none`')),
    ],
  },
  {
    name: 'SecureRedirect',
    about: 'Whoever comes without TLS is sent to the same target over TLS, before anything else is asked',
    serves: (ports) => ({
      p: secured(
        apis(ports, {
          api: { match: { hosts: [host(HOST)] }, protocols: ['https'], callers: {}, redirectsToHttps: true },
          mocked: {
            match: { hosts: [host(HOST)], path: exact('/mocked') },
            redirectsToHttps: true,
            action: { kind: 'respond', status: 200, headers: [], body: 'mocked' },
          },
        }),
      ),
    }),
    exchanges: [
      asks(at('/a/./b?c=d&e'), sentTo(`https://${HOST}/a/b?c=d&e`)),
      asks(
        { target: '/', headers: { host: `${HOST.toUpperCase()}:80` } },
        sentTo(/^https:\/\/api\.secure\.example:\d+\/$/),
      ),
      asks({ ...at('/'), method: 'POST', body: 'sealed' }, sentTo(`https://${HOST}/`)),
      asks(at('/mocked'), sentTo(`https://${HOST}/mocked`)),
      asksSecurely({ target: '/mocked' }, { status: 200, body: 'mocked' }),
      asksSecurely({ target: '/', ...SIGNED }, passed()),
    ],
  },
  {
    name: 'SecureSigned',
    about: 'Signatures hold over TLS',
    serves: (ports) => ({ p: secured(apis(ports, { api: { callers: {} } })) }),
    exchanges: [
      asksSecurely({ target: '/a?b=c', ...SIGNED }, passed({ target: '/a?b=c' })),
      asksSecurely({ target: '/a' }, refused(400, 'A400MA', 'Need authorization')),
    ],
  },
];
