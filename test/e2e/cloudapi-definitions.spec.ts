import { CloudApiBench, requestConfig, serviceConfig } from '../support/cloudapi-bench.js';
import { type Echo, type EchoBackend, refusal, startEchoBackend, vendor } from '../support/cloudapi-clients.js';
import { runProgram } from '../support/running-program.js';

const {
  DeployApiRequest,
  DescribeApiGroupRequest,
  DescribeApiGroupsRequest,
  DescribeApiRequest,
  DescribeApisRequest,
  DescribeDeployedApisRequest,
  DescribeRegionsRequest,
  ModifyApiGroupRequest,
  ModifyApiRequest,
} = vendor;

let bench: CloudApiBench;
let backend: EchoBackend;

beforeAll(async () => {
  const [program, started] = await Promise.all([runProgram(), startEchoBackend()]);
  [bench, backend] = [new CloudApiBench(program), started];
});
afterAll(async () => {
  await bench?.program.stop();
  await backend?.close();
});

describe('a fixed answer', () => {
  it('is served without a backend', async () => {
    const { groupId, subDomain } = await bench.newGroup('mock_group');
    const apiId = await bench.newApi({
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
    await bench.client().deployApi(new DeployApiRequest({ apiId, stageName: 'RELEASE', description: 'mock' }));
    const answer = await bench.call(subDomain, '/fixed/a/b');
    expect(answer).toMatchObject({ status: 202, body: '{"ok":true}', headers: { 'x-made': 'here' } });
    const { body } = await bench.client().describeApi(new DescribeApiRequest({ apiId }));
    expect(body).toMatchObject({
      mock: 'OPEN',
      mockResult: '{"ok":true}',
      serviceConfig: { mock: 'TRUE', mockStatusCode: 202, serviceTimeout: 30 },
    });
  });
});

describe('parameters of a call', () => {
  it('travel to where the map sends them, and undeclared ones stay behind', async () => {
    const { groupId, subDomain } = await bench.newGroup('mapping_group');
    const apiId = await bench.newApi({
      groupId,
      apiName: 'mapping_api',
      requestConfig: requestConfig('/m/[userId]'),
      serviceConfig: serviceConfig(backend.address, '/back/[uid]'),
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
    await bench.client().deployApi(new DeployApiRequest({ apiId, stageName: 'RELEASE', description: 'map' }));

    const { body } = await bench.call(subDomain, '/m/7?dropped=1', { 'x-trace': 't1', 'x-other': 'o' });
    const seen: Echo = JSON.parse(body);
    const url = new URL(seen.url, backend.address);
    expect(url.pathname).toBe('/back/7');
    expect(Object.fromEntries(url.searchParams)).toEqual({ a: '20', trace: 't1' });
    expect(seen.headers).toMatchObject({ 'x-from': 'gateway', 'x-client': '127.0.0.1' });
    expect(seen.headers).not.toHaveProperty('x-other');

    const draft = await bench.client().describeApi(new DescribeApiRequest({ apiId, groupId }));
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

  const parameter = (ParameterType: string, more: object = {}) =>
    JSON.stringify([{ ApiParameterName: 'v', Location: 'QUERY', ParameterType, Required: 'REQUIRED', ...more }]);

  it('are what their definition says, or the caller is told which one is not', async () => {
    const { groupId, subDomain } = await bench.newGroup('checking_group');
    const drafts = {
      age: parameter('INT', { MinValue: 0, MaxValue: 150 }),
      size: parameter('String', { EnumValue: 'S,M,L' }),
      phone: parameter('String', { RegularExpression: '^1[0-9]{10}$', MaxLength: 11 }),
    };
    for (const [name, requestParameters] of Object.entries(drafts)) {
      const apiId = await bench.newApi({
        groupId,
        apiName: `check_${name}`,
        requestConfig: requestConfig(`/${name}`),
        serviceConfig: serviceConfig(backend.address, '/', { ContentTypeCatagory: 'CUSTOM', ContentTypeValue: 'a/b' }),
        requestParameters,
      });
      await bench.client().deployApi(new DeployApiRequest({ apiId, stageName: 'RELEASE', description: 'checks' }));
    }
    const ask = async (target: string) => {
      const { status, headers } = await bench.call(subDomain, target);
      return [status, headers['x-ca-error-code'], headers['x-ca-error-message']];
    };
    for (const target of ['/age?v=150', '/size?v=M', '/phone?v=13800000000']) {
      expect(await ask(target)).toEqual([200, undefined, undefined]);
    }
    for (const target of ['/age?v=151', '/age?v=old', '/size?v=XL', '/phone?v=23800000000']) {
      expect(await ask(target)).toEqual([400, 'I400IP', 'Parameter `v` is invalid']);
    }
    expect(await ask('/age')).toEqual([400, 'I400MP', 'Parameter `v` is required']);
    expect(await ask('/none')).toEqual([404, 'I404NF', 'API not found with `GET /none`']);
    const { headers } = await bench.call(subDomain.replace(/^\w+/, 'nobody'), '/age');
    expect(headers).toMatchObject({
      'x-ca-error-code': 'I404DO',
      'x-ca-request-id': expect.stringMatching(/^[0-9A-F-]{36}$/),
    });
  });

  it('are refused when they are written with a pattern that no gateway can match', async () => {
    const { groupId } = await bench.newGroup('pattern_group');
    const draft = {
      groupId,
      apiName: 'pattern',
      requestConfig: requestConfig('/p'),
      serviceConfig: serviceConfig(backend.address, '/'),
      requestParameters: parameter('String', { RegularExpression: '(?=a)' }),
    };
    expect(await refusal(bench.newApi(draft))).toMatchObject({
      code: 'InvalidRequestParameters',
      message: expect.stringMatching(/'v': RegularExpression must be in RE2 syntax/),
    });
  });
});

describe('a protocol that an API does not list', () => {
  it('is refused by the gateway', async () => {
    const { groupId, subDomain } = await bench.newGroup('protocol_group');
    const apiId = await bench.newApi({
      groupId,
      apiName: 'https_only',
      requestConfig: requestConfig('/s', { RequestProtocol: 'HTTPS' }),
      serviceConfig: serviceConfig(backend.address, '/'),
    });
    await bench.client().deployApi(new DeployApiRequest({ apiId, stageName: 'RELEASE', description: 'https' }));
    const { status, headers } = await bench.call(subDomain, '/s');
    expect([status, headers['x-ca-error-code']]).toEqual([403, 'I403PT']);
  });
});

describe('a draft', () => {
  it('changes nothing that is live until it is deployed', async () => {
    const { groupId, subDomain } = await bench.newGroup('draft_group');
    const draft = { groupId, apiName: 'draft_api', requestConfig: requestConfig('/d') };
    const apiId = await bench.newApi({
      ...draft,
      serviceConfig: serviceConfig(backend.address, '/old'),
      disableInternet: true,
    });
    const deploy = () =>
      bench.client().deployApi(new DeployApiRequest({ apiId, stageName: 'RELEASE', description: 'd' }));
    await deploy();
    await bench.client().modifyApi(
      new ModifyApiRequest({
        ...draft,
        apiId,
        apiName: 'draft_api2',
        visibility: 'PRIVATE',
        serviceConfig: serviceConfig(backend.address, '/new'),
      }),
    );
    const backendPath = async () => (JSON.parse((await bench.call(subDomain, '/d')).body) as Echo).url;
    expect(await backendPath()).toBe('/old');
    const described = await bench.client().describeApi(new DescribeApiRequest({ apiId }));
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
    const { groupId } = await bench.newGroup('unique_group');
    const api = { groupId, serviceConfig: serviceConfig(backend.address, '/') };
    await bench.newApi({ ...api, apiName: 'first_api', requestConfig: requestConfig('/same') });
    const second = (apiName: string, path: string) =>
      refusal(bench.newApi({ ...api, apiName, requestConfig: requestConfig(path) }));
    await expect(second('first_api', '/other')).resolves.toMatchObject({ code: 'RepeatedApiName' });
    await expect(second('second_api', '/same')).resolves.toMatchObject({ code: 'RepeatedRequestPath' });
    await expect(refusal(bench.newGroup('unique_group'))).resolves.toMatchObject({ code: 'RepeatedGroupName' });
  });
});

describe('lists', () => {
  it('page and filter groups, drafts and what is live', async () => {
    const { groupId } = await bench.newGroup('list_group');
    const ids: string[] = [];
    for (const name of ['alpha', 'beta', 'gamma']) {
      const draft = { groupId, apiName: `${name}_api`, serviceConfig: serviceConfig(backend.address, '/') };
      ids.push(
        await bench.newApi({
          ...draft,
          requestConfig: requestConfig(`/${name}`),
          tag: [{ key: 'k', value: name }],
        }),
      );
    }
    await bench.client().deployApi(new DeployApiRequest({ apiId: ids[1], stageName: 'PRE', description: 'l' }));
    const find = async (filter: object) => {
      const { body } = await bench.client().describeApis(new DescribeApisRequest({ groupId, ...filter }));
      return { total: body?.totalCount, names: body?.apiSummarys?.apiSummary?.map(({ apiName }) => apiName) };
    };
    await expect(find({ pageSize: 2 })).resolves.toEqual({ total: 3, names: ['gamma_api', 'beta_api'] });
    await expect(find({ pageSize: 2, pageNumber: 2 })).resolves.toEqual({ total: 3, names: ['alpha_api'] });
    await expect(find({ apiName: 'BETA' })).resolves.toEqual({ total: 1, names: ['beta_api'] });
    await expect(find({ apiPath: '/gamma' })).resolves.toEqual({ total: 1, names: ['gamma_api'] });
    await expect(find({ stageName: 'PRE' })).resolves.toEqual({ total: 1, names: ['beta_api'] });
    await expect(find({ unDeployed: true })).resolves.toEqual({ total: 2, names: ['gamma_api', 'alpha_api'] });
    await expect(find({ tag: [{ key: 'k', value: 'alpha' }] })).resolves.toEqual({ total: 1, names: ['alpha_api'] });

    const deployed = await bench.client().describeDeployedApis(new DescribeDeployedApisRequest({ groupId }));
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
    const groups = await bench.client().describeApiGroups(new DescribeApiGroupsRequest({ groupName: 'LIST_' }));
    expect(groups.body).toMatchObject({ totalCount: 1, apiGroupAttributes: { apiGroupAttribute: [{ groupId }] } });
  });

  it('tell the region', async () => {
    const { body } = await bench.client().describeRegions(new DescribeRegionsRequest({}));
    expect(body?.regions?.region).toMatchObject([
      { regionId: 'cn-hangzhou', regionEndpoint: `127.0.0.1:${bench.program.port}` },
    ]);
  });
});

describe('a group', () => {
  it('keeps what is not changed and gives JSON texts back as they came', async () => {
    const { groupId } = await bench.newGroup('kept_group');
    const userLogConfig = '{"requestBody":true,"queryString":""}';
    await bench.client().modifyApiGroup(new ModifyApiGroupRequest({ groupId, userLogConfig }));
    await bench.client().modifyApiGroup(new ModifyApiGroupRequest({ groupId, basePath: '/base' }));
    const { body } = await bench.client().describeApiGroup(new DescribeApiGroupRequest({ groupId }));
    expect(body).toMatchObject({ groupName: 'kept_group', description: 'of a test', basePath: '/base', userLogConfig });
  });
});
