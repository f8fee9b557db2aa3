import type { Fragment, Route } from '../ir/fragment.js';
import { type RouteLine, routeChanges } from './route-changes.js';

const route = (path: Route['match']['path'], more: Partial<Route> & { methods?: string[] } = {}): Route => ({
  id: 'r',
  order: 0,
  errorStyle: 'correlation',
  action: {
    kind: 'forward',
    upstream: 'u',
    rewrite: { kind: 'replace-prefix', prefix: '/a', replacement: '' },
    method: null,
    mapping: null,
    responseTimeoutMs: 1_000,
    retries: { same: 0, others: 0 },
  },
  ...more,
  match: { hosts: [], path, methods: more.methods ?? ['GET'], headers: [] },
});

const fragment = (routes: readonly Route[], host = 'one.test'): Fragment => ({
  routes,
  upstreams: [
    {
      name: 'u',
      balancing: 'first',
      connectTimeoutMs: 1_000,
      endpoints: [{ scheme: 'http', host, port: 80, basePath: '', weight: 1, role: 'primary', healthCheck: false }],
    },
  ],
});

const exact = (path: string) => ({ kind: 'exact', path }) as const;
const words = (lines: readonly RouteLine[]) => lines.map(({ method, host, path }) => `${method} ${host} ${path}`);

describe('routeChanges', () => {
  it('tells routes that come, go and stay the same', () => {
    const before = [{ proxyId: 'p', fragment: fragment([route(exact('/gone')), route(exact('/same'))]) }];
    const after = [{ proxyId: 'p', fragment: fragment([route(exact('/same')), route(exact('/new'))]) }];
    const { added, changed, removed } = routeChanges(before, after);
    expect([words(added), words(changed), words(removed)]).toEqual([['GET * /new'], [], ['GET * /gone']]);
  });

  it('calls a route changed that another backend or another member serves', () => {
    const before = [{ proxyId: 'p', fragment: fragment([route(exact('/a'))]) }];
    const elsewhere = [{ proxyId: 'p', fragment: fragment([route(exact('/a'))], 'two.test') }];
    expect(words(routeChanges(before, elsewhere).changed)).toEqual(['GET * /a']);
    const other = [{ proxyId: 'q', fragment: fragment([route(exact('/a'))]) }];
    expect(routeChanges(before, other).changed).toMatchObject([{ proxyId: 'q' }]);
  });

  it('asks the member that serves: the one of smallest order', () => {
    const served = (proxyId: string, order: number) => ({
      proxyId,
      fragment: fragment([route(exact('/a'), { order })]),
    });
    const before = [served('p', 0), served('q', 1)];
    expect(routeChanges(before, [served('p', 0)])).toEqual({ added: [], changed: [], removed: [] });
    expect(routeChanges(before, [served('q', 0)]).changed).toMatchObject([{ proxyId: 'q' }]);
  });

  it('knows a template by its shape, and writes it with its names', () => {
    const template = (param: string) =>
      route({ kind: 'template', segments: [{ literal: 'a' }, { param }], tail: true }, { methods: [] });
    const before = [{ proxyId: 'p', fragment: fragment([template('id')]) }];
    const after = [{ proxyId: 'p', fragment: fragment([template('number')]) }];
    expect(words(routeChanges([], after).added)).toEqual(['ANY * /a/{number}/*']);
    expect(routeChanges(before, after)).toEqual({ added: [], changed: [], removed: [] });
  });

  it('does not call a route what is answered with a refusal', () => {
    const refusal = route(exact('/a'), { action: { kind: 'reject', code: 'ERR-003' } });
    const before = [{ proxyId: 'p', fragment: fragment([route(exact('/a'))]) }];
    const after = [{ proxyId: 'p', fragment: fragment([refusal]) }];
    expect(words(routeChanges(before, after).removed)).toEqual(['GET * /a']);
  });
});
