import type { NestExpressApplication } from '@nestjs/platform-express';
import { Test } from '@nestjs/testing';
import request from 'supertest';
import { AuditService } from '../../auth/audit.service.js';
import { loggingModule } from '../../shared/logging.js';
import { setUpDocs } from './docs.js';
import { setUpEdge } from './edge.js';
import { GATEWAY_STATS, type GatewayStats } from './gateway-stats.js';
import { Metrics } from './metrics.js';
import { openApiDocument } from './openapi.js';
import { operationsModule } from './operations.module.js';
import { READINESS_CHECKS, type ReadinessCheck } from './readiness.js';

const gatewayStats: GatewayStats = {
  requests: async () => [{ environment: 'production', statusClass: '2xx', count: 7 }],
  nodesConnected: async () => [{ environment: 'production', plane: 'embedded', count: 1 }],
};

const states: Record<string, () => Promise<string | null>> = {};
const checks: ReadinessCheck[] = ['database', 'gateways'].map((name) => ({
  name,
  check: () => states[name]?.() ?? Promise.resolve(null),
}));

describe('the operational surface', () => {
  let app: NestExpressApplication;

  beforeAll(async () => {
    const providers = [
      { provide: READINESS_CHECKS, useValue: checks },
      { provide: GATEWAY_STATS, useValue: gatewayStats },
      { provide: AuditService, useValue: { recordCall: () => Promise.resolve() } },
    ];
    const module = await Test.createTestingModule({
      imports: [loggingModule('silent'), operationsModule({ providers })],
    }).compile();
    app = module.createNestApplication<NestExpressApplication>({ logger: false });
    setUpEdge(app);
    await app.init();
    setUpDocs(app, [{ name: 'operations', document: openApiDocument(app) }]);
  });

  afterAll(() => app.close());

  afterEach(() => {
    for (const name of Object.keys(states)) delete states[name];
  });

  const get = (path: string) => request(app.getHttpServer()).get(path);
  const scrape = async (): Promise<string> => (await get('/metrics').expect(200)).text;

  describe('health', () => {
    it('is live and ready', async () => {
      expect((await get('/health/live').expect(200)).body).toEqual({ status: 'ok', checks: [] });
      const ok = {
        status: 'ok',
        checks: [
          { name: 'database', status: 'ok' },
          { name: 'gateways', status: 'ok' },
        ],
      };
      expect((await get('/health/ready').expect(200)).body).toEqual(ok);
      expect((await get('/health').expect(200)).body).toEqual(ok);
    });

    it('stays live but is not ready, with the reason', async () => {
      states['gateways'] = async () => '2 releases behind';
      await get('/health/live').expect(200);
      const { body } = await get('/health/ready').expect(503);
      expect(body).toMatchObject({ status: 'unavailable' });
      expect(body.checks[1]).toEqual({ name: 'gateways', status: 'failed', reason: '2 releases behind' });
      await get('/health').expect(503);
    });

    it('does not show why a check broke', async () => {
      states['database'] = async () => Promise.reject(new Error('postgres://u:s3cret@db'));
      expect((await get('/health/ready').expect(503)).text).not.toContain('s3cret');
    });
  });

  describe('metrics', () => {
    it('are those of the process, the gateways and the deployments', async () => {
      const deployment = { kind: 'deploy', state: 'succeeded' } as const;
      app.get(Metrics).deploymentSettled({ deployment, durationMs: 120 });
      const text = await scrape();
      expect(text).toContain('process_cpu_seconds_total');
      expect(text).toContain('gatewright_gateway_requests_total{environment="production",status_class="2xx"} 7');
      expect(text).toContain('gatewright_nodes_connected{environment="production",plane="embedded"} 1');
      expect(text).toContain('gatewright_deployments_total{kind="deploy",outcome="succeeded"} 1');
    });

    it('do not count the gateways twice when they are scraped twice', async () => {
      await scrape();
      expect(await scrape()).toContain(
        'gatewright_gateway_requests_total{environment="production",status_class="2xx"} 7',
      );
    });

    it('name routes by their patterns', async () => {
      await get('/docs/nothing.json').expect(404);
      await get('/one/of/infinitely/many').expect(404);
      const text = await scrape();
      expect(text).toContain('surface="operations",method="GET",route="/docs/:name.json",status="404"');
      expect(text).toContain('surface="other",method="GET",route="unmatched",status="404"');
      expect(text).not.toContain('infinitely');
    });
  });

  describe('every answer', () => {
    it('carries a request id: the own one of the client when it is sane', async () => {
      expect((await get('/health/live')).headers['x-request-id']).toMatch(/^[0-9a-f-]{36}$/);
      expect((await get('/health/live').set('X-Request-Id', 'ci.42_a')).headers['x-request-id']).toBe('ci.42_a');
      expect((await get('/health/live').set('X-Request-Id', 'a b')).headers['x-request-id']).not.toBe('a b');
      expect((await get('/health/live').set('X-Request-Id', 'a'.repeat(65))).headers['x-request-id']).toHaveLength(36);
    });

    it.each([
      ['/health/live', undefined],
      ['/nowhere', undefined],
      ['/health/live', '{"broken'],
    ])('has safe headers: %s with body %s', async (path, body) => {
      const call = request(app.getHttpServer()).post(path).set('Content-Type', 'application/json');
      const { headers } = await (body === undefined ? get(path) : call.send(body));
      expect(headers).toMatchObject({
        'x-content-type-options': 'nosniff',
        'x-frame-options': 'DENY',
        'cache-control': 'no-store',
        'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
        'x-request-id': expect.any(String),
      });
      expect(headers).not.toHaveProperty('x-powered-by');
    });
  });

  describe('docs', () => {
    it('are a page whose scripts and styles all come from here', async () => {
      const { text, headers } = await get('/docs').expect(200);
      const policy = String(headers['content-security-policy']);
      expect(policy).toContain("script-src 'self';");
      expect(text).not.toMatch(/<script(?![^>]*\ssrc=)|https?:\/\/|\son\w+=/);
      const assets = [...text.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, path]) => path ?? '');
      expect(assets).toHaveLength(5);
      for (const path of assets)
        expect((await get(path).expect(200)).headers['content-type']).toMatch(/javascript|css|png/);
    });

    it('list the documents and serve each', async () => {
      expect((await get('/docs/initializer.js').expect(200)).text).toContain('"url":"/docs/operations.json"');
      const { body } = await get('/docs/operations.json').expect(200);
      expect(body.openapi).toMatch(/^3\./);
      expect(Object.keys(body.paths)).toEqual(['/health/live', '/health/ready', '/health', '/metrics']);
    });

    it.each(['package.json', 'swagger-ui-bundle.js.map', '..%2Fpackage.json', '%2e%2e%2findex.html'])(
      'serve no other file of the package: %s',
      async (file) => {
        await get(`/docs/assets/${file}`).expect(404);
      },
    );
  });
});
