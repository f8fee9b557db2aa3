import { endpointAt } from '../../../src/data-planes/embedded/testing/fixture.js';
import type { ConformanceCase, Exchange } from '../conformance-case.js';
import type { BackendName, BackendPorts } from '../support/backends.js';
import { asks, forwarding } from './building.js';

const secure = (port: number, host = 'localhost') => endpointAt(port, { scheme: 'https', host });

const at = (
  name: string,
  about: string,
  backend: BackendName | 'dead',
  host: string,
  exchanges: readonly Exchange[],
): ConformanceCase => ({
  name,
  about,
  serves: (ports: BackendPorts) => ({ p: forwarding(ports, { endpoints: [secure(ports[backend], host)] }) }),
  exchanges,
});

const FAILS = asks('/', { status: 503, body: /\[ERR-070\],\[Backend connection failed!\],\[503\]/ });

export const TLS: readonly ConformanceCase[] = [
  at('TlsName', 'A name is asked for by SNI, and must be in the certificate', 'right', 'localhost', [
    asks('/x?a=b', {
      status: 200,
      headers: { 'x-sni': 'localhost' },
      received: { backend: 'right', target: '/x?a=b', headers: { host: /^localhost:\d+$/ } },
    }),
    asks({ target: '/', method: 'POST', body: 'sealed' }, { received: { method: 'POST', body: 'sealed' } }),
  ]),
  at('TlsAddress', 'An address is not asked for, and must be in the certificate', 'right', '127.0.0.1', [
    asks('/', { status: 200, headers: { 'x-sni': 'none' }, received: { backend: 'right' } }),
  ]),
  at('TlsTunnel', 'A WebSocket goes through TLS', 'right', 'localhost', [
    { kind: 'tunnel', target: '/socket', message: 'hello' },
  ]),
  at('TlsWrongName', 'A certificate for another name is not believed', 'wrong-name', 'localhost', [FAILS, FAILS]),
  at('TlsWrongAddress', 'A certificate for another address is not believed', 'wrong-name', '127.0.0.1', [FAILS]),
  at('TlsUntrusted', 'A certificate of an unknown authority is not believed', 'untrusted', 'localhost', [FAILS]),
  at('TlsExpired', 'A certificate that is over is not believed', 'expired', 'localhost', [FAILS]),
  at('TlsNotSpoken', 'A backend without TLS is not spoken to in plain text', 'a', 'localhost', [FAILS]),
  at('TlsRefused', 'Nobody listens', 'dead', 'localhost', [asks('/', { status: 503, body: /\[ERR-069\]/ })]),
  {
    name: 'TlsMixed',
    about: 'One upstream has endpoints with and without TLS, by name and by address',
    serves: (ports) => ({
      p: forwarding(ports, {
        endpoints: [endpointAt(ports.a), secure(ports.right), secure(ports['wrong-name'], '127.0.0.1')],
        action: { retries: { same: 0, others: 2 } },
      }),
    }),
    exchanges: [
      { kind: 'settle', request: { target: '/' }, inARow: 1, expect: { received: { backend: 'a' } } },
      { kind: 'settle', request: { target: '/' }, inARow: 1, expect: { received: { backend: 'right' } } },
      { kind: 'settle', request: { target: '/' }, inARow: 6, expect: { status: 200 } },
    ],
  },
];
