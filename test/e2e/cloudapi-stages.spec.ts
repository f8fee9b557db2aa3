import { Load } from '../conformance/support/load.js';
import { CloudApiBench, requestConfig, serviceConfig } from '../support/cloudapi-bench.js';
import { type EchoBackend, popClient, refusal, send, startEchoBackend, vendor } from '../support/cloudapi-clients.js';
import { certificateFor } from '../support/domain-certificate.js';
import { runProgram } from '../support/running-program.js';

const PORTS = { RELEASE: 0, PRE: 1, TEST: 2 } as const;
type StageName = keyof typeof PORTS;

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

const client = () => bench.client();
const old = (action: string, parameters: object) =>
  popClient(bench.program.port, bench.program.credentials).request<Record<string, unknown>>(action, parameters);
const call = (host: string, path: string, stage: StageName = 'RELEASE') =>
  send({ port: bench.program.gatewayPort + PORTS[stage], path, headers: { host } });

async function group(name: string) {
  const made = await bench.newGroup(name);
  const describe = async () =>
    (await client().describeApiGroup(new vendor.DescribeApiGroupRequest({ groupId: made.groupId }))).body;
  const stages = (await describe())?.stageItems?.stageInfo ?? [];
  const stageIds = Object.fromEntries(stages.map(({ stageName, stageId }) => [stageName, stageId]));
  const set = (variableName: string, variableValue: string, stage: StageName = 'RELEASE') =>
    client().createApiStageVariable(
      new vendor.CreateApiStageVariableRequest({
        groupId: made.groupId,
        stageId: stageIds[stage],
        variableName,
        variableValue,
      }),
    );
  return { ...made, stageIds, describe, set };
}

async function mockApi(groupId: string, result: string, stages: readonly StageName[], apiName = 'answer') {
  const apiId = await bench.newApi({
    groupId,
    apiName,
    requestConfig: requestConfig(`/${apiName}`),
    serviceConfig: JSON.stringify({ ServiceProtocol: 'HTTP', Mock: 'TRUE', MockResult: result, ServiceTimeout: 30 }),
  });
  for (const stageName of stages) await deploy(apiId, stageName);
  return apiId;
}

const deploy = (apiId: string, stageName: StageName) =>
  client().deployApi(new vendor.DeployApiRequest({ apiId, stageName, description: 'd' }));

