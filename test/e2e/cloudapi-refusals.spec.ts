import { randomUUID } from 'node:crypto';
import {
  type KeyPair,
  popClient,
  refusal,
  send,
  type VendorClient,
  vendor,
  vendorClient,
} from '../support/cloudapi-clients.js';
import { withClient } from '../support/postgres.js';
import { type RamUsers, ramUsers } from '../support/ram-user.js';
import { type RunningProgram, runProgram } from '../support/running-program.js';
import { signedRequest } from '../support/signed-request.js';

const { CreateApiGroupRequest, CreateApiRequest, DeployApiRequest, DescribeApiRequest, DescribeApiGroupRequest } =
  vendor;

const SECRET_KEY = 'a sealing key for tests';

let program: RunningProgram;
let users: RamUsers;

beforeAll(async () => {
  program = await runProgram({ GATEWRIGHT_SECRET_KEY: SECRET_KEY });
  users = await ramUsers(program, SECRET_KEY);
});
afterAll(async () => {
  await users?.close();
  await program?.stop();
});

const client = (key: KeyPair = program.credentials, more: object = {}): VendorClient =>
  vendorClient(program.port, key, more);

interface SignedCall {
  readonly key?: KeyPair;
  readonly now?: Date;
  readonly nonce?: string;
}

/** A V1 call by hand, so that any part of it can be wrong. */
async function signedCall(parameters: Readonly<Record<string, string>>, how: SignedCall = {}) {
  const { accessKeyId, accessKeySecret } = how.key ?? program.credentials;
  const { query } = signedRequest(parameters, {
    accessKeyId,
    secret: accessKeySecret,
    now: how.now ?? new Date(),
    nonce: how.nonce ?? randomUUID(),
  });
  return get(`/?${query}`);
}

async function get(path: string) {
  const { status, headers, body } = await send({ port: program.port, path });
  const fields: Readonly<Record<string, unknown>> = JSON.parse(body);
  return { ...fields, status, headers, Message: String(fields['Message']) };
}

const sql = (text: string, values: readonly unknown[] = []) =>
  withClient(program.databaseUrl, async (database) => (await database.query(text, [...values])).rows);

const groupNames = async (): Promise<string[]> =>
  (await sql('SELECT name FROM proxy_groups ORDER BY name')).map(({ name }) => name);

const REFUSAL_MEMBERS = {
  RequestId: expect.stringMatching(/^[0-9A-F-]{36}$/),
  HostId: expect.any(String),
  Recommend: expect.any(String),
};

describe('a call that is not signed rightly', () => {
  const group = (name: string) => ({ Action: 'CreateApiGroup', GroupName: name });
  afterEach(async () => expect(await groupNames()).toEqual([]));

  it('hears the string to sign when the signature is wrong, in both schemes', async () => {
    const key = { ...program.credentials, accessKeySecret: 'wrong' };
    const byHand = await signedCall(group('never_made'), { key });
    expect(byHand).toMatchObject({ status: 400, Code: 'SignatureDoesNotMatch', ...REFUSAL_MEMBERS });
    const [words, stringToSign] = byHand.Message.split('server string to sign is:');
    expect(words).toBe('Specified signature is not matched with our calculation. ');
    expect(stringToSign).toMatch(/^GET&%2F&AccessKeyId%3D.*%26Version%3D2016-07-14$/);

    const create = (more: object) =>
      client(key, more).createApiGroup(new CreateApiGroupRequest({ groupName: 'never_made' }));
    for (const option of [{}, { signatureAlgorithm: 'v2' }]) {
      await expect(refusal(create(option))).resolves.toMatchObject({ code: 'SignatureDoesNotMatch', statusCode: 400 });
    }
    const old = await refusal(popClient(program.port, key).request('CreateApiGroup', { GroupName: 'never_made' }));
    expect(old.code).toBe('SignatureDoesNotMatch');
  });

  it('is refused by the documented codes', async () => {
    const minutes = (count: number) => new Date(Date.now() + count * 60_000);
    const unknown = { accessKeyId: 'LTAIunknown', accessKeySecret: 'x' };
    expect(await signedCall(group('late_one'), { now: minutes(-16) })).toMatchObject({
      status: 400,
      Code: 'InvalidTimeStamp.Expired',
      Message: 'Specified time stamp or date value is expired.',
    });
    expect(await signedCall(group('early_one'), { now: minutes(16) })).toMatchObject({
      Code: 'InvalidTimeStamp.Expired',
    });
    expect(await signedCall(group('whose_one'), { key: unknown })).toMatchObject({
      status: 404,
      Code: 'InvalidAccessKeyId.NotFound',
      Message: 'Specified access key is not found.',
    });
    expect(await signedCall({ ...group('sts_one'), SecurityToken: 'token' })).toMatchObject({
      status: 400,
      Code: 'InvalidSecurityToken.Malformed',
    });
    expect(await get('/?Action=CreateApiGroup&Version=2016-07-14&GroupName=bare_one')).toMatchObject({
      status: 400,
      Code: 'MissingParameter',
      Message: expect.stringMatching(
        /^The input parameter "\w+" that is mandatory for processing this request is not supplied\.$/,
      ),
    });
  });

  it('is refused when its key was switched off', async () => {
    const user = await users.create('switched_off', [{ Effect: 'Allow', Action: '*', Resource: '*' }]);
    await users.deactivate(user);
    expect(await signedCall(group('off_one'), { key: user })).toMatchObject({
      status: 400,
      Code: 'InvalidAccessKeyId.Inactive',
    });
  });
});

