import { groupBody, made, proxyBody, upload } from '../support/apiops.js';
import { type App, type Home, newHome, startApp } from '../support/app.js';
import { type Backend, startBackend } from '../support/backend.js';
import { refusal, vendor, vendorClient } from '../support/cloudapi-clients.js';

const {
  DeployApiRequest,
  DescribeApiGroupsRequest,
  DescribeApiRequest,
  DescribeApisRequest,
  DescribeDeployedApisRequest,
} = vendor;

const P = '/apiops/projects/default';

const spec = (...paths: readonly string[]) =>
  JSON.stringify({
    openapi: '3.0.3',
    info: { title: 't', version: '1' },
    paths: Object.fromEntries(paths.map((path) => [path, { get: { responses: {} } }])),
  });

describe('what the other protocol made', () => {
  let home: Home;
  let app: App;
  let backend: Backend;

  const client = () => vendorClient(home.port, app.credentials);

  const proxy = (name: string, ...paths: readonly string[]) => {
    const body = { ...proxyBody(name, backend.url), apiProxyCreationType: 'OPEN_API' };
    return made(upload(app, 'POST', `${P}/apiProxies/file/`, body, spec(...paths)));
  };

  beforeAll(async () => {
    home = await newHome();
    [app, backend] = await Promise.all([startApp(home), startBackend('pay')]);
    await proxy('cards', '/cards/{id}');
    await proxy('wide', '/one', '/two');
    await proxy('alone', '/alone');
    for (const [group, path, members] of [
      ['PaymentGroup', '/pay', ['cards', 'wide']],
      ['SecondGroup', '/second', ['cards']],
    ] as const) {
      await made(app.call('POST', `${P}/apiProxyGroups/`, groupBody(group, path)));
      for (const member of members) {
        await made(app.call('POST', `${P}/apiProxyGroups/${group}/apiProxies/${member}/`));
      }
    }
  });

  afterAll(async () => {
    await app?.stop();
    await backend?.close();
    await home?.remove();
  });

  const groupId = async (groupName: string): Promise<string> => {
    const { body } = await client().describeApiGroups(new DescribeApiGroupsRequest({ groupName }));
    return body?.apiGroupAttributes?.apiGroupAttribute?.[0]?.groupId ?? '';
  };

  it('is listed: groups with their path, members of groups only', async () => {
    const groups = await client().describeApiGroups(new DescribeApiGroupsRequest({ groupName: 'payment' }));
    expect(groups.body?.apiGroupAttributes?.apiGroupAttribute).toMatchObject([
      { groupName: 'PaymentGroup', basePath: '/pay', description: 'All payment APIs' },
    ]);
    const { body } = await client().describeApis(new DescribeApisRequest({}));
    const rows = body?.apiSummarys?.apiSummary?.map(({ apiName, apiMethod, apiPath }) => ({
      apiName,
      apiMethod,
      apiPath,
    }));
    expect(rows).toHaveLength(2);
    expect(rows).toEqual(
      expect.arrayContaining([
        { apiName: 'cards', apiMethod: 'GET', apiPath: '/cards/[id]' },
        { apiName: 'wide', apiMethod: '', apiPath: '' },
      ]),
    );
  });

  it('is described where one API can say it, and refused with the reason where not', async () => {
    const { body } = await client().describeApis(new DescribeApisRequest({ groupId: await groupId('PaymentGroup') }));
    const idOf = (name: string) => body?.apiSummarys?.apiSummary?.find(({ apiName }) => apiName === name)?.apiId;
    const place = { groupId: await groupId('PaymentGroup') };
    const cards = await client().describeApi(new DescribeApiRequest({ ...place, apiId: idOf('cards') }));
    expect(cards.body).toMatchObject({
      apiName: 'cards',
      groupName: 'PaymentGroup',
      authType: 'ANONYMOUS',
      requestConfig: { requestHttpMethod: 'GET', requestPath: '/cards/[id]' },
      serviceConfig: { serviceAddress: backend.url, servicePath: '/cards/[id]' },
    });
    await expect(
      refusal(client().describeApi(new DescribeApiRequest({ ...place, apiId: idOf('wide') }))),
    ).resolves.toMatchObject({
      code: 'ForbiddenApi',
      statusCode: 403,
      message: expect.stringContaining('has 2 operations'),
    });
    // In two groups: which one is meant has to be said.
    await expect(
      refusal(client().describeApi(new DescribeApiRequest({ apiId: idOf('cards') }))),
    ).resolves.toMatchObject({ code: 'MissingGroupId' });
  });

  it('is deployed into the group that is named, all its operations', async () => {
    const place = { groupId: await groupId('PaymentGroup') };
    const { body } = await client().describeApis(new DescribeApisRequest({ ...place, apiName: 'wide' }));
    const apiId = body?.apiSummarys?.apiSummary?.[0]?.apiId;
    await client().deployApi(new DeployApiRequest({ ...place, apiId, stageName: 'RELEASE', description: 'theirs' }));
    for (const path of ['/pay/one', '/pay/two']) expect((await fetch(`${app.gatewayUrl()}${path}`)).status).toBe(200);
    expect((await fetch(`${app.gatewayUrl()}/pay/cards/7`)).status).toBe(404);
    const live = await client().describeDeployedApis(new DescribeDeployedApisRequest({}));
    expect(live.body?.deployedApis?.deployedApiItem).toMatchObject([
      { apiId, apiName: 'wide', groupName: 'PaymentGroup', stageName: 'RELEASE' },
    ]);
  });
});