describe('variables of a stage', () => {
  it('stand in the backend, each stage with its own value, and back in DescribeApiStage', async () => {
    const { groupId, subDomain, stageIds, set } = await group('variables_group');
    expect(new Set(Object.values(stageIds)).size).toBe(3);
    const apiId = await bench.newApi({
      groupId,
      apiName: 'through',
      requestConfig: requestConfig('/through'),
      serviceConfig: serviceConfig('#backend#', '/#base#/items'),
      constantParameters: '[{"ServiceParameterName":"x-stage","ConstantValue":"it is #base#","Location":"HEAD"}]',
    });
    await expect(refusal(deploy(apiId, 'RELEASE'))).resolves.toMatchObject({
      code: 'InvalidServiceConfig',
      message: expect.stringMatching(/#backend#.*RELEASE/),
    });
    for (const [stage, base] of [
      ['RELEASE', 'v1'],
      ['TEST', 'v2'],
    ] as const) {
      await set('backend', backend.address, stage);
      await set('base', base, stage);
      await deploy(apiId, stage);
      const { body } = await call(subDomain, '/through', stage);
      expect(JSON.parse(body)).toMatchObject({ url: `/${base}/items`, headers: { 'x-stage': `it is ${base}` } });
    }
    await set('base', 'v3', 'TEST');
    expect(JSON.parse((await call(subDomain, '/through', 'TEST')).body)).toMatchObject({ url: '/v3/items' });
    expect(JSON.parse((await call(subDomain, '/through')).body)).toMatchObject({ url: '/v1/items' });

    const stage = await old('describeApiStage', { GroupId: groupId, StageId: stageIds['TEST'] });
    expect(stage).toMatchObject({
      StageName: 'TEST',
      Variables: {
        VariableItem: [
          { VariableName: 'backend', VariableValue: backend.address, SupportRoute: false },
          { VariableName: 'base', VariableValue: 'v3' },
        ],
      },
    });
  });

  it('change under load without a failed request', async () => {
    const { groupId, subDomain, set } = await group('loaded_group');
    await set('v', '0');
    await mockApi(groupId, 'value #v#', ['RELEASE']);
    const load = new Load(bench.program.gatewayPort, {
      request: { target: '/answer', headers: { host: subDomain } },
      expect: { status: 200, body: /^value \d+$/ },
    });
    for (let value = 1; value <= 10; value += 1) {
      await set('v', String(value));
      expect((await call(subDomain, '/answer')).body).toBe(`value ${value}`);
    }
    await load.turn();
    await expect(load.stop()).resolves.toEqual([]);
  });

  it('are refused where they cannot be meant, and deleted when nothing uses them', async () => {
    const { groupId, stageIds, set } = await group('refused_group');
    const [stageId] = [stageIds['RELEASE']];
    await expect(refusal(set('no#name', 'x'))).resolves.toMatchObject({ code: 'InvalidVariableName' });
    await expect(
      old('createApiStageVariable', { GroupId: groupId, StageId: stageId, VariableName: 'v', SupportRoute: true }),
    ).rejects.toMatchObject({ code: 'InvalidSupportRoute' });
    await expect(
      old('createApiStageVariable', { GroupId: groupId, StageId: '0'.repeat(32), VariableName: 'v' }),
    ).rejects.toMatchObject({ code: 'NotFoundStage' });
    const StageRouteModel = '{"parameterType":"String","location":"HEAD","routeRules":[{"conditionValue":"a,b"}]}';
    await old('createApiStageVariable', { GroupId: groupId, StageId: stageId, VariableName: 'v', StageRouteModel });
    const variable = () => old('describeApiStage', { GroupId: groupId, StageId: stageId });
    expect(await variable()).toMatchObject({
      Variables: {
        VariableItem: [
          { VariableValue: '', StageRouteModel: { RouteRules: { RouteRule: [{ ConditionValue: 'a,b' }] } } },
        ],
      },
    });
    const apiId = await mockApi(groupId, '#v#', ['RELEASE']);
    const remove = () =>
      client().deleteApiStageVariable(
        new vendor.DeleteApiStageVariableRequest({ groupId, stageId, variableName: 'v' }),
      );
    await expect(refusal(remove())).resolves.toMatchObject({ code: 'InvalidServiceConfig' });
    await client().abolishApi(new vendor.AbolishApiRequest({ apiId, stageName: 'RELEASE' }));
    await remove();
    await remove();
    expect(await variable()).toMatchObject({ Variables: { VariableItem: [] } });
  });
});

describe('domains', () => {
  const setDomain = (groupId: string, domainName: string, more: object = {}) =>
    client().setDomain(new vendor.SetDomainRequest({ groupId, domainName, ...more }));
  const unbind = (groupId: string, domainName: string) =>
    client().deleteDomain(new vendor.DeleteDomainRequest({ groupId, domainName }));

  it('are bound, taken by force and unbound, at once in every stage', async () => {
    const [one, two] = [await group('domain_one'), await group('domain_two')];
    await mockApi(one.groupId, 'one', ['RELEASE', 'PRE']);
    await mockApi(two.groupId, 'two', ['RELEASE', 'PRE']);
    const domain = 'Api.Shop.example';
    const answers = async () => {
      const both = [await call('api.shop.example', '/answer'), await call('api.shop.example:9080', '/answer', 'PRE')];
      return both.map(({ status, body }) => (status === 200 ? body : status));
    };
    expect(await answers()).toEqual([404, 404]);
    const { body } = await setDomain(one.groupId, domain);
    expect(body).toMatchObject({
      groupId: one.groupId,
      subDomain: one.subDomain,
      domainName: 'api.shop.example',
      domainBindingStatus: 'BINDING',
      domainLegalStatus: 'NORMAL',
    });
    expect(await answers()).toEqual(['one', 'one']);
    expect((await call(one.subDomain, '/answer')).body).toBe('one');

    await expect(refusal(setDomain(two.groupId, domain))).resolves.toMatchObject({ code: 'RepeatedDomainName' });
    await setDomain(two.groupId, domain, { isForce: true, isHttpRedirectToHttps: true, customDomainType: 'INTRANET' });
    expect(await answers()).toEqual(['two', 'two']);
    expect((await one.describe())?.customDomains?.domainItem).toEqual([]);
    expect((await two.describe())?.customDomains?.domainItem).toMatchObject([
      { domainName: 'api.shop.example', bindStageName: '', customDomainType: 'INTRANET', isHttpRedirectToHttps: true },
    ]);

    await setDomain(two.groupId, domain, { bindStageName: 'PRE' });
    // RELEASE's listener serves it as well: the domain says which stage is meant, whatever the caller asks for.
    expect(await answers()).toEqual(['two', 'two']);
    await unbind(two.groupId, domain);
    await unbind(two.groupId, domain);
    expect(await answers()).toEqual([404, 404]);
    await expect(
      refusal(client().describeDomain(new vendor.DescribeDomainRequest({ groupId: two.groupId, domainName: domain }))),
    ).resolves.toMatchObject({ code: 'NotFoundDomain', statusCode: 404 });
  });

  it('have a certificate that fits, whose key is sealed and told to nobody', async () => {
    const { groupId, describe } = await group('certificate_group');
    const domainName = 'secure.example.com';
    await setDomain(groupId, domainName);
    const { body, key } = await certificateFor(domainName);
    const certificate = { groupId, domainName, certificateName: 'mine', certificateBody: body };
    const attach = (more: object) =>
      client().setDomainCertificate(new vendor.SetDomainCertificateRequest({ ...certificate, ...more }));
    await expect(refusal(attach({ certificatePrivateKey: 'x' }))).resolves.toMatchObject({
      code: 'InvalidCertificatePrivateKey',
    });
    await expect(refusal(attach({ certificatePrivateKey: key, certificateBody: 'x' }))).resolves.toMatchObject({
      code: 'InvalidCertificateBody',
    });
    await expect(refusal(attach({ certificatePrivateKey: key, caCertificateBody: body }))).resolves.toMatchObject({
      code: 'InvalidCaCertificateBody',
    });
    await attach({ certificatePrivateKey: key });

    const read = async () =>
      (await client().describeDomain(new vendor.DescribeDomainRequest({ groupId, domainName }))).body;
    const described = await read();
    expect(described).toMatchObject({ certificateName: 'mine', certificateBody: body, certificatePrivateKey: '' });
    expect(described?.certificateValidEnd).toBeGreaterThan(described?.certificateValidStart ?? 0);
    const secret = key.split('\n')[1] ?? '';
    const stored = await bench.sql('SELECT *, certificate_key_sealed AS sealed FROM group_domains');
    expect(JSON.stringify(stored)).not.toContain(secret);
    expect(Buffer.concat(stored.map(({ sealed }) => sealed)).includes(secret)).toBe(false);

    const certificateId = described?.certificateId ?? '';
    expect((await describe())?.customDomains?.domainItem).toMatchObject([{ certificateId, certificateName: 'mine' }]);
    const detach = (id: string) =>
      client().deleteDomainCertificate(
        new vendor.DeleteDomainCertificateRequest({ groupId, domainName, certificateId: id }),
      );
    await detach('another');
    expect(await read()).toMatchObject({ certificateId });
    await detach(certificateId);
    expect(await read()).toMatchObject({ certificateId: '', certificateBody: '' });
  });

  it('of the VPC are switched on and off', async () => {
    const { groupId, subDomain, describe } = await group('vpc_group');
    await mockApi(groupId, 'inside', ['RELEASE']);
    const turn = (vpcIntranetEnable: boolean) =>
      client().modifyIntranetDomainPolicy(new vendor.ModifyIntranetDomainPolicyRequest({ groupId, vpcIntranetEnable }));
    await turn(true);
    const vpcDomain = (await describe())?.vpcDomain ?? '';
    expect(vpcDomain).toBe(subDomain.replace('.', '-vpc.'));
    expect((await describe())?.customDomains?.domainItem).toEqual([]);
    expect((await call(vpcDomain, '/answer')).body).toBe('inside');
    await turn(false);
    expect((await call(vpcDomain, '/answer')).status).toBe(404);
    expect((await describe())?.vpcDomain).toBe('');
  });
});

describe('a group', () => {
  it('is called at its new base path at once', async () => {
    const { groupId, subDomain } = await group('moving_group');
    await mockApi(groupId, 'here', ['RELEASE', 'TEST']);
    await client().modifyApiGroup(new vendor.ModifyApiGroupRequest({ groupId, basePath: '/v2', supportSSE: 'true' }));
    for (const stage of ['RELEASE', 'TEST'] as const) {
      expect((await call(subDomain, '/v2/answer', stage)).body).toBe('here');
      expect((await call(subDomain, '/answer', stage)).status).toBe(404);
    }
  });
});

describe('tags', () => {
  const list = async (parameters: object) => {
    const { body } = await client().listTagResources(new vendor.ListTagResourcesRequest(parameters));
    return body?.tagResources?.tagResource?.map(({ resourceId, tagKey, tagValue }) => [resourceId, tagKey, tagValue]);
  };
  const tag = (resourceId: string[], tags: object[], resourceType = 'apiGroup') =>
    client().tagResources(new vendor.TagResourcesRequest({ resourceType, resourceId, tag: tags }));

  it('are put on, listed, filtered by and taken off; an API carries those of its group', async () => {
    const [one, two] = [await group('tagged_one'), await group('tagged_two')];
    const apiId = await mockApi(one.groupId, 'x', []);
    await tag(
      [one.groupId, two.groupId],
      [
        { key: 'team', value: 'shop' },
        { key: 'tier', value: '1' },
      ],
    );
    await tag([two.groupId], [{ key: 'tier', value: '2' }]);
    const ids = [one.groupId, two.groupId].sort();
    expect((await list({ resourceType: 'apiGroup', resourceId: ids }))?.length).toBe(4);
    expect(await list({ resourceType: 'apiGroup', tag: [{ key: 'tier', value: '2' }] })).toEqual([
      [two.groupId, 'team', 'shop'],
      [two.groupId, 'tier', '2'],
    ]);
    expect(await list({ resourceType: 'api', resourceId: [apiId] })).toEqual([
      [apiId, 'team', 'shop'],
      [apiId, 'tier', '1'],
    ]);
    const apis = await client().describeApis(new vendor.DescribeApisRequest({ tag: [{ key: 'team' }] }));
    expect(apis.body?.apiSummarys?.apiSummary).toMatchObject([
      { apiId, tagList: { tag: [{ tagKey: 'team', tagValue: 'shop' }, { tagKey: 'tier' }] } },
    ]);
    const groups = await client().describeApiGroups(
      new vendor.DescribeApiGroupsRequest({
        tag: [
          { key: 'team', value: 'shop' },
          { key: 'tier', value: '1' },
        ],
      }),
    );
    expect(groups.body).toMatchObject({
      totalCount: 1,
      apiGroupAttributes: { apiGroupAttribute: [{ groupId: one.groupId, tags: { tagInfo: [{ key: 'team' }, {}] } }] },
    });
    const untag = (more: object) =>
      client().untagResources(new vendor.UntagResourcesRequest({ resourceType: 'apiGroup', resourceId: ids, ...more }));
    await untag({ tagKey: ['tier'], all: true });
    expect(await list({ resourceType: 'apiGroup', resourceId: ids })).toEqual(ids.map((id) => [id, 'team', 'shop']));
    await untag({});
    await untag({ all: true });
    expect(await list({ resourceType: 'apiGroup', resourceId: ids })).toEqual([]);
  });

  it('go on all resources or on none, and die with them', async () => {
    const { groupId } = await group('tagged_gone');
    const absent = 'f'.repeat(32);
    const tags = [{ key: 'k', value: 'v' }];
    await expect(refusal(tag([groupId, absent], tags))).resolves.toMatchObject({
      code: 'NotFoundResourceId',
      statusCode: 404,
    });
    await expect(refusal(tag([groupId], [{ value: 'v' }]))).resolves.toMatchObject({ code: 'InvalidParameter.TagKey' });
    await expect(refusal(tag([groupId], tags, 'api'))).resolves.toMatchObject({ code: 'InvalidResourceType' });
    await expect(refusal(tag([absent], tags, 'plugin'))).resolves.toMatchObject({ code: 'NotFoundResourceId' });
    await expect(refusal(list({ resourceType: 'apiGroup' }))).resolves.toMatchObject({ code: 'MissingResourceId' });
    expect(await list({ resourceType: 'apiGroup', resourceId: [groupId] })).toEqual([]);
    await tag([groupId], tags);
    await client().deleteApiGroup(new vendor.DeleteApiGroupRequest({ groupId }));
    expect(await list({ resourceType: 'apiGroup', resourceId: [groupId] })).toEqual([]);
  });
});

describe('ModifyApiConfiguration', () => {
  it('changes what is given and leaves the rest', async () => {
    const { groupId, subDomain } = await group('configured_group');
    const apiId = await mockApi(groupId, 'before', ['RELEASE']);
    const configure = (more: object) =>
      client().modifyApiConfiguration(new vendor.ModifyApiConfigurationRequest({ apiId, ...more }));
    await configure({
      requestPath: '/other',
      description: 'changed',
      serviceProtocol: 'Mock',
      mockConfig:
        '{"mockResult":"after","mockStatusCode":"201","mockHeaders":[{"headerName":"X-H","headerValue":"h"}]}',
      forceNonceCheck: true,
    });
    expect((await call(subDomain, '/answer')).body).toBe('before');
    const read = async () => (await client().describeApi(new vendor.DescribeApiRequest({ apiId }))).body;
    expect(await read()).toMatchObject({
      apiName: 'answer',
      description: 'changed',
      forceNonceCheck: true,
      requestConfig: { requestPath: '/other', requestHttpMethod: 'GET', requestProtocol: 'HTTP' },
      serviceConfig: { mock: 'TRUE', mockResult: 'after', mockStatusCode: 201, serviceTimeout: 30 },
    });
    await deploy(apiId, 'RELEASE');
    expect(await call(subDomain, '/other')).toMatchObject({ status: 201, body: 'after', headers: { 'x-h': 'h' } });

    await configure({
      serviceProtocol: 'Http',
      httpConfig: JSON.stringify({ serviceAddress: backend.address, servicePath: '/b', serviceHttpMethod: 'GET' }),
      serviceTimeout: 5000,
    });
    await deploy(apiId, 'RELEASE');
    expect(JSON.parse((await call(subDomain, '/other')).body)).toMatchObject({ url: '/b' });
    await expect(refusal(configure({ mockConfig: '{}' }))).resolves.toMatchObject({ code: 'InvalidMockConfig' });
    await expect(refusal(configure({ useBackendService: true }))).resolves.toMatchObject({ code: 'NotFoundBackend' });
  });
});

describe('the instance', () => {
  it('is one, and an unknown one is none', async () => {
    const find = async (filter: object) =>
      (await client().describeInstances(new vendor.DescribeInstancesRequest(filter))).body?.instances
        ?.instanceAttribute;
    expect(await find({})).toMatchObject([
      { instanceId: 'api-shared-vpc-001', instanceType: 'VPC_SHARED', status: 'RUNNING', regionId: 'cn-hangzhou' },
    ]);
    expect(await find({ instanceId: 'another' })).toEqual([]);
  });
});