describe('an operation that does not exist', () => {
  it('is not found, and other versions are invalid, before any signature', async () => {
    const message = 'Specified api is not found, please check your url and method.';
    expect(await get('/')).toMatchObject({ status: 404, Code: 'MissingAction', Message: message });
    expect(await get('/?Action=deployApi')).toMatchObject({
      status: 404,
      Code: 'InvalidAction.NotFound',
      Message: message,
    });
    expect(await get('/?Action=toString')).toMatchObject({ Code: 'InvalidAction.NotFound' });
    expect(await get('/?Action=DeployApi&Version=2015-01-01')).toMatchObject({ status: 400, Code: 'InvalidVersion' });
  });
});

describe('a body', () => {
  const post = (body: string, headers: Record<string, string>) =>
    send({ port: program.port, method: 'POST', path: '/', headers, body });

  it('that is no form, or not UTF-8, is refused in the protocol', async () => {
    const asJson = await post('{"Action":"DescribeRegions"', { 'content-type': 'application/json' });
    expect(asJson.status).toBe(400);
    expect(JSON.parse(asJson.body)).toMatchObject({ Code: 'InvalidParameter', ...REFUSAL_MEMBERS });
    const broken = await post('Action=%FF', { 'content-type': 'application/x-www-form-urlencoded' });
    expect(JSON.parse(broken.body)).toMatchObject({ Code: 'InvalidParameter' });
  });

  it('that is too large is refused, and the refusal arrives', async () => {
    const { status, body } = await post(`Action=DescribeRegions&a=${'x'.repeat(9 * 1024 * 1024)}`, {
      'content-type': 'application/x-www-form-urlencoded',
    });
    expect(status).toBe(413);
    expect(JSON.parse(body)).toMatchObject({ Code: 'ExceedLimitRequestBody' });
  });

  it('asks for XML too, also when the call is refused', async () => {
    const { headers, body } = await post('Action=Nothing&Format=xml', {
      'content-type': 'application/x-www-form-urlencoded',
    });
    expect(headers['content-type']).toBe('text/xml;charset=utf-8');
    expect(body).toMatch(/<Error>.*<Code>InvalidAction\.NotFound<\/Code>.*<\/Error>/);
  });
});

describe('a replayed call', () => {
  it('is refused, and what it asked for happens once', async () => {
    const { query } = signedRequest(
      { Action: 'CreateApiGroup', GroupName: 'replayed_group' },
      { accessKeyId: program.credentials.accessKeyId, secret: program.credentials.accessKeySecret, now: new Date() },
    );
    expect(await get(`/?${query}`)).toMatchObject({ status: 200, GroupName: 'replayed_group' });
    expect(await get(`/?${query}`)).toMatchObject({
      status: 400,
      Code: 'SignatureNonceUsed',
      Message: 'Specified signature nonce was used already.',
    });
    expect((await groupNames()).filter((name) => name === 'replayed_group')).toHaveLength(1);
  });
});

