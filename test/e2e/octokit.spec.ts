import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { type Answer, type App, type Home, newHome, startApp } from '../support/app.js';
import { type Backend, startBackend } from '../support/backend.js';

const DESCRIPTION = createRequire(import.meta.url).resolve('@octokit/openapi/generated/api.github.com.json');
const METHODS = ['get', 'put', 'post', 'patch', 'delete'] as const;
const SAMPLE_SIZE = 60;

interface Call {
  readonly method: string;
  readonly path: string;
}

describe("GitHub's real API description", () => {
  let home: Home;
  let app: App;
  let backend: Backend;
  let operations: Call[];
  let saved: Answer;

  beforeAll(async () => {
    [home, backend] = await Promise.all([newHome(), startBackend('github')]);
    app = await startApp(home);
    const text = await readFile(DESCRIPTION, 'utf8');
    const description = JSON.parse(text) as { paths: Record<string, object> };
    operations = Object.entries(description.paths).flatMap(([path, item]) =>
      METHODS.filter((method) => method in item).map((method) => ({ method: method.toUpperCase(), path })),
    );
    saved = await upload(text);
  }, 120_000);

  afterAll(async () => {
    await app?.stop();
    await backend?.close();
    await home?.remove();
  });

  it('is imported and deployed whole', async () => {
    expect([saved.status, saved.body['deploymentResult']]).toMatchObject([200, { success: true }]);
    const { body } = await app.call('GET', '/apiops/projects/default/apiProxies/github/');
    expect(operations.length).toBeGreaterThan(900);
    expect(body['endpointList']).toHaveLength(operations.length);
  });

  it(`leads ${SAMPLE_SIZE} of its operations to the right path and method of the backend`, async () => {
    const sample = sampled(operations).map(({ method, path }) => ({ method, path: filledIn(path) }));
    expect(new Set(sample.map(({ method }) => method)).size).toBe(METHODS.length);
    for (const { method, path } of sample) {
      const response = await fetch(`${app.gatewayUrl()}/github${path}?page=2`, { method });
      const seen = (await response.json()) as Record<string, unknown>;
      expect({ status: response.status, method: seen['method'], path: seen['path'] }).toEqual({
        status: 200,
        method,
        path: `${path}?page=2`,
      });
    }
  });

  it('refuses every other path and method below its path, without asking the backend', async () => {
    const before = backend.requests.length;
    const otherMethods = sampled(operations).flatMap(({ path }) => {
      const calls = METHODS.map((method) => ({ method: method.toUpperCase(), path: filledIn(path) }));
      return calls.find((call) => !operations.some((operation) => answers(operation, call))) ?? [];
    });
    const unknown = ['/nothing-here', '/repos', '/users/octocat/nothing', '/zen/more', '/rate_limit/x'];
    const wrong = [...otherMethods.slice(0, 20), ...unknown.map((path) => ({ method: 'GET', path }))];
    for (const { method, path } of wrong) {
      const response = await fetch(`${app.gatewayUrl()}/github${path}`, { method });
      expect({ method, path, status: response.status }).toEqual({ method, path, status: 404 });
      expect(await response.text()).toMatch(/^\[[^\]]+\],\[ERR-006\],\[Method not found or disabled!\],\[404\],\[\]$/);
    }
    expect(backend.requests.length).toBe(before);
  });

  it.each(['/', '/githu', '/github2/zen', '/zen', '/GitHub/zen'])('knows nothing of %s', async (path) => {
    const response = await fetch(`${app.gatewayUrl()}${path}`);
    expect(response.status).toBe(404);
    expect(await response.text()).toContain('],[ERR-002],[ApiProxy is not found for related URL(');
  });

  function upload(text: string): Promise<Answer> {
    const form = new FormData();
    form.set(
      'metadata',
      JSON.stringify({
        apiProxyName: 'github',
        apiProxyCreationType: 'OPEN_API',
        clientRoute: { relativePathList: ['/github'] },
        routingInfo: { routingAddressList: [{ address: backend.url }] },
        deploy: true,
        deployTargetEnvironmentNameList: ['production'],
      }),
    );
    form.set('specFile', new Blob([text], { type: 'application/json' }), 'api.github.com.json');
    return app.call('POST', '/apiops/projects/default/apiProxies/file/', form);
  }
});

/** Evenly over each method, always the same ones; templates and literal paths as they come. */
function sampled(operations: readonly Call[]): Call[] {
  const each = SAMPLE_SIZE / METHODS.length;
  return METHODS.flatMap((method) => {
    const all = operations.filter((operation) => operation.method === method.toUpperCase());
    return all.filter(
      (_, index) => Math.floor((index * each) / all.length) !== Math.floor(((index - 1) * each) / all.length),
    );
  });
}

/** Paths of other operations may take it, too: `/orgs/{org}/{product}/{enablement}` takes more than it seems. */
function answers(operation: Call, call: Call): boolean {
  const pattern = operation.path.replace(/[.+*?^$()|[\]\\]/g, '\\$&').replace(/\{[^}]+\}/g, '[^/]+');
  return operation.method === call.method && new RegExp(`^${pattern}$`).test(call.path);
}

/** `/repos/{owner}/{repo}` as `/repos/1-owner/2-repo`: values that no literal path has. */
function filledIn(path: string): string {
  let count = 0;
  return path.replace(/\{([^}]+)\}/g, (_, name: string) => {
    count += 1;
    return `${count}-${name}`;
  });
}
