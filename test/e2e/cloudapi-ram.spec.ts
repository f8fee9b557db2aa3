import { CloudApiBench } from '../support/cloudapi-bench.js';
import { type KeyPair, refusal, vendor } from '../support/cloudapi-clients.js';
import { type RamUsers, ramUsers } from '../support/ram-user.js';
import { runProgram } from '../support/running-program.js';

const { CreateApiGroupRequest, CreateApiRequest, DeployApiRequest, DescribeApiGroupRequest, DescribeApiRequest } =
  vendor;

const SECRET_KEY = 'a sealing key for tests';

let bench: CloudApiBench;
let users: RamUsers;

beforeAll(async () => {
  const program = await runProgram({ GATEWRIGHT_SECRET_KEY: SECRET_KEY });
  bench = new CloudApiBench(program);
  users = await ramUsers(program, SECRET_KEY);
});
afterAll(async () => {
  await users?.close();
  await bench?.program.stop();
});

describe('RAM', () => {
  const apiOf = async (groupName: string) => {
    const { body } = await bench.client().createApiGroup(new CreateApiGroupRequest({ groupName }));
    const api = await bench.client().createApi(
      new CreateApiRequest({
        groupId: body?.groupId,
        apiName: 'ram_api',
        visibility: 'PRIVATE',
        requestConfig: '{"RequestProtocol":"HTTP","RequestPath":"/ram"}',
        serviceConfig: '{"ServiceProtocol":"HTTP","Mock":"TRUE","MockResult":"ok"}',
      }),
    );
    return { groupId: body?.groupId ?? '', apiId: api.body?.apiId ?? '' };
  };
  const deploy = (key: KeyPair, apiId: string) =>
    bench.client({}, key).deployApi(new DeployApiRequest({ apiId, stageName: 'TEST', description: 'by a robot' }));
  const live = async (apiId: string) => (await bench.sql('SELECT 1 FROM releases WHERE proxy_id = $1', [apiId])).length;

  it('lets a robot deploy one group and nothing else', async () => {
    const [mine, other] = [await apiOf('robot_group'), await apiOf('other_group')];
    const { accountId } = bench.program.credentials;
    const robot = await users.create('robot', [
      {
        Effect: 'Allow',
        Action: ['apigateway:DeployApi', 'apigateway:Describe*'],
        Resource: `acs:apigateway:cn-hangzhou:${accountId}:apigroup/${mine.groupId}`,
        Condition: { IpAddress: { 'acs:SourceIp': ['127.0.0.0/8'] } },
      },
    ]);
    await deploy(robot, mine.apiId);
    expect(await live(mine.apiId)).toBe(1);

    const refused = await refusal(deploy(robot, other.apiId));
    expect(refused).toMatchObject({ code: 'NoPermission', statusCode: 403 });
    expect(refused).toMatchObject({
      accessDeniedDetail: {
        AuthAction: 'apigateway:DeployApi',
        AuthPrincipalType: 'SubUser',
        AuthPrincipalDisplayName: 'robot',
        AuthPrincipalOwnerId: accountId,
        NoPermissionType: 'ImplicitDeny',
      },
    });
    expect(await live(other.apiId)).toBe(0);
    // Absent and forbidden sound the same to somebody who may act on one group only.
    for (const apiId of [other.apiId, '0'.repeat(32)]) {
      await expect(
        refusal(bench.client({}, robot).describeApi(new DescribeApiRequest({ apiId }))),
      ).resolves.toMatchObject({
        code: 'NoPermission',
      });
    }
    await expect(
      refusal(bench.client({}, robot).createApiGroup(new CreateApiGroupRequest({ groupName: 'robots_own' }))),
    ).resolves.toMatchObject({ code: 'NoPermission' });
    expect(await bench.groupNames()).not.toContain('robots_own');
  });

  it('lets an explicit deny win', async () => {
    const { apiId, groupId } = await apiOf('denied_group');
    const denied = await users.create('denied', [
      { Effect: 'Allow', Action: '*', Resource: '*' },
      { Effect: 'Deny', Action: 'cloudapi:Deploy*', Resource: '*' },
    ]);
    await expect(refusal(deploy(denied, apiId))).resolves.toMatchObject({
      code: 'NoPermission',
      accessDeniedDetail: { NoPermissionType: 'ExplicitDeny' },
    });
    expect(await live(apiId)).toBe(0);
    const { body } = await bench.client({}, denied).describeApiGroup(new DescribeApiGroupRequest({ groupId }));
    expect(body?.groupName).toBe('denied_group');
  });

  it('leaves a member without a policy with nothing', async () => {
    const nobody = await users.create('nobody', []);
    expect(await bench.signedCall({ Action: 'DescribeRegions' }, { key: nobody })).toMatchObject({
      status: 403,
      Code: 'NoPermission',
      Message: 'User is not authorized to operate on the specified resource.',
    });
  });

  it('writes changes and refusals into the audit log', async () => {
    const rows = await bench.sql(
      `SELECT username, action, outcome FROM audit_log WHERE action = 'apigateway:DeployApi'`,
    );
    expect(rows).toContainEqual({ username: 'robot', action: 'apigateway:DeployApi', outcome: 'ok' });
    expect(rows).toContainEqual({ username: 'robot', action: 'apigateway:DeployApi', outcome: 'NoPermission' });
  });
});

describe('too many calls of one user', () => {
  it('are throttled, change nothing, and leave other users alone', async () => {
    const statements = [{ Effect: 'Allow', Action: '*', Resource: '*' }];
    const [busy, calm] = [await users.create('busy', statements), await users.create('calm', statements)];
    const deleteOne = (key: KeyPair) =>
      bench.signedCall({ Action: 'DeleteApiGroup', GroupId: '0'.repeat(32) }, { key });
    const burst = () => Promise.all(Array.from({ length: 120 }, () => deleteOne(busy)));
    const answers = await burst();
    // A machine that is busy itself may need a second burst to make fifty calls in one second.
    for (let more = 4; more > 0 && answers.every(({ status }) => status !== 429); more--)
      answers.push(...(await burst()));
    const throttled = answers.filter(({ status }) => status === 429);
    expect(throttled.length).toBeGreaterThan(0);
    expect(throttled[0]).toMatchObject({
      Code: 'Throttling.User',
      Message: 'Request was denied due to user flow control.',
      headers: { 'x-acs-retry-after': expect.stringMatching(/^\d+$/) },
    });
    expect(answers.filter(({ status }) => status !== 429 && status !== 200)).toEqual([]);
    expect(await deleteOne(calm)).toMatchObject({ status: 200 });
  });
});
