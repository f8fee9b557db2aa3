import { once } from 'node:events';
import { get, type IncomingMessage } from 'node:http';
import { text } from 'node:stream/consumers';
import { type App, type Home, newHome, startApp } from '../support/app.js';
import {
  deployFleet,
  type EchoBackend,
  type Fleet,
  makeFleet,
  pathsOf,
  startEcho,
  undeployFleet,
} from '../support/fleet.js';
import { signedRequest } from '../support/signed-request.js';

type Json = Readonly<Record<string, unknown>>;

interface Served {
  readonly status: number;
  readonly body: string;
}

const GROUPS = '/apiops/projects/default/apiProxyGroups';

describe('one core behind both dialects', () => {
  let home: Home;
  let backend: EchoBackend;
  let app: App;

  beforeAll(async () => {
    [home, backend] = await Promise.all([newHome(), startEcho()]);
    app = await startApp(home);
  });

  afterAll(async () => {
    await app?.stop();
    await backend?.close();
    await home?.remove();
  });

  it('a group made through cloudapi is listed, deployed and undeployed through apiops with the same effect', async () => {
    const { GroupId, SubDomain } = await rpc('CreateApiGroup', { GroupName: 'made_by_rpc', BasePath: '/shop' });
    const apis = [await createApi(GroupId, 'items'), await createApi(GroupId, 'orders')];
    const serve = () => Promise.all(['/shop/items', '/shop/orders'].map((path) => through(path, String(SubDomain))));

    const { body } = await app.call('GET', `${GROUPS}/`);
    expect(body['resultList']).toMatchObject([{ name: 'made_by_rpc' }]);
    expect(await statuses(serve)).toEqual([404, 404]);

    const answer = await app.call('POST', `${GROUPS}/made_by_rpc/environments/production/`);
    expect(answer.body).toMatchObject({ success: true, deploymentResult: { success: true } });
    const byApiops = await serve();
    expect(byApiops).toEqual([
      { status: 200, body: '/v1/items' },
      { status: 200, body: '/v1/orders' },
    ]);
    const deployed = await rpc('DescribeDeployedApis', { GroupId, StageName: 'RELEASE' });
    expect(deployed['TotalCount']).toBe(2);

    expect((await app.call('DELETE', `${GROUPS}/made_by_rpc/environments/production/`)).status).toBe(200);
    expect(await statuses(serve)).toEqual([404, 404]);
    expect((await rpc('DescribeDeployedApis', { GroupId, StageName: 'RELEASE' }))['TotalCount']).toBe(0);

    for (const ApiId of apis) await rpc('DeployApi', { GroupId, ApiId, StageName: 'RELEASE', Description: 'by rpc' });
    expect(await serve()).toEqual(byApiops);
    const environments = await app.call('GET', `${GROUPS}/made_by_rpc/environments/`);
    expect(environments.body['resultList']).toMatchObject([
      { name: 'production', deployed: true, redeployRequired: false },
    ]);
  });

  it('a group made through apiops is listed, deployed and abolished through cloudapi with the same effect', async () => {
    const fleet: Fleet = { name: 'made-by-apiops', path: '/fleet', size: 3, backendUrl: backend.url };
    await makeFleet(app, fleet);
    const serve = () => Promise.all(pathsOf(fleet).map((path) => through(path)));

    expect((await deployFleet(app, fleet)).body).toMatchObject({ deploymentResult: { success: true } });
    const byApiops = await serve();
    expect(byApiops.map(({ body }) => body)).toEqual(['/r1/m1', '/r1/m2', '/r1/m3']);
    expect((await undeployFleet(app, fleet)).status).toBe(200);
    expect(await statuses(serve)).toEqual([404, 404, 404]);

    const groups = await rpc('DescribeApiGroups', { GroupName: fleet.name });
    expect(groups['TotalCount']).toBe(1);
    const GroupId = listed(groups, 'ApiGroupAttributes', 'ApiGroupAttribute')[0]?.['GroupId'];
    const apis = listed(await rpc('DescribeApis', { GroupId }), 'ApiSummarys', 'ApiSummary').map((api) => api['ApiId']);
    expect(apis).toHaveLength(fleet.size);
    for (const ApiId of apis) await rpc('DeployApi', { GroupId, ApiId, StageName: 'RELEASE', Description: 'by rpc' });
    expect(await serve()).toEqual(byApiops);

    for (const ApiId of apis) await rpc('AbolishApi', { GroupId, ApiId, StageName: 'RELEASE' });
    expect(await statuses(serve)).toEqual([404, 404, 404]);
  });

  async function createApi(GroupId: unknown, name: string): Promise<unknown> {
    const request = {
      RequestProtocol: 'HTTP',
      RequestHttpMethod: 'GET',
      RequestPath: `/${name}`,
      RequestMode: 'MAPPING',
    };
    const service = {
      ServiceProtocol: 'HTTP',
      ServiceHttpMethod: 'GET',
      ServiceAddress: backend.url,
      ServicePath: `/v1/${name}`,
      ServiceTimeout: 10_000,
      Mock: 'FALSE',
    };
    const { ApiId } = await rpc('CreateApi', {
      GroupId,
      ApiName: `api_${name}`,
      Visibility: 'PRIVATE',
      AuthType: 'ANONYMOUS',
      RequestConfig: JSON.stringify(request),
      ServiceConfig: JSON.stringify(service),
    });
    return ApiId;
  }

  async function rpc(action: string, parameters: Readonly<Record<string, unknown>>): Promise<Json> {
    const { accessKeyId, accessKeySecret } = app.credentials;
    const texts = Object.fromEntries(Object.entries(parameters).map(([name, value]) => [name, String(value)]));
    const signed = signedRequest(
      { Action: action, RegionId: 'cn-hangzhou', ...texts },
      { accessKeyId, secret: accessKeySecret, now: new Date() },
    );
    const response = await fetch(`${app.url}/?${signed.query}`);
    const body = await response.text();
    if (!response.ok) throw new Error(`${action} answered ${response.status}: ${body}`);
    return JSON.parse(body) as Json;
  }

  async function through(path: string, host = 'gateway'): Promise<Served> {
    const request = get(`${app.gatewayUrl()}${path}`, { headers: { host }, agent: false });
    const [response] = (await once(request, 'response')) as [IncomingMessage];
    return { status: response.statusCode ?? 0, body: await text(response) };
  }
});

const statuses = async (serve: () => Promise<Served[]>): Promise<number[]> =>
  (await serve()).map(({ status }) => status);

/** Lists come as `{ Plural: { Item: [...] } }`. */
function listed(answer: Json, plural: string, item: string): Json[] {
  const wrapped = answer[plural] as Json;
  return wrapped[item] as Json[];
}