describe('parameters', () => {
  it('that are missing or wrong are named', async () => {
    expect(await signedCall({ Action: 'DeployApi' })).toMatchObject({
      status: 400,
      Code: 'MissingApiId',
      Message: 'The ApiId is mandatory for this action.',
    });
    const { body } = await client().createApiGroup(new CreateApiGroupRequest({ groupName: 'wrong_group' }));
    const draft = { Action: 'CreateApi', GroupId: body?.groupId ?? '', ApiName: 'wrong_api', Visibility: 'PRIVATE' };
    const RequestConfig = '{"RequestProtocol":"HTTP","RequestPath":"/w"}';
    const ServiceConfig = '{"ServiceProtocol":"HTTP","ServiceAddress":"http://127.0.0.1:9"}';
    const create = (more: Record<string, string>) => signedCall({ ...draft, RequestConfig, ServiceConfig, ...more });
    expect(await create({ ApiName: 'a' })).toMatchObject({ status: 400, Code: 'InvalidApiName' });
    expect(await create({ RequestConfig: '{' })).toMatchObject({ status: 400, Code: 'InvalidFormatRequestConfig' });
    expect(await create({ RequestConfig: '{"RequestProtocol":"HTTP","RequestPath":"w"}' })).toMatchObject({
      Code: 'InvalidRequestConfig',
      Message: expect.stringMatching(/^The specified parameter RequestConfig value is not valid\. RequestPath/),
    });
    expect(await create({ ServiceConfig: '{"ServiceProtocol":"OSS"}' })).toMatchObject({
      Code: 'InvalidServiceConfig',
    });
    expect(await create({ AuthType: 'APP' })).toMatchObject({ status: 400, Code: 'InvalidAuthType' });
    expect(await create({ BackendEnable: 'True', BackendId: 'b' })).toMatchObject({
      status: 404,
      Code: 'NotFoundBackend',
    });
    expect(await create({ GroupId: '0'.repeat(32) })).toMatchObject({ status: 404, Code: 'NotFoundApiGroup' });
    expect(await sql('SELECT 1 FROM api_proxies')).toEqual([]);
  });

  it('that cannot be served are named at the deployment, and nothing goes live', async () => {
    const { body } = await client().createApiGroup(new CreateApiGroupRequest({ groupName: 'metadata_group' }));
    const api = await client().createApi(
      new CreateApiRequest({
        groupId: body?.groupId,
        apiName: 'metadata_api',
        visibility: 'PRIVATE',
        requestConfig: '{"RequestProtocol":"HTTP","RequestPath":"/m"}',
        serviceConfig: '{"ServiceProtocol":"HTTP","ServiceAddress":"http://169.254.169.254"}',
      }),
    );
    const deploy = { apiId: api.body?.apiId, description: 'refused' };
    await expect(
      refusal(client().deployApi(new DeployApiRequest({ ...deploy, stageName: 'RELEASE' }))),
    ).resolves.toMatchObject({ code: 'InvalidServiceConfig', statusCode: 400 });
    await expect(
      refusal(client().deployApi(new DeployApiRequest({ ...deploy, stageName: 'CANARY' }))),
    ).resolves.toMatchObject({ code: 'NotFoundStage', statusCode: 404 });
    expect(await sql('SELECT 1 FROM releases')).toEqual([]);
  });
});

describe('RAM', () => {
  const apiOf = async (groupName: string) => {
    const { body } = await client().createApiGroup(new CreateApiGroupRequest({ groupName }));
    const api = await client().createApi(
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
    client(key).deployApi(new DeployApiRequest({ apiId, stageName: 'TEST', description: 'by a robot' }));
  const live = async (apiId: string) => (await sql('SELECT 1 FROM releases WHERE proxy_id = $1', [apiId])).length;

  it('lets a robot deploy one group and nothing else', async () => {
    const [mine, other] = [await apiOf('robot_group'), await apiOf('other_group')];
    const { accountId } = program.credentials;
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
      await expect(refusal(client(robot).describeApi(new DescribeApiRequest({ apiId })))).resolves.toMatchObject({
        code: 'NoPermission',
      });
    }
    await expect(
      refusal(client(robot).createApiGroup(new CreateApiGroupRequest({ groupName: 'robots_own' }))),
    ).resolves.toMatchObject({ code: 'NoPermission' });
    expect(await groupNames()).not.toContain('robots_own');
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
    const { body } = await client(denied).describeApiGroup(new DescribeApiGroupRequest({ groupId }));
    expect(body?.groupName).toBe('denied_group');
  });

  it('leaves a member without a policy with nothing', async () => {
    const nobody = await users.create('nobody', []);
    expect(await signedCall({ Action: 'DescribeRegions' }, { key: nobody })).toMatchObject({
      status: 403,
      Code: 'NoPermission',
      Message: 'User is not authorized to operate on the specified resource.',
    });
  });

  it('writes changes and refusals into the audit log', async () => {
    const rows = await sql(`SELECT username, action, outcome FROM audit_log WHERE action = 'apigateway:DeployApi'`);
    expect(rows).toContainEqual({ username: 'robot', action: 'apigateway:DeployApi', outcome: 'ok' });
    expect(rows).toContainEqual({ username: 'robot', action: 'apigateway:DeployApi', outcome: 'NoPermission' });
  });
});

describe('too many calls of one user', () => {
  it('are throttled, change nothing, and leave other users alone', async () => {
    const statements = [{ Effect: 'Allow', Action: '*', Resource: '*' }];
    const [busy, calm] = [await users.create('busy', statements), await users.create('calm', statements)];
    const deleteOne = (key: KeyPair) => signedCall({ Action: 'DeleteApiGroup', GroupId: '0'.repeat(32) }, { key });
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
