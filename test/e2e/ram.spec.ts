import Pop from '@alicloud/pop-core';
import { XMLParser } from 'fast-xml-parser';
import { CloudApiBench } from '../support/cloudapi-bench.js';
import { type KeyPair, refusal } from '../support/cloudapi-clients.js';
import { runProgram } from '../support/running-program.js';

type Fields = Readonly<Record<string, unknown>>;
type Parameters = Readonly<Record<string, string | number | boolean>>;

let bench: CloudApiBench;
beforeAll(async () => {
  bench = new CloudApiBench(await runProgram());
});
afterAll(() => bench?.program.stop());

/** Like Terraform's resources: parameters in the form body. */
function ask(
  action: string,
  parameters: Parameters = {},
  key: KeyPair = bench.program.credentials,
  apiVersion = '2015-05-01',
) {
  const { accessKeyId, accessKeySecret } = key;
  const endpoint = `http://127.0.0.1:${bench.program.port}`;
  const client = new Pop({ endpoint, apiVersion, accessKeyId, accessKeySecret });
  return client.request<Fields>(action, parameters, { method: 'POST' });
}

const refused = async (action: string, parameters: Parameters, key?: KeyPair) =>
  (await refusal(ask(action, parameters, key))).code;

const allowing = (action: string, resource = '*') =>
  JSON.stringify({ Version: '1', Statement: [{ Effect: 'Allow', Action: action, Resource: resource }] });

async function newKey(UserName: string): Promise<KeyPair> {
  const { AccessKey } = await ask('CreateAccessKey', { UserName });
  const { AccessKeyId, AccessKeySecret } = AccessKey as Record<string, string>;
  return { accessKeyId: AccessKeyId ?? '', accessKeySecret: AccessKeySecret ?? '' };
}

const groupsSeenBy = (key: KeyPair) => ask('DescribeApiGroups', {}, key, '2016-07-14');

describe('a user', () => {
  it('is created, found, changed and deleted as Terraform does it', async () => {
    const facts = { DisplayName: 'Ada L.', MobilePhone: '86-123', Email: 'ada@example.com', Comments: 'first' };
    const { User: created } = await ask('CreateUser', { UserName: 'ada', ...facts });
    expect(created).toMatchObject({ UserName: 'ada', ...facts, UserId: expect.stringMatching(/^\w+$/) });
    expect(await refused('CreateUser', { UserName: 'ada' })).toBe('EntityAlreadyExists.User');
    await ask('CreateUser', { UserName: 'bob' });

    const names: unknown[] = [];
    let marker: string | undefined;
    do {
      const page = await ask('ListUsers', { MaxItems: 1, ...(marker === undefined ? {} : { Marker: marker }) });
      const { User } = page['Users'] as { User: Fields[] };
      names.push(...User.map((user) => user['UserName']));
      marker = page['IsTruncated'] === true ? String(page['Marker']) : undefined;
    } while (marker !== undefined);
    expect(names).toEqual(expect.arrayContaining(['ada', 'bob']));

    await ask('UpdateUser', { UserName: 'ada', NewUserName: 'ada2', NewComments: '' });
    const { User: changed } = await ask('GetUser', { UserName: 'ada2' });
    expect(changed).toMatchObject({ ...facts, UserName: 'ada2', Comments: '', UserId: (created as Fields)['UserId'] });
    expect(await refused('GetUser', { UserName: 'ada' })).toBe('EntityNotExist.User');

    expect(await ask('ListGroupsForUser', { UserName: 'ada2' })).toMatchObject({ Groups: { Group: [] } });
    expect(await refused('DeleteLoginProfile', { UserName: 'ada2' })).toBe('EntityNotExist.User.LoginProfile');
    expect(await refused('UnbindMFADevice', { UserName: 'ada2' })).toBe('EntityNotExist.User.MFADevice');
    for (const UserName of ['ada2', 'bob']) await ask('DeleteUser', { UserName });
    expect(await refused('DeleteUser', { UserName: 'ada2' })).toBe('EntityNotExist.User');
  });

  it('is named within the rules, and says what is wrong', async () => {
    expect(await refused('CreateUser', {})).toBe('MissingUserName');
    expect(await refused('CreateUser', { UserName: 'a b' })).toBe('InvalidParameter.UserName.InvalidChars');
    expect(await refused('CreateUser', { UserName: 'a'.repeat(65) })).toBe('InvalidParameter.UserName.Length');
    expect(await refused('ListUsers', { Marker: 'x' })).toBe('InvalidParameter.Marker');
  });

  it('of the installation is given keys, but neither changed nor deleted', async () => {
    const { username, project } = bench.program.credentials;
    await admin('PUT', `/projects/${project}/members/${username}`, { roles: ['Project Owner'], permissions: [] });
    expect(await ask('GetUser', { UserName: username })).toMatchObject({ User: { UserName: username } });
    expect(await refused('DeleteUser', { UserName: username })).toBe('Forbidden.User');
  });
});

