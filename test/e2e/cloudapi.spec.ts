import { XMLParser } from 'fast-xml-parser';
import { CloudApiBench, requestConfig, serviceConfig } from '../support/cloudapi-bench.js';
import { type EchoBackend, popClient, refusal, send, startEchoBackend, vendor } from '../support/cloudapi-clients.js';
import { runProgram } from '../support/running-program.js';
import { signedRequest } from '../support/signed-request.js';

const {
  AbolishApiRequest,
  DeleteApiGroupRequest,
  DeleteApiRequest,
  DeployApiRequest,
  DescribeApiGroupRequest,
  DescribeApiRequest,
  DescribeDeployedApiRequest,
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

const pop = () => popClient(bench.program.port, bench.program.credentials);

describe.each([
  ['V3', {}, 'vthree'],
  ['V1', { signatureAlgorithm: 'v2' }, 'vone'],
])('the current client signing %s', (_scheme, option, name) => {
  it('creates, deploys, calls, abolishes and deletes', async () => {
    const through = bench.client(option);
    const { groupId, subDomain } = await bench.newGroup(`group_${name}`, through);
    expect(subDomain).toBe(`${groupId}-cn-hangzhou.gatewright.localhost`);
    const apiId = await bench.newApi(
      {
        groupId,
        apiName: `api_${name}`,
        description: "it's (a) *test* ~ 中文+&=/",
        requestConfig: requestConfig('/users/[userId]'),
        serviceConfig: serviceConfig(backend.address, '/v1/[userId]'),
      },
      through,
    );
    expect((await bench.call(subDomain, '/users/7')).status).toBe(404);

    const place = { groupId, apiId, stageName: 'RELEASE' };
    await through.deployApi(new DeployApiRequest({ ...place, description: 'first' }));
    const answer = await bench.call(subDomain, '/users/7');
    expect(answer.status).toBe(200);
    expect(JSON.parse(answer.body)).toMatchObject({ method: 'GET', url: '/v1/7' });
    // The same path on another host, and in another stage, is not this API.
    expect((await bench.call('localhost', '/users/7')).status).toBe(404);
    expect(
      (await send({ port: bench.program.gatewayPort + 1, path: '/users/7', headers: { host: subDomain } })).status,
    ).toBe(404);

    const live = await through.describeDeployedApi(new DescribeDeployedApiRequest(place));
    expect(live.body).toMatchObject({ apiId, groupId, stageName: 'RELEASE' });
    await expect(refusal(through.deleteApi(new DeleteApiRequest({ groupId, apiId })))).resolves.toMatchObject({
      code: 'DependencyViolationApi',
    });

    await through.abolishApi(new AbolishApiRequest(place));
    expect((await bench.call(subDomain, '/users/7')).status).toBe(404);
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

describe('a path that another live API of the group holds', () => {
  it('is refused until that one gives it up', async () => {
    const client = bench.client();
    const { groupId, subDomain } = await bench.newGroup('taken_turns');
    const at = (path: string) => ({
      requestConfig: requestConfig(path),
      serviceConfig: serviceConfig(backend.address, path),
    });
    const first = await bench.newApi({ groupId, apiName: 'first', ...at('/x') });
    const deploy = (apiId: string) =>
      client.deployApi(new DeployApiRequest({ groupId, apiId, stageName: 'RELEASE', description: 'in turn' }));
    await deploy(first);
    const moved = { groupId, apiId: first, apiName: 'first', visibility: 'PRIVATE', ...at('/y') };
    await client.modifyApi(new ModifyApiRequest(moved));
    const second = await bench.newApi({ groupId, apiName: 'second', ...at('/x') });
    await expect(refusal(deploy(second))).resolves.toMatchObject({ code: 'RepeatedRequestPath' });
    await deploy(first);
    await deploy(second);
    const [x, y] = await Promise.all(['/x', '/y'].map((path) => bench.call(subDomain, path)));
    expect([x?.status, y?.status]).toEqual([200, 200]);
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
        HostId: `127.0.0.1:${bench.program.port}`,
        Recommend: expect.stringContaining('NotFoundApi'),
      },
    });
  });
});

describe('XML', () => {
  const signed = (parameters: Readonly<Record<string, string>>) => {
    const { accessKeyId, accessKeySecret } = bench.program.credentials;
    const { query } = signedRequest(
      { Format: 'XML', ...parameters },
      { accessKeyId, secret: accessKeySecret, now: new Date() },
    );
    return send({ port: bench.program.port, path: `/?${query}` });
  };

  it('has the action as its root and repeats list items', async () => {
    await bench.newGroup('xml_one');
    await bench.newGroup('xml_two');
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
    const elsewhere = await send({ port: bench.program.port, path: '/elsewhere?Action=DescribeRegions' });
    expect(elsewhere.status).toBe(404);
    expect(elsewhere.headers).not.toHaveProperty('x-acs-request-id');
  });

  it.each(['PUT', 'DELETE', 'PATCH', 'OPTIONS'])('%s is not supported', async (method) => {
    const { status, body } = await send({ port: bench.program.port, method, path: '/?Action=DescribeRegions' });
    expect(status).toBe(403);
    expect(JSON.parse(body)).toMatchObject({ Code: 'UnsupportedHTTPMethod' });
  });
});
