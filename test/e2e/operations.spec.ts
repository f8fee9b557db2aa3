import { type App, type Home, newHome, startApp } from '../support/app.js';

describe('the operational surface', () => {
  let home: Home;
  let app: App;

  beforeAll(async () => {
    home = await newHome();
    app = await startApp(home);
  });

  afterAll(async () => {
    await app?.stop();
    await home?.remove();
  });

  const get = (path: string, headers: Record<string, string> = {}) => fetch(`${app.url}${path}`, { headers });

  it('is live and ready once the program says so', async () => {
    expect((await get('/health/live')).status).toBe(200);
    const ready = await get('/health/ready');
    expect([ready.status, await ready.json()]).toMatchObject([200, { status: 'ok' }]);
    expect((await get('/health')).status).toBe(200);
  });

  it('measures itself', async () => {
    await app.call('GET', '/admin/v1/projects/default');
    const text = await (await get('/metrics')).text();
    expect(text).toMatch(/gatewright_nodes_connected\{environment="production",plane="embedded"\} 1/);
    expect(text).toContain('surface="admin",method="GET",route="/admin/v1/projects/:project",status="200"');
  });

  it('logs each request as JSON, without its credentials', async () => {
    const { headers } = await app.call('GET', '/admin/v1/me');
    const id = headers.get('x-request-id');
    const isLogged = () => app.log.some((line) => line.includes(`"requestId":"${id}"`));
    // The line comes with the end of the answer; another round trip is later than that.
    while (!isLogged()) await get('/health/live');
    const line = app.log.find((candidate) => candidate.includes(`"requestId":"${id}"`)) ?? '';
    expect(JSON.parse(line)).toMatchObject({ method: 'GET', path: '/admin/v1/me', status: 200, actor: 'admin' });
    const structured = app.log.filter((candidate) => candidate.startsWith('{'));
    expect(structured.join('\n')).not.toContain(app.credentials.token);
  });

  it('does not say what it is made of', async () => {
    for (const path of ['/health/live', '/docs', '/nowhere', '/admin/v1/me']) {
      const { headers } = await get(path);
      expect(headers.get('x-powered-by')).toBeNull();
      expect(headers.get('x-content-type-options')).toBe('nosniff');
      expect(headers.get('x-frame-options')).toBe('DENY');
    }
  });

  describe('docs', () => {
    const DOCUMENTS = ['apiops', 'cloudapi', 'ram', 'admin', 'operations'];

    it('load everything from this process', async () => {
      const page = await get('/docs');
      expect(page.headers.get('content-security-policy')).toContain("script-src 'self'");
      const html = await page.text();
      const assets = [...html.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, path]) => path ?? '');
      expect(assets.length).toBeGreaterThan(3);
      for (const asset of assets) {
        expect(asset).toMatch(/^\/docs\//);
        expect((await get(asset)).status).toBe(200);
      }
    });

    it('offer each document', async () => {
      const script = await (await get('/docs/initializer.js')).text();
      for (const name of DOCUMENTS) expect(script).toContain(`/docs/${name}.json`);
    });

    it.each(DOCUMENTS)('describe %s, and every reference leads somewhere', async (name) => {
      const document = (await (await get(`/docs/${name}.json`)).json()) as OpenApi;
      expect(document.openapi).toMatch(/^3\.\d\.\d$/);
      expect(document.info.title).toMatch(/./);
      expect(Object.keys(document.paths)).not.toHaveLength(0);
      expect(danglingReferences(document)).toEqual([]);
      for (const [path, item] of Object.entries(document.paths)) {
        expect(path).toMatch(/^\//);
        expect(undeclaredParameters(path, item)).toEqual([]);
        expect(operationsOf(item).filter((operation) => Object.keys(operation.responses).length === 0)).toEqual([]);
      }
    });

    it('give every operation a name of its own', async () => {
      for (const name of DOCUMENTS) {
        const document = (await (await get(`/docs/${name}.json`)).json()) as OpenApi;
        const ids = Object.values(document.paths).flatMap((item) =>
          operationsOf(item).map(({ operationId }) => operationId),
        );
        expect(ids.filter((id, index) => ids.indexOf(id) !== index)).toEqual([]);
      }
    });
  });
});

interface Operation {
  readonly operationId: string;
  readonly parameters?: readonly { readonly name: string; readonly in: string }[];
  readonly responses: object;
}

type PathItem = Readonly<Record<string, Operation>>;

interface OpenApi {
  readonly openapi: string;
  readonly info: { readonly title: string };
  readonly paths: Readonly<Record<string, PathItem>>;
}

const METHODS = ['get', 'put', 'post', 'delete', 'patch'];

const operationsOf = (item: PathItem): Operation[] =>
  Object.entries(item).flatMap(([method, operation]) => (METHODS.includes(method) ? [operation] : []));

function undeclaredParameters(path: string, item: PathItem): string[] {
  const names = [...path.matchAll(/\{([^}]+)\}/g)].map(([, name]) => name ?? '');
  return operationsOf(item).flatMap(({ parameters = [] }) =>
    names.filter((name) => !parameters.some((parameter) => parameter.in === 'path' && parameter.name === name)),
  );
}

function danglingReferences(document: object): string[] {
  const references = [...JSON.stringify(document).matchAll(/"\$ref":"#\/([^"]+)"/g)].map(([, path]) => path ?? '');
  return [...new Set(references)].filter((path) => !resolves(document, path.split('/')));
}

const resolves = (value: unknown, [name, ...rest]: readonly string[]): boolean =>
  name === undefined ||
  (typeof value === 'object' && value !== null && name in value && resolves(Reflect.get(value, name), rest));
