import { endpointAt } from '../../../src/data-planes/embedded/testing/fixture.js';
import type { ConformanceCase, TestRequest } from '../conformance-case.js';
import { api, apis, checked, parameter, passed, refused, SIGNED } from './apis.js';
import { asks, template } from './building.js';

const FORM = 'application/x-www-form-urlencoded';

/** Beyond what a gateway holds of a body, to read it. */
const LARGE = 'x'.repeat(1_200_000);

const posting = (type: string, body: string): TestRequest => ({
  target: '/?do=length',
  method: 'POST',
  headers: { 'content-type': type },
  body,
});

const TOO_LARGE = refused(413, 'I413RL', 'Request body too Large');
const NEEDED = refused(400, 'A400MA', 'Need authorization');

/** Bodies, tunnels and unusual places of routes with call-time logic. */
export const CALL_BODIES: readonly ConformanceCase[] = [
  {
    name: 'CallBodyStreams',
    about: 'A body that nobody reads goes through whatever its size, also of a mapped route',
    serves: (ports) => api(ports, { mapping: { mode: 'passthrough' } }),
    exchanges: [
      asks(posting('text/plain', LARGE), { status: 200, body: String(LARGE.length) }),
      asks({ ...posting('text/plain', LARGE), chunked: true }, { status: 200, body: String(LARGE.length) }),
    ],
  },
  {
    name: 'CallFormTooLarge',
    about: 'A form that is mapped is held up to a bound',
    serves: (ports) => api(ports, { mapping: { parameters: [checked(parameter('body', 'a'), { type: 'string' })] } }),
    exchanges: [asks(posting(FORM, `a=${LARGE}`), TOO_LARGE)],
  },
  {
    name: 'CallSignedTooLarge',
    about: 'So is a body whose digest is signed',
    serves: (ports) => api(ports, { callers: {} }),
    exchanges: [asks({ ...posting('text/plain', LARGE), ...SIGNED }, TOO_LARGE)],
  },
  {
    name: 'CallTunnel',
    about: 'A mapped route upgrades',
    serves: (ports) =>
      api(ports, { mapping: { mode: 'passthrough', constants: [{ to: parameter('query', 'k'), value: 'v' }] } }),
    exchanges: [{ kind: 'tunnel', target: '/ws', message: 'hello' }],
  },
  {
    name: 'CallAnySegment',
    about: 'Callers are asked whatever way a request finds its route',
    serves: (ports) =>
      api(ports, { match: { path: template('/{tenant}/orders') }, callers: {}, mapping: { mode: 'passthrough' } }),
    exchanges: [
      asks('/acme/orders', NEEDED),
      asks('/other/orders', NEEDED),
      asks({ target: '/acme/orders?a=1', ...SIGNED }, passed({ target: '/acme/orders?a=1' })),
    ],
  },
  {
    name: 'CallBasePathsDiffer',
    about: 'A mapped path goes below the base path of the endpoint that gets it',
    serves: (ports) => {
      const { routes } = apis(ports, { api: { mapping: { mode: 'passthrough' } } });
      const endpoints = [endpointAt(ports.a, { basePath: '/one' }), endpointAt(ports.b, { basePath: '/two/x' })];
      return {
        p: {
          routes,
          upstreams: [{ name: 'backend', balancing: 'first' as const, endpoints, connectTimeoutMs: 1_000 }],
        },
      };
    },
    exchanges: [asks('/p?q=1', passed({ backend: 'a', target: '/one/p?q=1' }))],
  },
];