describe('an access key', () => {
  it('signs calls until it is switched off or deleted', async () => {
    await ask('CreateUser', { UserName: 'keyed' });
    const key = await newKey('keyed');
    const identity = () => ask('GetCallerIdentity', {}, key, '2015-04-01');
    const { accountId } = bench.program.credentials;
    expect(await identity()).toMatchObject({
      IdentityType: 'RAMUser',
      AccountId: accountId,
      Arn: `acs:ram::${accountId}:user/keyed`,
    });
    const mine = { UserName: 'keyed', UserAccessKeyId: key.accessKeyId };
    expect(await ask('ListAccessKeys', { UserName: 'keyed' })).toMatchObject({
      AccessKeys: { AccessKey: [{ AccessKeyId: key.accessKeyId, Status: 'Active' }] },
    });
    await ask('UpdateAccessKey', { ...mine, Status: 'Inactive' });
    await expect(refusal(identity())).resolves.toMatchObject({ code: 'InvalidAccessKeyId.Inactive' });
    expect(await refused('UpdateAccessKey', { ...mine, Status: 'Off' })).toBe('InvalidParameter.Status');
    expect(await refused('DeleteUser', { UserName: 'keyed' })).toBe('DeleteConflict.User.AccessKey');
    await ask('DeleteAccessKey', mine);
    expect(await refused('DeleteAccessKey', mine)).toBe('EntityNotExist.User.AccessKey');
    await ask('DeleteUser', { UserName: 'keyed' });
  });

  it('is one of two, beside temporary ones, also of those who ask at once', async () => {
    await ask('CreateUser', { UserName: 'twice' });
    const settled = await Promise.allSettled(['1', '2', '3', '4'].map(() => newKey('twice')));
    expect(settled.filter(({ status }) => status === 'fulfilled')).toHaveLength(2);
    expect(await refusal(ask('CreateAccessKey', { UserName: 'twice' }))).toMatchObject({
      code: 'LimitExceeded.User.AccessKey',
    });
    const { project, accountId } = bench.program.credentials;
    const body = { username: `twice@${accountId}`, expiresInSeconds: 900 };
    await admin('POST', `/projects/${project}/access-keys`, body);
    const { AccessKeys } = await ask('ListAccessKeys', { UserName: 'twice' });
    const [first] = (AccessKeys as { AccessKey: Fields[] }).AccessKey;
    await ask('DeleteAccessKey', { UserName: 'twice', UserAccessKeyId: String(first?.['AccessKeyId']) });
    await newKey('twice');
  });

  it("of another user is not reached through one's own name", async () => {
    await ask('CreateUser', { UserName: 'mine' });
    await ask('CreateUser', { UserName: 'theirs' });
    const { accessKeyId } = await newKey('theirs');
    expect(await refused('DeleteAccessKey', { UserName: 'mine', UserAccessKeyId: accessKeyId })).toBe(
      'EntityNotExist.User.AccessKey',
    );
  });
});

