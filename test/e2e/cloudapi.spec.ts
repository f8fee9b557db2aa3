import { XMLParser } from 'fast-xml-parser';
import {
  type Echo,
  type EchoBackend,
  popClient,
  refusal,
  send,
  startEchoBackend,
  type VendorClient,
  vendor,
  vendorClient,
} from '../support/cloudapi-clients.js';
import { type RunningProgram, runProgram } from '../support/running-program.js';
import { signedRequest } from '../support/signed-request.js';

const {
  AbolishApiRequest,
  CreateApiGroupRequest,
  CreateApiRequest,
  DeleteApiGroupRequest,
  DeleteApiRequest,
  DeployApiRequest,
  DescribeApiGroupRequest,
  DescribeApiGroupsRequest,
  DescribeApiRequest,
  DescribeApisRequest,
  DescribeDeployedApiRequest,
  DescribeDeployedApisRequest,
  DescribeRegionsRequest,
  ModifyApiGroupRequest,
  ModifyApiRequest,
} = vendor;

let program: RunningProgram;
let backend: EchoBackend;

beforeAll(async () => {
  [program, backend] = await Promise.all([runProgram(), startEchoBackend()]);
});
afterAll(async () => {
  await program?.stop();
  await backend?.close();
});

const client = (more: object = {}): VendorClient => vendorClient(program.port, program.credentials, more);
const pop = () => popClient(program.port, program.credentials);

const requestConfig = (path: string, more: object = {}) =>
  JSON.stringify({
    RequestProtocol: 'HTTP',
    RequestHttpMethod: 'GET',
    RequestPath: path,
    RequestMode: 'MAPPING',
    ...more,
  });
const serviceConfig = (path: string, more: object = {}) =>
  JSON.stringify({
    ServiceProtocol: 'HTTP',
    ServiceAddress: backend.address,
    ServicePath: path,
    ServiceHttpMethod: 'GET',
    ServiceTimeout: '5000',
    ...more,
  });

const known = (text: string | undefined): string => {
  if (text === undefined) throw new Error('the answer lacks an id');
  return text;
};

async function newGroup(through: VendorClient, groupName: string) {
  const { body } = await through.createApiGroup(new CreateApiGroupRequest({ groupName, description: 'of a test' }));
  return { groupId: known(body?.groupId), subDomain: known(body?.subDomain) };
}

interface Draft {
  readonly groupId: string;
  readonly apiName: string;
  readonly requestConfig: string;
  readonly serviceConfig: string;
}

async function newApi(through: VendorClient, draft: Draft & Readonly<Record<string, unknown>>): Promise<string> {
  const { body } = await through.createApi(
    new CreateApiRequest({ visibility: 'PRIVATE', authType: 'ANONYMOUS', ...draft }),
  );
  return known(body?.apiId);
}

const call = (host: string, path: string, headers: Record<string, string> = {}) =>
  send({ port: program.gatewayPort, path, headers: { host, ...headers } });

