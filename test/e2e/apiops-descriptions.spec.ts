import { readFileSync } from 'node:fs';
import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createGzip } from 'node:zlib';
import { deployed, made, upload } from '../support/apiops.js';
import { type App, type Home, newHome, startApp } from '../support/app.js';
import { type Backend, startBackend } from '../support/backend.js';
import { withClient } from '../support/postgres.js';
import { TELLING } from '../support/telling-descriptions.js';

const P = '/apiops/projects/default';
const FILE = `${P}/apiProxies/file/`;
const MB = 1024 * 1024;

const openApi = (rest: object) => JSON.stringify({ openapi: '3.0.3', info: { title: 't', version: '1' }, ...rest });
const paths = (count: number) =>
  Object.fromEntries(Array.from({ length: count }, (_, index) => [`/p${index}`, { get: {} }]));
const laughs = (levels: number) =>
  `openapi: 3.0.0\nl0: &l0 [ha]\n${Array.from({ length: levels }, (_, i) => `l${i + 1}: &l${i + 1} [${`*l${i},`.repeat(10)}]`).join('\n')}\npaths: { /a: { get: *l${levels} } }\n`;

describe('apiops: descriptions', () => {
  let home: Home;
  let app: App;
  let backend: Backend;

  beforeAll(async () => {
    home = await newHome();
    [app, backend] = await Promise.all([startApp(home), startBackend('told')]);
  });

  afterAll(async () => {
    await app?.stop();
    await backend?.close();
    await home?.remove();
  });

  const metadata = (name: string, type = 'OPEN_API', more: object = {}) => ({
    apiProxyName: name,
    apiProxyCreationType: type,
    clientRoute: { relativePathList: [`/${name}`] },
    ...more,
  });
  const DEPLOY = { deploy: true, deployTargetEnvironmentNameList: ['production'] };

  describe('of every kind are imported, deployed and called:', () => {
    it.each(TELLING.map((telling, index) => ({ ...telling, name: `told-${index}` })))('$trait', async (telling) => {
      const text = telling.text(new URL(backend.url).host);
      const answer = await upload(app, 'POST', FILE, metadata(telling.name, telling.type, DEPLOY), text);
      expect([answer.status, answer.body]).toEqual([200, deployed('production')]);
      for (const [call, expected] of Object.entries(telling.calls)) {
        const [method = '', path = ''] = call.split(' ');
        const response = await fetch(`${app.gatewayUrl()}/${telling.name}${path}`, { method });
        const text = await response.text();
        const arrived = response.status === 200 && text !== '' ? JSON.parse(text) : null;
        expect([call, arrived === null ? response.status : `${arrived.method} ${arrived.path}`]).toEqual([
          call,
          expected,
        ]);
      }
    });
  });

  it('with a relative server need an address, unless they come from a URL', async () => {
    const text = openApi({ servers: [{ url: '/v9' }], paths: { '/a': { get: {} } } });
    const nowhere = await upload(app, 'POST', FILE, metadata('nowhere', 'OPEN_API', DEPLOY), text);
    expect(JSON.stringify(nowhere.body)).toContain('routingInfo.routingAddressList');
    const site = await startSite((_path, response) => response.end(text));
    const specUrl = `${site.url}/docs/spec.json`;
    await made(app.call('POST', `${P}/apiProxies/url/`, { ...metadata('relative'), specUrl }));
    const { body } = await made(app.call('GET', `${P}/apiProxies/relative/`));
    expect(body['routing']).toMatchObject({ routingAddressList: [{ address: `${site.url}/v9` }] });
    await site.close();
  });

  describe('that are hostile', () => {
    const loop = { '/x': { $ref: '#/paths/~1y' }, '/y': { $ref: '#/paths/~1x' } };
    const deep = `{"openapi":"3.0.0","paths":${'{"a":'.repeat(100_000)}1${'}'.repeat(100_000)}}`;
    it.each<[string, () => string | Buffer, string]>([
      ['references in a circle', () => openApi({ paths: loop }), 'spec: paths./x: $ref'],
      ['100,000 paths', () => openApi({ paths: paths(100_000) }), 'spec: paths: has more than 20000 paths'],
      ['a billion laughs', () => laughs(9), 'spec: uses YAML aliases'],
      ['a reference to a file', () => openApi({ paths: { '/a': { $ref: 'file:///etc/passwd' } } }), 'points outside'],
      ['a reference to a URL', () => openApi({ paths: { '/a': { $ref: `${backend.url}/steal` } } }), 'points outside'],
      ['deep nesting', () => deep, 'spec: is nested'],
      ['deep nesting in YAML', () => `openapi: 3.0.0\npaths: ${'{a: '.repeat(20_000)}`, 'spec: is'],
      ['a path of 1 MB', () => openApi({ paths: { [`/${'a'.repeat(MB)}`]: {} } }), 'is longer than 2000 characters'],
      ['50 MB of white space', () => Buffer.alloc(50 * MB, ' '), 'spec: is empty'],
      ['50 MB of brackets', () => Buffer.alloc(50 * MB, '['), 'spec: '],
      ['a NUL', () => openApi({ paths: { '/a\0': { get: {} } } }), 'cannot have'],
      ['text that is not UTF-8', () => Buffer.from('openapi: "\xff"', 'latin1'), 'spec: is not UTF-8'],
    ])('are refused with words, and nothing of them stays: %s', async (_what, document, words) => {
      const before = await stored();
      const { status, body } = await upload(app, 'POST', FILE, metadata('hostile', 'OPEN_API', DEPLOY), document());
      expect(status).toBe(400);
      expect(String(body['error_description'])).toContain(words);
      expect(body).toMatchObject({ error: expect.any(String), status: 'FAILURE' });
      expect(await stored()).toEqual(before);
    });

    it('are refused when they are too large, without being read', async () => {
      const { status } = await upload(app, 'POST', FILE, metadata('hostile'), Buffer.alloc(50 * MB + 1, ' '));
      expect(status).toBe(413);
    });

    it('change nothing of a proxy that is there', async () => {
      const good = openApi({ servers: [{ url: backend.url }], paths: { '/a': { get: {} } } });
      await made(upload(app, 'POST', FILE, metadata('kept', 'OPEN_API', DEPLOY), good));
      const before = (await made(app.call('GET', `${P}/apiProxies/kept/`))).body;
      const again = { ...metadata('kept', 'OPEN_API', DEPLOY), reParse: true };
      expect((await upload(app, 'PUT', FILE, again, laughs(9))).status).toBe(400);
      expect((await made(app.call('GET', `${P}/apiProxies/kept/`))).body).toEqual(before);
    });

    it('do not keep others waiting, nor take the memory', async () => {
      const heavy = openApi({ paths: paths(10_000), x: 'x'.repeat(20 * MB) });
      const imports = [1, 2].map((index) => upload(app, 'POST', FILE, metadata(`heavy-${index}`), heavy));
      const health = await fetch(`${app.url}/apiops/test/healthcheck`);
      expect([health.status, await health.text()]).toEqual([200, 'OK']);
      expect((await Promise.all(imports)).map(({ status }) => status)).toEqual([200, 200]);
      if (process.platform === 'linux') expect(peakMb()).toBeLessThan(2_000);
    });

    it('are refused while they are fetched: a gzip bomb', async () => {
      const site = await startSite((_path, response) => {
        response.setHeader('content-encoding', 'gzip');
        const zip = createGzip();
        zip.pipe(response);
        zip.on('error', () => response.destroy());
        const block = Buffer.alloc(MB, ' ');
        let left = 400;
        const more = () => {
          while (left > 0 && !response.destroyed) {
            left -= 1;
            if (!zip.write(block)) return void zip.once('drain', more);
          }
          zip.end();
        };
        more();
      });
      const before = await stored();
      const answer = await app.call('POST', `${P}/apiProxies/url/`, {
        ...metadata('bomb'),
        specUrl: `${site.url}/bomb`,
      });
      expect(answer.status).toBe(400);
      expect(answer.body['error_description']).toContain('specUrl: the document is larger than');
      expect(await stored()).toEqual(before);
      await site.close();
    });
  });

  it('never made the program ask elsewhere', () => {
    expect(backend.requests.filter((request) => request.includes('steal'))).toEqual([]);
  });

  /** How many proxies, revisions and documents there are. */
  async function stored(): Promise<unknown> {
    let rows: unknown;
    await withClient(home.database.url, async (client) => {
      const { rows: found } = await client.query(
        `SELECT (SELECT count(*) FROM api_proxies) AS proxies, (SELECT count(*) FROM revisions) AS revisions,
                (SELECT count(*) FROM spec_documents) AS documents`,
      );
      rows = found;
    });
    return rows;
  }

  const peakMb = (): number =>
    Number(/^VmHWM:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${app.process.pid}/status`, 'utf8'))?.[1]) / 1024;
});

interface Site {
  readonly url: string;
  close(): Promise<void>;
}

async function startSite(answer: (path: string, response: ServerResponse) => void): Promise<Site> {
  const server: Server = createServer((request, response) => answer(request.url ?? '', response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