describe('a policy', () => {
  const custom = (PolicyName: string) => ({ PolicyName, PolicyType: 'Custom' });

  it('counts from the next call on, in the version that is the default', async () => {
    await ask('CreateUser', { UserName: 'robot' });
    const robot = await newKey('robot');
    await expect(refusal(groupsSeenBy(robot))).resolves.toMatchObject({ code: 'NoPermission' });

    const document = allowing('apigateway:Describe*');
    const { Policy } = await ask('CreatePolicy', { PolicyName: 'look', PolicyDocument: document, Description: 'd' });
    expect(Policy).toMatchObject({ ...custom('look'), DefaultVersion: 'v1', Description: 'd' });
    const attach = { ...custom('look'), UserName: 'robot' };
    await ask('AttachPolicyToUser', attach);
    expect(await refused('AttachPolicyToUser', attach)).toBe('EntityAlreadyExists.User.Policy');
    expect(await groupsSeenBy(robot)).toMatchObject({ TotalCount: expect.any(Number) });

    expect(await ask('GetPolicy', custom('look'))).toMatchObject({
      Policy: { AttachmentCount: 1, DefaultVersion: 'v1' },
      DefaultPolicyVersion: { VersionId: 'v1', IsDefaultVersion: true, PolicyDocument: document },
    });
    await ask('CreatePolicyVersion', { PolicyName: 'look', PolicyDocument: allowing('apigateway:Deploy*') });
    await groupsSeenBy(robot);
    await ask('SetDefaultPolicyVersion', { PolicyName: 'look', VersionId: 'v2' });
    await expect(refusal(groupsSeenBy(robot))).resolves.toMatchObject({ code: 'NoPermission' });

    expect(await refused('DeletePolicy', { PolicyName: 'look' })).toBe('DeleteConflict.Policy.User');
    expect(await refused('DeleteUser', { UserName: 'robot' })).toBe('DeleteConflict.User.AccessKey');
    await ask('DetachPolicyFromUser', attach);
    expect(await refused('DetachPolicyFromUser', attach)).toBe('EntityNotExist.User.Policy');
    expect(await refused('DeletePolicy', { PolicyName: 'look' })).toBe('DeleteConflict.Policy.Version');
    expect(await refused('DeletePolicyVersion', { PolicyName: 'look', VersionId: 'v2' })).toBe(
      'DeleteConflict.Policy.Version.Default',
    );
    await ask('DeletePolicyVersion', { PolicyName: 'look', VersionId: 'v1' });
    await ask('DeletePolicy', { PolicyName: 'look' });
    expect(await refused('GetPolicy', custom('look'))).toBe('EntityNotExist.Policy');
  });

  it('keeps five versions, and makes room when it is told to', async () => {
    const PolicyName = 'versions';
    const create = (more: Parameters = {}) =>
      ask('CreatePolicyVersion', { PolicyName, PolicyDocument: allowing('apigateway:Describe*'), ...more });
    await ask('CreatePolicy', { PolicyName, PolicyDocument: allowing('*') });
    for (let version = 2; version <= 5; version++) await create();
    await expect(refusal(create())).resolves.toMatchObject({ code: 'LimitExceeded.Policy.Version' });
    const rotated = await create({
      SetAsDefault: true,
      RotateStrategy: 'DeleteOldestNonDefaultVersionWhenLimitExceeded',
    });
    expect(rotated).toMatchObject({ PolicyVersion: { VersionId: 'v6', IsDefaultVersion: true } });
    const { PolicyVersions } = await ask('ListPolicyVersions', custom(PolicyName));
    const { PolicyVersion } = PolicyVersions as { PolicyVersion: Fields[] };
    expect(PolicyVersion.map((version) => version['VersionId'])).toEqual(['v6', 'v5', 'v4', 'v3', 'v1']);
    expect(await refused('GetPolicyVersion', { ...custom(PolicyName), VersionId: 'v2' })).toBe(
      'EntityNotExist.Policy.Version',
    );
    await ask('DeletePolicy', { PolicyName, CascadingDelete: true });
  });

  it('that is malformed says where', async () => {
    const create = (PolicyDocument: string) =>
      refusal(ask('CreatePolicy', { PolicyName: 'malformed', PolicyDocument }));
    await expect(create('{')).resolves.toMatchObject({ code: 'MalformedPolicyDocument' });
    await expect(create(allowing('*').replace('Allow', 'Permit'))).resolves.toMatchObject({
      code: 'MalformedPolicyDocument',
      message: expect.stringContaining('Statement[0].Effect'),
    });
  });

  it('of the system is attached like any other', async () => {
    await ask('CreateUser', { UserName: 'reader' });
    const reader = await newKey('reader');
    const attach = { PolicyType: 'System', PolicyName: 'AliyunApiGatewayReadOnlyAccess', UserName: 'reader' };
    await ask('AttachPolicyToUser', attach);
    await groupsSeenBy(reader);
    await expect(
      refusal(ask('CreateApiGroup', { GroupName: 'not_made' }, reader, '2016-07-14')),
    ).resolves.toMatchObject({ code: 'NoPermission' });
    expect(await ask('ListPoliciesForUser', { UserName: 'reader' })).toMatchObject({
      Policies: { Policy: [{ PolicyName: attach.PolicyName, PolicyType: 'System', AttachDate: expect.any(String) }] },
    });
    expect(await ask('ListEntitiesForPolicy', { PolicyType: 'System', PolicyName: attach.PolicyName })).toMatchObject({
      Users: { User: [{ UserName: 'reader' }] },
      Groups: { Group: [] },
      Roles: { Role: [] },
    });
    const { Policies } = await ask('ListPolicies', { PolicyType: 'System' });
    const { Policy } = Policies as { Policy: Fields[] };
    expect(Policy.map((each) => [each['PolicyName'], each['AttachmentCount']])).toEqual([
      ['AliyunApiGatewayFullAccess', 0],
      ['AliyunApiGatewayReadOnlyAccess', 1],
    ]);
    await ask('DetachPolicyFromUser', attach);
    await expect(refusal(groupsSeenBy(reader))).resolves.toMatchObject({ code: 'NoPermission' });
    expect(await refused('AttachPolicyToUser', { ...attach, PolicyName: 'AliyunNothing' })).toBe(
      'EntityNotExist.Policy',
    );
  });
});

