import { CloudApiBench } from '../support/cloudapi-bench.js';
import { popClient, refusal, send, vendor } from '../support/cloudapi-clients.js';
import { type RamUsers, ramUsers } from '../support/ram-user.js';
import { runProgram } from '../support/running-program.js';
import { signedRequest } from '../support/signed-request.js';

const { CreateApiGroupRequest, CreateApiRequest, DeployApiRequest } = vendor;

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

const REFUSAL_MEMBERS = {
  RequestId: expect.stringMatching(/^[0-9A-F-]{36}$/),
  HostId: expect.any(String),
  Recommend: expect.any(String),
};

describe('a call that is not signed rightly', () => {
  const group = (name: string) => ({ Action: 'CreateApiGroup', GroupName: name });
  afterEach(async () => expect(await bench.groupNames()).toEqual([]));

  it('hears the string to sign when the signature is wrong, in both schemes', async () => {
    const key = { ...bench.program.credentials, accessKeySecret: 'wrong' };
    const byHand = await bench.signedCall(group('never_made'), { key });
    expect(byHand).toMatchObject({ status: 400, Code: 'SignatureDoesNotMatch', ...REFUSAL_MEMBERS });
    const [words, stringToSign] = byHand.Message.split('server string to sign is:');
    expect(words).toBe('Specified signature is not matched with our calculation. ');
    expect(stringToSign).toMatch(/^GET&%2F&AccessKeyId%3D.*%26Version%3D2016-07-14$/);

    const create = (more: object) =>
      bench.client(more, key).createApiGroup(new CreateApiGroupRequest({ groupName: 'never_made' }));
    for (const option of [{}, { signatureAlgorithm: 'v2' }]) {
      await expect(refusal(create(option))).resolves.toMatchObject({ code: 'SignatureDoesNotMatch', statusCode: 400 });
    }
    const old = await refusal(
      popClient(bench.program.port, key).request('CreateApiGroup', { GroupName: 'never_made' }),
    );
    expect(old.code).toBe('SignatureDoesNotMatch');
  });

  it('is refused by the documented codes', async () => {
    const minutes = (count: number) => new Date(Date.now() + count * 60_000);
    const unknown = { accessKeyId: 'LTAIunknown', accessKeySecret: 'x' };
    expect(await bench.signedCall(group('late_one'), { now: minutes(-16) })).toMatchObject({
      status: 400,
      Code: 'InvalidTimeStamp.Expired',
      Message: 'Specified time stamp or date value is expired.',
    });
    expect(await bench.signedCall(group('early_one'), { now: minutes(16) })).toMatchObject({
      Code: 'InvalidTimeStamp.Expired',
    });
    expect(await bench.signedCall(group('whose_one'), { key: unknown })).toMatchObject({
      status: 404,
      Code: 'InvalidAccessKeyId.NotFound',
      Message: 'Specified access key is not found.',
    });
    expect(await bench.signedCall({ ...group('sts_one'), SecurityToken: 'token' })).toMatchObject({
      status: 400,
      Code: 'InvalidSecurityToken.Malformed',
    });
    expect(await bench.get('/?Action=CreateApiGroup&Version=2016-07-14&GroupName=bare_one')).toMatchObject({
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
    expect(await bench.signedCall(group('off_one'), { key: user })).toMatchObject({
      status: 400,
      Code: 'InvalidAccessKeyId.Inactive',
    });
  });
});

describe('an operation that does not exist', () => {
  it('is not found, and other versions are invalid, before any signature', async () => {
    const message = 'Specified api is not found, please check your url and method.';
    expect(await bench.get('/')).toMatchObject({ status: 404, Code: 'MissingAction', Message: message });
    expect(await bench.get('/?Action=deployApi')).toMatchObject({
      status: 404,
      Code: 'InvalidAction.NotFound',
      Message: message,
    });
    expect(await bench.get('/?Action=toString')).toMatchObject({ Code: 'InvalidAction.NotFound' });
    expect(await bench.get('/?Action=DeployApi&Version=2015-01-01')).toMatchObject({
      status: 400,
      Code: 'InvalidVersion',
    });
  });
});

describe('a body', () => {
  const post = (body: string, headers: Record<string, string>) =>
    send({ port: bench.program.port, method: 'POST', path: '/', headers, body });

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
      {
        accessKeyId: bench.program.credentials.accessKeyId,
        secret: bench.program.credentials.accessKeySecret,
        now: new Date(),
      },
    );
    expect(await bench.get(`/?${query}`)).toMatchObject({ status: 200, GroupName: 'replayed_group' });
    expect(await bench.get(`/?${query}`)).toMatchObject({
      status: 400,
      Code: 'SignatureNonceUsed',
      Message: 'Specified signature nonce was used already.',
    });
    expect((await bench.groupNames()).filter((name) => name === 'replayed_group')).toHaveLength(1);
  });
});