describe.each([
  ['V3', {}, 'vthree'],
  ['V1', { signatureAlgorithm: 'v2' }, 'vone'],
])('the current client signing %s', (_scheme, option, name) => {
  it('creates, deploys, calls, abolishes and deletes', async () => {
    const through = client(option);
    const { groupId, subDomain } = await newGroup(through, `group_${name}`);
    expect(subDomain).toBe(`${groupId}-cn-hangzhou.gatewright.localhost`);
    const apiId = await newApi(through, {
      groupId,
      apiName: `api_${name}`,
      description: "it's (a) *test* ~ 中文+&=/",
      requestConfig: requestConfig('/users/[userId]'),
      serviceConfig: serviceConfig('/v1/[userId]'),
    });
    expect((await call(subDomain, '/users/7')).status).toBe(404);

    const place = { groupId, apiId, stageName: 'RELEASE' };
    await through.deployApi(new DeployApiRequest({ ...place, description: 'first' }));
    const answer = await call(subDomain, '/users/7');
    expect(answer.status).toBe(200);
    expect(JSON.parse(answer.body)).toMatchObject({ method: 'GET', url: '/v1/7' });
    // The same path on another host, and in another stage, is not this API.
    expect((await call('localhost', '/users/7')).status).toBe(404);
    expect((await send({ port: program.gatewayPort + 1, path: '/users/7', headers: { host: subDomain } })).status).toBe(
      404,
    );

    const live = await through.describeDeployedApi(new DescribeDeployedApiRequest(place));
    expect(live.body).toMatchObject({ apiId, groupId, stageName: 'RELEASE' });
    await expect(refusal(through.deleteApi(new DeleteApiRequest({ groupId, apiId })))).resolves.toMatchObject({
      code: 'DependencyViolationApi',
    });

    await through.abolishApi(new AbolishApiRequest(place));
    expect((await call(subDomain, '/users/7')).status).toBe(404);
    await through.abolishApi(new AbolishApiRequest(place));
    await expect(refusal(through.describeDeployedApi(new DescribeDeployedApiRequest(place)))).resolves.toMatchObject({
      code: 'NotFoundStage',
      statusCode: 404,
    });

    await expect(refusal(through.deleteApiGroup(new DeleteApiGroupRequest({ groupId })))).resolves.toMatchObject({
      code: 'DependencyViolationApiGroup',
      statusCode: 400,
    });
    await through.deleteApi(new DeleteApiRequest({ apiId }));
    await expect(refusal(through.describeApi(new DescribeApiRequest({ apiId })))).resolves.toMatchObject({
      code: 'NotFoundApi',
      statusCode: 404,
    });
    await through.deleteApiGroup(new DeleteApiGroupRequest({ groupId }));
    await through.deleteApiGroup(new DeleteApiGroupRequest({ groupId }));
    await expect(refusal(through.describeApiGroup(new DescribeApiGroupRequest({ groupId })))).resolves.toMatchObject({
      code: 'NotFoundApiGroup',
      statusCode: 404,
    });
  });
});

describe('the old client', () => {
  it.each(['GET', 'POST'])('works by %s, in JSON', async (method) => {
    const GroupName = `pop_${method.toLowerCase()}_group`;
    const created = await pop().request<Record<string, string>>(
      'createApiGroup',
      { GroupName, BasePath: '/p' },
      { method },
    );
    expect(created).toMatchObject({ GroupName, BasePath: '/p', TagStatus: false });
    expect(created['RequestId']).toMatch(/^[0-9A-F]{8}(-[0-9A-F]{4}){3}-[0-9A-F]{12}$/);
    const described = await pop().request('describeApiGroup', { GroupId: created['GroupId'] }, { method });
    expect(described).toMatchObject({
      GroupName,
      BasePath: '/p',
      RegionId: 'cn-hangzhou',
      StageItems: { StageInfo: [{ StageName: 'RELEASE' }, { StageName: 'PRE' }, { StageName: 'TEST' }] },
    });
  });

  it('reads refusals by their code', async () => {
    const refused = await refusal(pop().request('describeApi', { ApiId: 'f'.repeat(32) }));
    expect(refused).toMatchObject({
      code: 'NotFoundApi',
      data: {
        Code: 'NotFoundApi',
        Message: 'Cannot find resource according to your specified Api.',
        HostId: `127.0.0.1:${program.port}`,
        Recommend: expect.stringContaining('NotFoundApi'),
      },
    });
  });
});

describe('a fixed answer', () => {
  it('is served without a backend', async () => {
    const { groupId, subDomain } = await newGroup(client(), 'mock_group');
    const apiId = await newApi(client(), {
      groupId,
      apiName: 'mock_api',
      requestConfig: requestConfig('/fixed/*', { RequestHttpMethod: 'ANY' }),
      serviceConfig: JSON.stringify({
        serviceProtocol: 'HTTP',
        mock: 'TRUE',
        mockResult: '{"ok":true}',
        mockStatusCode: 202,
        mockHeaders: [{ headerName: 'X-Made', headerValue: 'here' }],
        serviceTimeout: 30,
      }),
    });
    await client().deployApi(new DeployApiRequest({ apiId, stageName: 'RELEASE', description: 'mock' }));
    const answer = await call(subDomain, '/fixed/a/b');
    expect(answer).toMatchObject({ status: 202, body: '{"ok":true}', headers: { 'x-made': 'here' } });
    const { body } = await client().describeApi(new DescribeApiRequest({ apiId }));
    expect(body).toMatchObject({
      mock: 'OPEN',
      mockResult: '{"ok":true}',
      serviceConfig: { mock: 'TRUE', mockStatusCode: 202, serviceTimeout: 30 },
    });
  });
});

