import Pop from '@alicloud/pop-core';
import { CloudApiBench } from '../support/cloudapi-bench.js';
import { refusal, vendor } from '../support/cloudapi-clients.js';
import { runProgram } from '../support/running-program.js';

const { CreateApiGroupRequest, DescribeApiGroupsRequest } = vendor;

interface TemporaryKey {
  readonly accessKeyId: string;
  readonly accessKeySecret: string;
  readonly securityToken: string;
  readonly expiresAt: string;
}

let bench: CloudApiBench;
beforeAll(async () => {
  bench = new CloudApiBench(await runProgram());
});
afterAll(() => bench?.program.stop());

async function ask(body: object): Promise<Response> {
  const { token, username, project } = bench.program.credentials;
  return fetch(`http://127.0.0.1:${bench.program.port}/admin/v1/projects/${project}/access-keys`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: JSON.stringify({ username, ...body }),
  });
}

async function temporaryKey(more: object = {}): Promise<TemporaryKey> {
  const response = await ask({ expiresInSeconds: 900, ...more });
  expect(response.status).toBe(201);
  return (await response.json()) as TemporaryKey;
}

const look = (key: object, more: object = {}) =>
  bench.client({ ...more, ...key }, key as TemporaryKey).describeApiGroups(new DescribeApiGroupsRequest({}));

describe('a temporary key', () => {
  it('signs calls of every client with its token, until it ends', async () => {
    const key = await temporaryKey();
    expect(key.accessKeyId).toMatch(/^STS\.\w{20}$/);
    await look(key);
    await look(key, { signatureAlgorithm: 'v2' });
    const endpoint = `http://127.0.0.1:${bench.program.port}`;
    const old = new Pop({ ...key, endpoint, apiVersion: '2016-07-14' });
    await old.request('DescribeApiGroups', {});

    await bench.sql(`UPDATE access_keys SET expires_at = now() - interval '1 second' WHERE id = $1`, [key.accessKeyId]);
    await expect(refusal(look(key))).resolves.toMatchObject({ code: 'InvalidSecurityToken.Expired', statusCode: 400 });
  });

  it('is good with its own token only', async () => {
    const [key, other] = [await temporaryKey(), await temporaryKey()];
    const { securityToken: _token, ...bare } = key;
    await expect(refusal(look(bare))).resolves.toMatchObject({ code: 'MissingSecurityToken' });
    await expect(refusal(look({ ...key, securityToken: other.securityToken }))).resolves.toMatchObject({
      code: 'InvalidSecurityToken.MismatchWithAccessKey',
    });
    await expect(refusal(look({ ...key, securityToken: 'nonsense' }))).resolves.toMatchObject({
      code: 'InvalidSecurityToken.Malformed',
    });
    const { accessKeyId, accessKeySecret } = bench.program.credentials;
    const lasting = { accessKeyId, accessKeySecret, securityToken: key.securityToken };
    await expect(refusal(look(lasting))).resolves.toMatchObject({ code: 'InvalidSecurityToken.MismatchWithAccessKey' });
  });

  it('does no more than its session policy says, even for an owner', async () => {
    const policy = {
      Version: '1',
      Statement: [{ Effect: 'Allow', Action: 'apigateway:Describe*', Resource: '*' }],
    };
    const key = await temporaryKey({ policy });
    await look(key);
    const create = bench.client({ ...key }, key).createApiGroup(new CreateApiGroupRequest({ groupName: 'never_made' }));
    await expect(refusal(create)).resolves.toMatchObject({
      code: 'NoPermission',
      accessDeniedDetail: { PolicyType: 'SessionPolicy', NoPermissionType: 'ImplicitDeny' },
    });
    expect(await bench.groupNames()).not.toContain('never_made');
  });

  it('is kept sealed and hashed', async () => {
    const key = await temporaryKey();
    const [row] = await bench.sql('SELECT * FROM access_keys WHERE id = $1', [key.accessKeyId]);
    expect(JSON.stringify(row)).not.toContain(key.securityToken);
    expect(row.secret_sealed.includes(key.accessKeySecret)).toBe(false);
  });

  it.each([
    [{ expiresInSeconds: 899 }, 'expiresInSeconds'],
    [{ expiresInSeconds: 43_201 }, 'expiresInSeconds'],
    [{ expiresInSeconds: 900, policy: { Version: '2', Statement: [] } }, 'Version'],
    [{ policy: { Version: '1', Statement: [] } }, 'policy'],
  ])('is not made with %j', async (body, field) => {
    const response = await ask(body);
    expect(response.status).toBe(400);
    expect(await response.text()).toContain(field);
  });
});
