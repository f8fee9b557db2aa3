import type { ServerResponse } from 'node:http';
import type { Fragment, IrCache } from '../../ir/fragment.js';
import { AnswerCache, type RouteCache } from './answer-cache.js';
import { EndpointHealth } from './endpoint-health.js';
import { EnvironmentState } from './environment.js';
import { guardOf } from './guarded-connect.js';
import { changeOf, endpointAt, entriesOf, fragmentOf, GatewayFixture, routeOf } from './testing/fixture.js';
import { UpstreamPools } from './upstream-pools.js';

const RULES: IrCache = {
  methods: ['GET'],
  ttlSeconds: 3_600,
  capacity: 9,
  key: null,
  keepsEmpty: false,
  refreshedBy: 'anybody',
};

const cached = (port: number, rules: Partial<IrCache> = {}): Fragment =>
  fragmentOf([routeOf('r', { action: { cache: { ...RULES, ...rules } } })], [endpointAt(port)]);

describe('a forwarded request with a cache', () => {
  let sut: GatewayFixture;

  beforeEach(async () => {
    sut = await GatewayFixture.start();
  });

  afterEach(() => sut.stop());

  it('gets no answer of the release before', async () => {
    let asked = 0;
    const { port } = await sut.backend((_req, res) => {
      asked += 1;
      res.end(String(asked));
    });
    await sut.serve({ p1: cached(port) }, 1);
    expect([(await sut.send('/')).body, (await sut.send('/')).body]).toEqual(['1', '1']);
    await sut.offer(changeOf({ from: 1, to: 2, upserts: entriesOf({ p1: cached(port, { ttlSeconds: 60 }) }) }));
    expect([(await sut.send('/')).body, (await sut.send('/')).body]).toEqual(['2', '2']);
    expect(sut.gateway.stats().environments[0]?.answers['2xx']).toBe(4);
  });

  it('gets no answer that broke off', async () => {
    let asked = 0;
    const { port } = await sut.backend((_req, res: ServerResponse) => {
      asked += 1;
      if (asked > 1) res.end('whole');
      else res.write('part', () => res.destroy());
    });
    await sut.serve({ p1: cached(port) }, 1);
    await expect(sut.send('/')).rejects.toThrow();
    expect((await sut.send('/')).body).toBe('whole');
  });
});

it('a release that goes gives back the memory of its answers', async () => {
  const routes: RouteCache[] = [];
  class Watched extends AnswerCache {
    override openRoute(rules: IrCache): RouteCache {
      const route = super.openRoute(rules);
      routes.push(route);
      return route;
    }
  }
  const answers = new Watched(100_000);
  const pools = new UpstreamPools(new EndpointHealth({ onVerdict: () => undefined }), guardOf([]));
  const state = new EnvironmentState(pools, answers);
  state.apply(changeOf({ from: null, to: 1, upserts: entriesOf({ p1: cached(1) }) }));
  const request = { method: 'GET', scheme: 'http', authority: '', path: '/', query: '', clientAddress: '' } as const;
  const asked = { ...request, appId: '', body: null, header: () => undefined };
  const answer = { status: 200, headers: {}, body: Buffer.from('x'), madeAt: 0, until: 9, varying: [] };
  for (const route of routes) route.keep(asked, answer);
  expect(answers.bytes).toBeGreaterThan(0);
  state.apply(changeOf({ from: 1, to: 2, upserts: [], removals: ['p1'] }));
  expect([routes.length, answers.bytes]).toEqual([1, 0]);
  await pools.destroy();
});