describe('parameters of a call', () => {
  it('travel to where the map sends them, and undeclared ones stay behind', async () => {
    const { groupId, subDomain } = await newGroup(client(), 'mapping_group');
    const apiId = await newApi(client(), {
      groupId,
      apiName: 'mapping_api',
      requestConfig: requestConfig('/m/[userId]'),
      serviceConfig: serviceConfig('/back/[uid]'),
      requestParameters: JSON.stringify([
        { ApiParameterName: 'userId', Location: 'PATH', ParameterType: 'String', Required: 'REQUIRED' },
        { ApiParameterName: 'age', Location: 'QUERY', ParameterType: 'Int', Required: 'OPTIONAL', DefaultValue: '20' },
        { ApiParameterName: 'X-Trace', Location: 'HEAD', ParameterType: 'String', Required: 'OPTIONAL' },
        // As Terraform sends constants and system parameters.
        { apiParameterName: 'CaClientIp', location: 'HEAD', required: 'REQUIRED', parameterType: 'String' },
        { apiParameterName: 'origin', location: 'HEAD', required: 'REQUIRED', defaultValue: 'gateway' },
      ]),
      serviceParameters: JSON.stringify([
        { ServiceParameterName: 'uid', Location: 'PATH', ParameterType: 'STRING', ParameterCatalog: 'REQUEST' },
        { ServiceParameterName: 'a', Location: 'QUERY', ParameterType: 'NUMBER', ParameterCatalog: 'REQUEST' },
        { ServiceParameterName: 'trace', Location: 'QUERY', ParameterType: 'STRING', ParameterCatalog: 'REQUEST' },
        { serviceParameterName: 'x-client', location: 'HEAD', parameterCatalog: 'SYSTEM' },
        { serviceParameterName: 'x-from', location: 'HEAD', parameterCatalog: 'CONSTANT' },
      ]),
      serviceParametersMap: JSON.stringify([
        { ServiceParameterName: 'uid', RequestParameterName: 'userId' },
        { ServiceParameterName: 'a', RequestParameterName: 'age' },
        { ServiceParameterName: 'trace', RequestParameterName: 'X-Trace' },
        { serviceParameterName: 'x-client', requestParameterName: 'CaClientIp' },
        { serviceParameterName: 'x-from', requestParameterName: 'origin' },
      ]),
    });
    await client().deployApi(new DeployApiRequest({ apiId, stageName: 'RELEASE', description: 'map' }));

    const { body } = await call(subDomain, '/m/7?dropped=1', { 'x-trace': 't1', 'x-other': 'o' });
    const seen: Echo = JSON.parse(body);
    const url = new URL(seen.url, backend.address);
    expect(url.pathname).toBe('/back/7');
    expect(Object.fromEntries(url.searchParams)).toEqual({ a: '20', trace: 't1' });
    expect(seen.headers).toMatchObject({ 'x-from': 'gateway', 'x-client': '127.0.0.1' });
    expect(seen.headers).not.toHaveProperty('x-other');

    const draft = await client().describeApi(new DescribeApiRequest({ apiId, groupId }));
    const names = (items: readonly { apiParameterName?: string }[] | undefined) =>
      items?.map((item) => item.apiParameterName);
    expect(names(draft.body?.requestParameters?.requestParameter)).toEqual(['userId', 'age', 'X-Trace']);
    expect(draft.body?.constantParameters?.constantParameter).toMatchObject([
      { serviceParameterName: 'x-from', constantValue: 'gateway', location: 'HEAD' },
    ]);
    expect(draft.body?.systemParameters?.systemParameter).toMatchObject([
      { parameterName: 'CaClientIp', serviceParameterName: 'x-client', location: 'HEAD' },
    ]);
    expect(draft.body?.serviceParameters?.serviceParameter).toHaveLength(3);
    expect(draft.body?.serviceParametersMap?.serviceParameterMap).toHaveLength(3);
  });
});