describe('parameters', () => {
  it('that are missing or wrong are named', async () => {
    expect(await bench.signedCall({ Action: 'DeployApi' })).toMatchObject({
      status: 400,
      Code: 'MissingApiId',
      Message: 'The ApiId is mandatory for this action.',
    });
    const { body } = await bench.client().createApiGroup(new CreateApiGroupRequest({ groupName: 'wrong_group' }));
    const draft = { Action: 'CreateApi', GroupId: body?.groupId ?? '', ApiName: 'wrong_api', Visibility: 'PRIVATE' };
    const RequestConfig = '{"RequestProtocol":"HTTP","RequestPath":"/w"}';
    const ServiceConfig = '{"ServiceProtocol":"HTTP","ServiceAddress":"http://127.0.0.1:9"}';
    const create = (more: Record<string, string>) =>
      bench.signedCall({ ...draft, RequestConfig, ServiceConfig, ...more });
    expect(await create({ ApiName: 'a' })).toMatchObject({ status: 400, Code: 'InvalidApiName' });
    expect(await create({ RequestConfig: '{' })).toMatchObject({ status: 400, Code: 'InvalidFormatRequestConfig' });
    expect(await create({ RequestConfig: '{"RequestProtocol":"HTTP","RequestPath":"w"}' })).toMatchObject({
      Code: 'InvalidRequestConfig',
      Message: expect.stringMatching(/^The specified parameter RequestConfig value is not valid\. RequestPath/),
    });
    expect(await create({ ServiceConfig: '{"ServiceProtocol":"OSS"}' })).toMatchObject({
      Code: 'InvalidServiceConfig',
    });
    expect(await create({ AuthType: 'APPOPENID' })).toMatchObject({ status: 400, Code: 'InvalidAuthType' });
    expect(await create({ BackendEnable: 'True', BackendId: 'b' })).toMatchObject({
      status: 404,
      Code: 'NotFoundBackend',
    });
    expect(await create({ GroupId: '0'.repeat(32) })).toMatchObject({ status: 404, Code: 'NotFoundApiGroup' });
    expect(await bench.sql('SELECT 1 FROM api_proxies')).toEqual([]);
  });

  it('that cannot be served are named at the deployment, and nothing goes live', async () => {
    const { body } = await bench.client().createApiGroup(new CreateApiGroupRequest({ groupName: 'metadata_group' }));
    const api = await bench.client().createApi(
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
      refusal(bench.client().deployApi(new DeployApiRequest({ ...deploy, stageName: 'RELEASE' }))),
    ).resolves.toMatchObject({ code: 'InvalidServiceConfig', statusCode: 400 });
    await expect(
      refusal(bench.client().deployApi(new DeployApiRequest({ ...deploy, stageName: 'CANARY' }))),
    ).resolves.toMatchObject({ code: 'NotFoundStage', statusCode: 404 });
    expect(await bench.sql('SELECT 1 FROM releases')).toEqual([]);
  });
});