describe('RAM itself', () => {
  it('asks for `ram:` actions on users and policies', async () => {
    await ask('CreateUser', { UserName: 'clerk' });
    await ask('CreateUser', { UserName: 'other' });
    const clerk = await newKey('clerk');
    const { accountId } = bench.program.credentials;
    expect(await refused('GetUser', { UserName: 'clerk' }, clerk)).toBe('NoPermission');
    await ask('CreatePolicy', {
      PolicyName: 'clerk',
      PolicyDocument: allowing('ram:GetUser', `acs:ram::${accountId}:user/clerk`),
    });
    await ask('AttachPolicyToUser', { PolicyType: 'Custom', PolicyName: 'clerk', UserName: 'clerk' });
    expect(await ask('GetUser', { UserName: 'clerk' }, clerk)).toMatchObject({ User: { UserName: 'clerk' } });
    expect(await refused('GetUser', { UserName: 'other' }, clerk)).toBe('NoPermission');
    expect(await refused('GetUser', { UserName: 'nobody' }, clerk)).toBe('NoPermission');
    const attach = { PolicyType: 'System', PolicyName: 'AliyunApiGatewayFullAccess', UserName: 'clerk' };
    expect(await refused('AttachPolicyToUser', attach, clerk)).toBe('NoPermission');
  });

  it("knows the key's project only", async () => {
    await admin('POST', '/projects', { name: 'elsewhere' });
    const { username } = bench.program.credentials;
    const key = (await admin('POST', '/projects/elsewhere/access-keys', { username })) as KeyPair & Fields;
    await ask('CreateUser', { UserName: 'twin' });
    expect(await refused('GetUser', { UserName: 'twin' }, key)).toBe('EntityNotExist.User');
    await ask('CreateUser', { UserName: 'twin', Comments: 'elsewhere' }, key);
    expect(await ask('GetUser', { UserName: 'twin' })).toMatchObject({ User: { Comments: '' } });
  });

  it('speaks XML, and names its product where it refuses', async () => {
    const call = (UserName: string) => ({ Action: 'GetUser', Version: '2015-05-01', Format: 'XML', UserName });
    await ask('CreateUser', { UserName: 'xml' });
    const good = await bench.signed(call('xml'));
    expect(new XMLParser().parse(good.body)).toMatchObject({ GetUserResponse: { User: { UserName: 'xml' } } });
    const bad = await bench.signed(call('absent'));
    expect(new XMLParser().parse(bad.body)).toMatchObject({
      Error: {
        Code: 'EntityNotExist.User',
        Recommend: expect.stringContaining('product=Ram'),
      },
    });
    expect(bad.status).toBe(404);
  });

  it('writes changes into the audit log', async () => {
    const rows = await bench.sql(`SELECT resource FROM audit_log WHERE action = 'ram:CreateAccessKey'`);
    expect(rows).toContainEqual({ resource: `acs:ram::${bench.program.credentials.accountId}:user/clerk` });
  });
});

async function admin(method: string, path: string, body: object): Promise<unknown> {
  const response = await fetch(`http://127.0.0.1:${bench.program.port}/admin/v1${path}`, {
    method,
    headers: { authorization: `Bearer ${bench.program.credentials.token}`, 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${await response.text()}`);
  return response.json();
}