describe('a draft', () => {
  it('changes nothing that is live until it is deployed', async () => {
    const { groupId, subDomain } = await newGroup(client(), 'draft_group');
    const draft = { groupId, apiName: 'draft_api', requestConfig: requestConfig('/d') };
    const apiId = await newApi(client(), { ...draft, serviceConfig: serviceConfig('/old'), disableInternet: true });
    const deploy = () => client().deployApi(new DeployApiRequest({ apiId, stageName: 'RELEASE', description: 'd' }));
    await deploy();
    await client().modifyApi(
      new ModifyApiRequest({
        ...draft,
        apiId,
        apiName: 'draft_api2',
        visibility: 'PRIVATE',
        serviceConfig: serviceConfig('/new'),
      }),
    );
    const backendPath = async () => (JSON.parse((await call(subDomain, '/d')).body) as Echo).url;
    expect(await backendPath()).toBe('/old');
    const described = await client().describeApi(new DescribeApiRequest({ apiId }));
    expect(described.body).toMatchObject({
      apiName: 'draft_api2',
      disableInternet: true,
      serviceConfig: { servicePath: '/new' },
    });
    const infos = described.body?.deployedInfos?.deployedInfo ?? [];
    expect(infos.map(({ stageName, deployedStatus }) => [stageName, deployedStatus])).toEqual([
      ['RELEASE', 'DEPLOYED'],
      ['PRE', 'NONDEPLOYED'],
      ['TEST', 'NONDEPLOYED'],
    ]);
    expect(infos[0]?.effectiveVersion).toMatch(/^\d{17}$/);
    await deploy();
    expect(await backendPath()).toBe('/new');
  });

  it('keeps names and paths of a group apart', async () => {
    const { groupId } = await newGroup(client(), 'unique_group');
    const api = { groupId, serviceConfig: serviceConfig('/') };
    await newApi(client(), { ...api, apiName: 'first_api', requestConfig: requestConfig('/same') });
    const second = (apiName: string, path: string) =>
      refusal(newApi(client(), { ...api, apiName, requestConfig: requestConfig(path) }));
    await expect(second('first_api', '/other')).resolves.toMatchObject({ code: 'RepeatedApiName' });
    await expect(second('second_api', '/same')).resolves.toMatchObject({ code: 'RepeatedRequestPath' });
    await expect(refusal(newGroup(client(), 'unique_group'))).resolves.toMatchObject({ code: 'RepeatedGroupName' });
  });
});

describe('lists', () => {
  it('page and filter groups, drafts and what is live', async () => {
    const { groupId } = await newGroup(client(), 'list_group');
    const ids: string[] = [];
    for (const name of ['alpha', 'beta', 'gamma']) {
      const draft = { groupId, apiName: `${name}_api`, serviceConfig: serviceConfig('/') };
      ids.push(
        await newApi(client(), {
          ...draft,
          requestConfig: requestConfig(`/${name}`),
          tag: [{ key: 'k', value: name }],
        }),
      );
    }
    await client().deployApi(new DeployApiRequest({ apiId: ids[1], stageName: 'PRE', description: 'l' }));
    const find = async (filter: object) => {
      const { body } = await client().describeApis(new DescribeApisRequest({ groupId, ...filter }));
      return { total: body?.totalCount, names: body?.apiSummarys?.apiSummary?.map(({ apiName }) => apiName) };
    };
    await expect(find({ pageSize: 2 })).resolves.toEqual({ total: 3, names: ['gamma_api', 'beta_api'] });
    await expect(find({ pageSize: 2, pageNumber: 2 })).resolves.toEqual({ total: 3, names: ['alpha_api'] });
    await expect(find({ apiName: 'BETA' })).resolves.toEqual({ total: 1, names: ['beta_api'] });
    await expect(find({ apiPath: '/gamma' })).resolves.toEqual({ total: 1, names: ['gamma_api'] });
    await expect(find({ stageName: 'PRE' })).resolves.toEqual({ total: 1, names: ['beta_api'] });
    await expect(find({ unDeployed: true })).resolves.toEqual({ total: 2, names: ['gamma_api', 'alpha_api'] });
    await expect(find({ tag: [{ key: 'k', value: 'alpha' }] })).resolves.toEqual({ total: 1, names: ['alpha_api'] });

    const deployed = await client().describeDeployedApis(new DescribeDeployedApisRequest({ groupId }));
    expect(deployed.body?.deployedApis?.deployedApiItem).toMatchObject([
      {
        apiId: ids[1],
        apiName: 'beta_api',
        apiPath: '/beta',
        apiMethod: 'GET',
        groupName: 'list_group',
        stageName: 'PRE',
      },
    ]);
    const groups = await client().describeApiGroups(new DescribeApiGroupsRequest({ groupName: 'LIST_' }));
    expect(groups.body).toMatchObject({ totalCount: 1, apiGroupAttributes: { apiGroupAttribute: [{ groupId }] } });
  });

  it('tell the region', async () => {
    const { body } = await client().describeRegions(new DescribeRegionsRequest({}));
    expect(body?.regions?.region).toMatchObject([
      { regionId: 'cn-hangzhou', regionEndpoint: `127.0.0.1:${program.port}` },
    ]);
  });
});

