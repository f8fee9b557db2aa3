import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { made, newProject, proxyBody } from '../support/apiops.js';
import { type App, type Home, newHome, startApp } from '../support/app.js';
import { startWitnessingRelay, type WitnessingRelay } from '../support/witnessing-relay.js';

const P = '/apiops/projects/default';
const script = (name: string): string => fileURLToPath(new URL(`pipelines/${name}.sh`, import.meta.url));

interface Ended {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

describe('apiops: pipelines of curl and jq', () => {
  const homes: Home[] = [];
  let here: App;
  let there: App;
  let service: Service;
  /** In front of `here` and `there`. */
  let relays: readonly WitnessingRelay[] = [];

  beforeAll(async () => {
    await requireTools();
    homes.push(await newHome(), await newHome());
    service = await startService();
    [here, there] = (await Promise.all(homes.map((home) => startApp(home)))) as [App, App];
    relays = await Promise.all([here, there].map(startWitnessingRelay));
  });

  afterEach(() => expect(relays.flatMap(({ faults }) => faults)).toEqual([]));

  afterAll(async () => {
    service?.server.close();
    for (const relay of relays) relay.close();
    await Promise.all([here?.stop(), there?.stop()]);
    await Promise.all(homes.map((home) => home.remove()));
  });

  const urlOf = (app: App): string => relays[app === here ? 0 : 1]?.url ?? '';
  const at = (app: App) => ({
    MANAGER: urlOf(app),
    TOKEN: app.credentials.token,
    PROJECT: 'default',
    ENVIRONMENT: 'production',
  });
  const publish = (version: string, proxy = 'stock') =>
    run('publish', {
      ...at(here),
      PROXY: proxy,
      ROUTE: `/${proxy}`,
      BACKEND: service.url,
      VERSION: version,
      SPEC_URL: `${service.url}/openapi.json`,
      CHECK_URL: `${here.gatewayUrl()}/${proxy}/health`,
    });
  const answers = async (app: App, path: string): Promise<number> => (await fetch(`${app.gatewayUrl()}${path}`)).status;

  it('publishes a proxy, publishes it again, and takes back what does not answer', async () => {
    expect(await publish('1.0')).toMatchObject({ code: 0, out: expect.stringContaining('POST stock 1.0\n') });
    const second = await publish('1.1');
    expect(second).toMatchObject({ code: 0, out: expect.stringMatching(/stock is at \/stock\nPUT stock 1.1\n/) });
    service.paths = ['/other'];
    const bad = await publish('2.0');
    expect(bad).toMatchObject({ code: 1, err: expect.stringContaining('stock 2.0 did not answer and was taken back') });
    expect(bad.out).toContain('API Proxy rolled back successfully to deploy history revision (2).');
    expect([await answers(here, '/stock/health'), await answers(here, '/stock/other')]).toEqual([200, 404]);
  });

  it('undeploys a first release that does not answer', async () => {
    service.paths = ['/other'];
    const bad = await publish('1.0', 'late');
    expect(bad).toMatchObject({ code: 1, out: expect.stringContaining('Undeployment completed successfully') });
    service.paths = ['/health'];
    expect(await answers(here, '/late/health')).toBe(404);
  });

  it('deploys proxies as a group, again without a change, and not when it cannot be served', async () => {
    const group = { ...at(here), GROUP: 'shop', ROUTE: '/shop', MEMBERS: 'stock' };
    const first = await run('release-group', group);
    expect(first).toMatchObject({
      code: 0,
      out: expect.stringMatching(
        /^creating shop\n.*\nadded [1-9]\d*, changed 0, removed 0\nproduction: Deployed successfully\n$/,
      ),
    });
    expect(await answers(here, '/shop/health')).toBe(200);
    const again = await run('release-group', group);
    expect(again).toMatchObject({
      code: 0,
      out: 'added 0, changed 0, removed 0\nproduction: Deployed successfully\n',
    });
    await made(here.call('POST', `${P}/apiProxies/url/`, proxyBody('bad', 'http://169.254.169.254')));
    const refused = await run('release-group', { ...group, MEMBERS: 'stock bad' });
    expect(refused).toMatchObject({ code: 22, err: expect.stringContaining('400') });
    expect(await answers(here, '/shop/health')).toBe(200);
  });

  it('carries a proxy to another installation', async () => {
    const carried = await run('carry', {
      FROM: urlOf(here),
      FROM_TOKEN: here.credentials.token,
      TO: urlOf(there),
      TO_TOKEN: there.credentials.token,
      PROJECT: 'default',
      PROXY: 'stock',
      ENVIRONMENT: 'production',
      BACKEND: service.url,
      PASSPHRASE: 'über geheim',
    });
    expect(carried).toEqual({ code: 0, out: 'production: Deployed successfully\n', err: '' });
    expect(await answers(there, '/stock/health')).toBe(200);
  });

  it('promotes by mappings, and says what failed', async () => {
    await newProject(there, 'live');
    const instance = { name: 'live', url: there.url, token: there.credentials.token };
    await made(here.call('POST', '/apiops/promotion/instances/', instance));
    const mapping = { sourceProjectName: 'default', sourceApiName: 'stock', targetInstanceName: 'live' };
    for (const [name, project] of [
      ['good', 'live'],
      ['lost', 'mars'],
    ]) {
      await made(here.call('POST', '/apiops/promotion/mappings/', { ...mapping, name, targetProjectName: project }));
    }
    const promote = (mappings: string) => run('promote', { ...at(here), RELEASE: 'release 12', MAPPINGS: mappings });
    expect(await promote('good')).toEqual({ code: 0, out: 'good: SUCCEEDED\n', err: '' });
    expect(await promote('good lost')).toMatchObject({ code: 1, err: expect.stringContaining('mars') });
    expect((await made(there.call('GET', '/apiops/projects/live/apiProxies/stock/'))).status).toBe(200);
    expect(relays.map(({ calls }) => calls.length)).not.toContain(0);
  });
});

async function requireTools(): Promise<void> {
  for (const tool of ['bash', 'curl', 'jq']) {
    await promisify(execFile)(tool, ['--version']).catch((cause: unknown) => {
      throw new Error(`the pipelines need '${tool}'; on Debian: apt-get install ${tool}`, { cause });
    });
  }
}

const run = (name: string, env: Readonly<Record<string, string>>): Promise<Ended> =>
  new Promise((resolve, reject) => {
    const child = execFile(script(name), { env: { PATH: process.env['PATH'] ?? '', ...env } }, (_error, out, err) => {
      if (child.exitCode === null) reject(new Error(`${name} did not end by itself: ${err}`));
      else resolve({ code: child.exitCode, out, err });
    });
  });

/** A backend that answers everywhere, and describes itself with the paths that it is told to. */
interface Service {
  readonly server: Server;
  readonly url: string;
  paths: readonly string[];
}

async function startService(): Promise<Service> {
  const server = createServer((request, response) => {
    const operation = { get: { responses: { 200: { description: 'ok' } } } };
    const paths = Object.fromEntries(service.paths.map((path) => [path, operation]));
    const description = { openapi: '3.0.3', info: { title: 'stock', version: '1' }, paths };
    response.end(request.url === '/openapi.json' ? JSON.stringify(description) : 'ok');
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const service: Service = {
    server,
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    paths: ['/health'],
  };
  return service;
}