describe('a group', () => {
  it('keeps what is not changed and gives JSON texts back as they came', async () => {
    const { groupId } = await newGroup(client(), 'kept_group');
    const userLogConfig = '{"requestBody":true,"queryString":""}';
    await client().modifyApiGroup(new ModifyApiGroupRequest({ groupId, userLogConfig }));
    await client().modifyApiGroup(new ModifyApiGroupRequest({ groupId, basePath: '/base' }));
    const { body } = await client().describeApiGroup(new DescribeApiGroupRequest({ groupId }));
    expect(body).toMatchObject({ groupName: 'kept_group', description: 'of a test', basePath: '/base', userLogConfig });
  });
});

describe('XML', () => {
  const signed = (parameters: Readonly<Record<string, string>>) => {
    const { accessKeyId, accessKeySecret } = program.credentials;
    const { query } = signedRequest(
      { Format: 'XML', ...parameters },
      { accessKeyId, secret: accessKeySecret, now: new Date() },
    );
    return send({ port: program.port, path: `/?${query}` });
  };

  it('has the action as its root and repeats list items', async () => {
    await newGroup(client(), 'xml_one');
    await newGroup(client(), 'xml_two');
    const { status, headers, body } = await signed({ Action: 'DescribeApiGroups', GroupName: 'xml_' });
    expect(status).toBe(200);
    expect(headers['content-type']).toBe('text/xml;charset=utf-8');
    const read = new XMLParser().parse(body);
    expect(headers['x-acs-request-id']).toBe(read.DescribeApiGroupsResponse.RequestId);
    expect(read.DescribeApiGroupsResponse).toMatchObject({
      TotalCount: 2,
      ApiGroupAttributes: { ApiGroupAttribute: [{ GroupName: 'xml_two' }, { GroupName: 'xml_one' }] },
    });
  });

  it('tells refusals too', async () => {
    const { status, headers, body } = await signed({ Action: 'DescribeApi' });
    expect(status).toBe(400);
    expect(headers['content-type']).toBe('text/xml;charset=utf-8');
    expect(new XMLParser().parse(body).Error).toMatchObject({
      Code: 'MissingApiId',
      Message: 'The ApiId is mandatory for this action.',
    });
  });
});

describe('other addresses and methods', () => {
  it('are not swallowed', async () => {
    const elsewhere = await send({ port: program.port, path: '/elsewhere?Action=DescribeRegions' });
    expect(elsewhere.status).toBe(404);
    expect(elsewhere.headers).not.toHaveProperty('x-acs-request-id');
  });

  it.each(['PUT', 'DELETE', 'PATCH', 'OPTIONS'])('%s is not supported', async (method) => {
    const { status, body } = await send({ port: program.port, method, path: '/?Action=DescribeRegions' });
    expect(status).toBe(403);
    expect(JSON.parse(body)).toMatchObject({ Code: 'UnsupportedHTTPMethod' });
  });
});
