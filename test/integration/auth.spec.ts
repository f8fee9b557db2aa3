import type { TestingModule } from '@nestjs/testing';
import { DataSource } from 'typeorm';
import { AccessKeysService, type CreatedAccessKey } from '../../src/auth/access-keys.service.js';
import { AuditService } from '../../src/auth/audit.service.js';
import { AuthService } from '../../src/auth/auth.service.js';
import { MembersService } from '../../src/auth/members.service.js';
import { RamPoliciesService } from '../../src/auth/ram-policies.service.js';
import { RateLimiterService } from '../../src/auth/rate-limiter.service.js';
import { TokensService } from '../../src/auth/tokens.service.js';
import { UsedNoncesRepository } from '../../src/auth/used-nonces.repository.js';
import { UsersService } from '../../src/auth/users.service.js';
import { ConfigError } from '../../src/config/config.js';
import { UnitOfWork } from '../../src/database/unit-of-work.js';
import { can } from '../../src/model/actor.js';
import { newId } from '../../src/shared/ids.js';
import { ADMIN, insertProject, SettableClock, startAuth } from '../support/auth-fixture.js';
import { type OpenDatabase, openDatabase } from '../support/database.js';
import { signedRequest } from '../support/signed-request.js';

const PASSWORD = 'correct horse battery';
const DEPLOY_POLICY = {
  Version: '1',
  Statement: [{ Effect: 'Allow', Action: 'apigateway:DeployApi', Resource: '*' }],
};
const problem = (code: string, facts: object = {}) =>
  expect.objectContaining({ code, facts: expect.objectContaining(facts) });
const refusal = (code: string) => expect.objectContaining({ refusal: expect.objectContaining({ code }) });

let database: OpenDatabase;
let dataSource: DataSource;
let replica: TestingModule;
let clock: SettableClock;
let users: UsersService;
let tokens: TokensService;
let members: MembersService;
let keys: AccessKeysService;
let policies: RamPoliciesService;
let auth: AuthService;
let counter = 0;

beforeAll(async () => {
  database = await openDatabase();
  dataSource = database.dataSource;
});
afterAll(() => database.close());

beforeEach(async () => {
  clock = new SettableClock();
  replica = await startAuth(dataSource, clock);
  users = replica.get(UsersService);
  tokens = replica.get(TokensService);
  members = replica.get(MembersService);
  keys = replica.get(AccessKeysService);
  policies = replica.get(RamPoliciesService);
  auth = replica.get(AuthService);
});
afterEach(() => replica.close());

const fresh = (prefix: string) => `${prefix}${++counter}`;
const newUser = (admin = false) => users.create(ADMIN, { username: fresh('user'), password: PASSWORD, admin });
const newProject = () => insertProject(dataSource, fresh('project'));

async function newMember(roles: string[], projectId?: string) {
  const project = projectId ?? (await newProject()).id;
  const user = await newUser();
  await members.set(ADMIN, project, user.username, { roles, permissions: [] });
  const { secret, id } = await tokens.create(ADMIN, { name: 'ci', expiresAt: null }, user.id);
  return { user, projectId: project, secret, tokenId: id, actor: await auth.authenticateToken(secret) };
}

describe('tokens', () => {
  it('trades a password for a token of one hour with the rights of its user', async () => {
    const { user, projectId } = await newMember(['ROLE_MANAGE_PROXIES']);
    const { token, expiresInSeconds } = await auth.issueTokenForPassword(user.username, PASSWORD);
    expect(expiresInSeconds).toBe(3600);
    const actor = await auth.authenticateToken(token);
    expect(actor).toMatchObject({ userId: user.id, username: user.username, via: 'token', admin: false });
    expect(can(actor, 'proxy.manage', projectId)).toBe(true);
    expect(can(actor, 'group.manage', projectId)).toBe(false);
    clock.advance(3599);
    await expect(auth.authenticateToken(token)).resolves.toBeDefined();
    clock.advance(1);
    await expect(auth.authenticateToken(token)).rejects.toEqual(problem('token_expired'));
  });

  it('stores no token and no password as it is', async () => {
    const { secret } = await newMember([]);
    const [{ all }] = await dataSource.query(
      `SELECT (SELECT string_agg(t::text, ' ') FROM tokens t) || (SELECT string_agg(u::text, ' ') FROM users u) AS all`,
    );
    expect(all).not.toContain(secret);
    expect(all).not.toContain(PASSWORD);
  });

  it('gives one answer to a wrong password, an unknown user and a disabled one', async () => {
    const user = await newUser();
    const disabled = await newUser();
    await users.update(ADMIN, disabled.id, { disabled: true });
    const attempts = [
      [user.username, 'wrong password'],
      ['nobody', PASSWORD],
      ['no\0body', PASSWORD],
      [disabled.username, PASSWORD],
      [user.username, ''],
    ] as const;
    for (const [username, password] of attempts) {
      await expect(auth.issueTokenForPassword(username, password)).rejects.toMatchObject({
        code: 'bad_credentials',
        message: 'Bad credentials',
      });
    }
  });

  it('bounds guessing per user name, over replicas, and counts no success', async () => {
    const user = await newUser();
    const other = await startAuth(dataSource, clock);
    const tooLong = 'x'.repeat(300);
    await auth.issueTokenForPassword(user.username, PASSWORD);
    const guesses = Array.from({ length: 31 }, (_, index) =>
      (index % 2 === 0 ? auth : other.get(AuthService)).issueTokenForPassword(user.username, tooLong),
    );
    const codes = (await Promise.allSettled(guesses)).map((one) => one.status === 'rejected' && one.reason.code);
    expect(codes.filter((code) => code === 'bad_credentials')).toHaveLength(30);
    expect(codes.filter((code) => code === 'rate_limited')).toHaveLength(1);
    await expect(auth.issueTokenForPassword(user.username, PASSWORD)).rejects.toEqual(
      problem('rate_limited', { retryAfterMs: expect.any(Number) }),
    );
    await other.close();
  });

  it('refuses what is revoked, disabled, removed or made up, from the next call on', async () => {
    const revoked = await newMember([]);
    await tokens.revoke(revoked.actor, revoked.tokenId);
    await expect(auth.authenticateToken(revoked.secret)).rejects.toEqual(problem('token_invalid'));
    const disabled = await newMember([]);
    await users.update(ADMIN, disabled.user.id, { disabled: true });
    await expect(auth.authenticateToken(disabled.secret)).rejects.toEqual(problem('token_invalid'));
    const deleted = await newMember([]);
    await users.delete(ADMIN, deleted.user.id);
    await expect(auth.authenticateToken(deleted.secret)).rejects.toEqual(problem('token_invalid'));
    for (const made of ['', 'gwt_x', 'x'.repeat(10_000)]) {
      await expect(auth.authenticateToken(made)).rejects.toEqual(problem('token_invalid'));
    }
  });

  it('follows a change of roles at once', async () => {
    const { secret, user, projectId } = await newMember(['ROLE_MANAGE_PROXIES']);
    await members.set(ADMIN, projectId, user.username, { roles: ['API Tester'], permissions: [] });
    expect(can(await auth.authenticateToken(secret), 'proxy.manage', projectId)).toBe(false);
    await members.remove(ADMIN, projectId, user.username);
    expect((await auth.authenticateToken(secret)).grants.size).toBe(0);
  });

  it("lists and revokes one's own only, unless an administrator", async () => {
    const { actor, tokenId } = await newMember(['Project Owner']);
    const other = await newMember(['Project Owner']);
    expect((await tokens.list(actor)).map(({ id }) => id)).toEqual([tokenId]);
    await expect(tokens.list(actor, other.user.id)).rejects.toEqual(problem('permission_denied'));
    await expect(tokens.create(actor, { name: 'x', expiresAt: null }, other.user.id)).rejects.toEqual(
      problem('permission_denied'),
    );
    await expect(tokens.revoke(actor, other.tokenId)).rejects.toEqual(problem('not_found', { resource: 'token' }));
    await expect(auth.authenticateToken(other.secret)).resolves.toBeDefined();
    await tokens.revoke(ADMIN, other.tokenId);
    await expect(auth.authenticateToken(other.secret)).rejects.toEqual(problem('token_invalid'));
    await expect(tokens.create(actor, { name: 'x', expiresAt: clock.now() })).rejects.toEqual(
      problem('invalid_argument', { field: 'expiresAt' }),
    );
    await expect(tokens.create(actor, { name: ' ', expiresAt: null })).rejects.toEqual(
      problem('missing_argument', { field: 'name' }),
    );
  });

  it('notes the last use to the minute', async () => {
    const { actor, secret } = await newMember([]);
    const lastUsed = async () => (await tokens.list(actor))[0]?.lastUsedAt;
    const first = clock.now();
    expect(await lastUsed()).toEqual(first);
    clock.advance(59);
    await auth.authenticateToken(secret);
    expect(await lastUsed()).toEqual(first);
    clock.advance(1);
    await auth.authenticateToken(secret);
    expect(await lastUsed()).toEqual(clock.now());
  });
});

describe('users', () => {
  it('creates, finds, changes and lists', async () => {
    const user = await newUser();
    await expect(users.getByUsername(ADMIN, user.username)).resolves.toEqual(user);
    clock.advance(5);
    const changed = await users.update(ADMIN, user.id, { displayName: 'Ada', password: 'another password' });
    expect(changed).toEqual({ ...user, displayName: 'Ada', modifiedAt: clock.now() });
    await expect(auth.issueTokenForPassword(user.username, 'another password')).resolves.toBeDefined();
    await expect(auth.issueTokenForPassword(user.username, PASSWORD)).rejects.toEqual(problem('bad_credentials'));
    const page = await users.list(ADMIN, { number: 1, size: 2 });
    expect(page.items.length).toBeLessThanOrEqual(2);
    expect(page.total).toBeGreaterThan(0);
  });

  it('changes an own password for who knows the current one', async () => {
    const { actor, user } = await newMember([]);
    await expect(users.changePassword(actor, 'wrong password', 'new password 1')).rejects.toEqual(
      problem('bad_credentials'),
    );
    await users.changePassword(actor, PASSWORD, 'new password 1');
    await expect(auth.issueTokenForPassword(user.username, 'new password 1')).resolves.toBeDefined();
  });

  it.each([
    [{ username: '' }, 'missing_argument', 'username'],
    [{ username: 'a b' }, 'invalid_argument', 'username'],
    [{ username: 'x'.repeat(65) }, 'invalid_argument', 'username'],
    [{ password: 'short' }, 'invalid_argument', 'password'],
    [{ displayName: 'a\u0000b' }, 'invalid_argument', 'displayName'],
  ])('refuses %j', async (change, code, field) => {
    const input = { username: fresh('user'), password: PASSWORD, ...change };
    await expect(users.create(ADMIN, input)).rejects.toEqual(problem(code, { field }));
  });

  it('knows a name once, and nobody by an unknown id', async () => {
    const user = await newUser();
    await expect(users.create(ADMIN, { username: user.username, password: PASSWORD })).rejects.toEqual(
      problem('already_exists', { resource: 'user', name: user.username }),
    );
    await expect(users.get(ADMIN, newId())).rejects.toEqual(problem('not_found', { resource: 'user' }));
    await expect(users.update(ADMIN, newId(), { admin: true })).rejects.toEqual(problem('not_found'));
    await expect(users.delete(ADMIN, newId())).rejects.toEqual(problem('not_found'));
  });

  it('keeps one active administrator, also against two at once', async () => {
    await dataSource.query('UPDATE users SET admin = false');
    const [first, second] = [await newUser(true), await newUser(true)];
    const results = await Promise.allSettled([
      users.update(ADMIN, first.id, { admin: false }),
      users.update(ADMIN, second.id, { disabled: true }),
    ]);
    expect(results.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    const last = results[0]?.status === 'fulfilled' ? second : first;
    await expect(users.delete(ADMIN, last.id)).rejects.toEqual(problem('invalid_argument', { field: 'admin' }));
    await expect(users.update(ADMIN, last.id, { disabled: true })).rejects.toEqual(
      problem('invalid_argument', { field: 'disabled' }),
    );
    await newUser(true);
    await expect(users.delete(ADMIN, last.id)).resolves.toBeUndefined();
  });

  it('takes everything that belongs to a user with it', async () => {
    const { user, projectId } = await newMember([]);
    await keys.create(ADMIN, { projectId, userId: user.id });
    const policy = await policies.create(ADMIN, projectId, { name: 'p', document: DEPLOY_POLICY });
    await policies.attach(ADMIN, policy.id, user.id);
    await users.delete(ADMIN, user.id);
    expect(await members.list(ADMIN, projectId)).toEqual([]);
    expect(await keys.list(ADMIN, projectId)).toEqual([]);
    expect(await policies.attachments(ADMIN, projectId)).toEqual([]);
    expect(await policies.list(ADMIN, projectId)).toHaveLength(1);
    await dataSource.query('DELETE FROM projects WHERE id = $1', [projectId]);
    expect(await policies.list(ADMIN, projectId)).toEqual([]);
  });

  it('is for administrators of the installation only', async () => {
    const { actor, user } = await newMember(['Project Owner', 'ROLE_ADMIN']);
    const calls = [
      () => users.list(actor, { number: 1, size: 10 }),
      () => users.get(actor, user.id),
      () => users.getByUsername(actor, user.username),
      () => users.create(actor, { username: 'x', password: PASSWORD }),
      () => users.update(actor, user.id, { admin: true }),
      () => users.delete(actor, user.id),
    ];
    for (const call of calls) await expect(call()).rejects.toEqual(problem('permission_denied'));
  });
});

describe('projects of others', () => {
  it('do not exist for a stranger and cannot be administered by a member', async () => {
    const owned = await newMember(['Project Owner']);
    const key = await keys.create(owned.actor, { projectId: owned.projectId, userId: owned.user.id });
    const policy = await policies.create(owned.actor, owned.projectId, { name: 'p', document: DEPLOY_POLICY });
    const manager = await newMember(['API Manager'], owned.projectId);
    const stranger = await newMember(['Project Owner', 'ROLE_ADMIN']);
    const calls = (actor: typeof stranger.actor) => [
      () => members.list(actor, owned.projectId),
      () => members.set(actor, owned.projectId, stranger.user.username, { roles: ['Project Owner'], permissions: [] }),
      () => members.remove(actor, owned.projectId, owned.user.username),
      () => keys.list(actor, owned.projectId),
      () => keys.create(actor, { projectId: owned.projectId, userId: stranger.user.id }),
      () => keys.activate(actor, key.id),
      () => keys.deactivate(actor, key.id),
      () => keys.delete(actor, key.id),
      () => policies.list(actor, owned.projectId),
      () => policies.get(actor, policy.id),
      () => policies.create(actor, owned.projectId, { name: 'q', document: DEPLOY_POLICY }),
      () => policies.update(actor, policy.id, { name: 'q' }),
      () => policies.delete(actor, policy.id),
      () => policies.attachments(actor, owned.projectId),
      () => policies.attach(actor, policy.id, stranger.user.id),
      () => policies.detach(actor, policy.id, owned.user.id),
      () => replica.get(AuditService).list(actor, owned.projectId, { number: 1, size: 1 }),
    ];
    for (const call of calls(stranger.actor)) await expect(call()).rejects.toEqual(problem('not_found'));
    for (const call of calls(manager.actor)) await expect(call()).rejects.toEqual(problem('permission_denied'));
    await expect(keys.list(owned.actor, owned.projectId)).resolves.toMatchObject([{ id: key.id, active: true }]);
  });

  it('are not named to a stranger who knows the id of a key or a policy', async () => {
    const owned = await newMember(['Project Owner']);
    const key = await keys.create(owned.actor, { projectId: owned.projectId, userId: owned.user.id });
    const policy = await policies.create(owned.actor, owned.projectId, { name: 'p', document: DEPLOY_POLICY });
    const { actor } = await newMember(['Project Owner']);
    await expect(keys.delete(actor, key.id)).rejects.toEqual(
      problem('not_found', { resource: 'access-key', name: key.id }),
    );
    await expect(policies.get(actor, policy.id)).rejects.toEqual(
      problem('not_found', { resource: 'policy', name: policy.id }),
    );
  });

  it('are not found when they do not exist, for an administrator too', async () => {
    const user = await newUser(true);
    const nowhere = newId();
    const grants = { roles: [], permissions: [] };
    await expect(members.set(ADMIN, nowhere, user.username, grants)).rejects.toEqual(
      problem('not_found', { resource: 'project' }),
    );
    await expect(keys.create(ADMIN, { projectId: nowhere, userId: user.id })).rejects.toEqual(
      problem('not_found', { resource: 'project' }),
    );
    await expect(policies.create(ADMIN, nowhere, { name: 'p', document: DEPLOY_POLICY })).rejects.toEqual(
      problem('not_found', { resource: 'project' }),
    );
  });
});

describe('members', () => {
  it('sets, replaces, lists by name and removes', async () => {
    const { id } = await newProject();
    const user = await newUser();
    const set = (roles: string[], permissions: string[]) =>
      members.set(ADMIN, id, user.username, { roles, permissions });
    await set(['API Tester'], []);
    await set(['API Manager', 'API Manager'], ['API_MANAGEMENT:VIEW']);
    const member = {
      userId: user.id,
      username: user.username,
      roles: ['API Manager'],
      permissions: ['API_MANAGEMENT:VIEW'],
    };
    expect(await members.list(ADMIN, id)).toEqual([member]);
    await expect(set(['API King'], [])).rejects.toEqual(problem('invalid_argument', { field: 'roles[0]' }));
    await expect(members.set(ADMIN, id, 'nobody', { roles: [], permissions: [] })).rejects.toEqual(
      problem('not_found', { resource: 'user' }),
    );
    await members.remove(ADMIN, id, user.username);
    await expect(members.remove(ADMIN, id, user.username)).rejects.toEqual(
      problem('not_found', { resource: 'member' }),
    );
  });
});

describe('signed calls', () => {
  const signWith = (key: CreatedAccessKey, nonce?: string) =>
    signedRequest(
      { Action: 'DeployApi' },
      {
        accessKeyId: key.id,
        secret: key.secret,
        now: clock.now(),
        ...(nonce === undefined ? {} : { nonce }),
      },
    );
  const call = (key: CreatedAccessKey, nonce?: string) => auth.authenticateSigned(signWith(key, nonce), clock.now());

  async function newKey(roles: string[] = []) {
    const member = await newMember(roles);
    const key = await keys.create(ADMIN, { projectId: member.projectId, userId: member.user.id });
    return { ...member, key };
  }

  it('says who signed, in which account, with which policies', async () => {
    const { key, user, projectId } = await newKey();
    expect(key.id).toMatch(/^LTAI[A-Za-z0-9]{20}$/);
    const policy = await policies.create(ADMIN, projectId, { name: 'deploy', document: DEPLOY_POLICY });
    await policies.attach(ADMIN, policy.id, user.id);
    await policies.attach(ADMIN, policy.id, user.id);
    const [{ account_id: accountId }] = await dataSource.query('SELECT account_id FROM projects WHERE id = $1', [
      projectId,
    ]);
    const signed = await call(key);
    expect(signed).toMatchObject({ userId: user.id, username: user.username, projectId, accountId, root: false });
    expect(signed.policies).toMatchObject([{ statements: [{ effect: 'Allow' }] }]);
    const actor = auth.actorFor(signed, ['proxy.deploy']);
    expect(actor).toMatchObject({ via: 'access-key', admin: false });
    expect([...actor.grants]).toEqual([[projectId, new Set(['proxy.deploy'])]]);
    await policies.detach(ADMIN, policy.id, user.id);
    expect((await call(key)).policies).toEqual([]);
  });

  it('leaves out policies of the user in other projects', async () => {
    const { key, user } = await newKey();
    const elsewhere = await newProject();
    await members.set(ADMIN, elsewhere.id, user.username, { roles: [], permissions: [] });
    const policy = await policies.create(ADMIN, elsewhere.id, { name: 'deploy', document: DEPLOY_POLICY });
    await policies.attach(ADMIN, policy.id, user.id);
    expect((await call(key)).policies).toEqual([]);
  });

  it('takes owners and administrators for root', async () => {
    expect((await call((await newKey(['Project Owner'])).key)).root).toBe(true);
    expect((await call((await newKey(['API Manager'])).key)).root).toBe(false);
    const admin = await newUser(true);
    const { id } = await newProject();
    expect((await call(await keys.create(ADMIN, { projectId: id, userId: admin.id }))).root).toBe(true);
  });

  it('takes a nonce once per key, over replicas and at the same moment', async () => {
    const { key } = await newKey();
    const other = await startAuth(dataSource, clock);
    const raw = signWith(key);
    const results = await Promise.allSettled(
      Array.from({ length: 10 }, (_, index) =>
        (index % 2 === 0 ? auth : other.get(AuthService)).authenticateSigned(raw, clock.now()),
      ),
    );
    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    await expect(auth.authenticateSigned(raw, clock.now())).rejects.toEqual(refusal('SignatureNonceUsed'));
    const sibling = await newKey();
    await call(sibling.key, 'shared-nonce');
    await expect(call(key, 'shared-nonce')).resolves.toBeDefined();
    await other.close();
  });

  it('does not let a wrong signature use up a nonce', async () => {
    const { key } = await newKey();
    await expect(call({ ...key, secret: 'wrong' }, 'n1')).rejects.toEqual(refusal('SignatureDoesNotMatch'));
    await expect(call(key, 'n1')).resolves.toBeDefined();
  });

  it('refuses unknown and inactive keys, disabled users and former members', async () => {
    const made = await newKey();
    for (const id of ['LTAInobody', 'a\u0000b', '%', 'x'.repeat(500)]) {
      await expect(call({ ...made.key, id })).rejects.toEqual(refusal('InvalidAccessKeyId.NotFound'));
    }
    await keys.deactivate(ADMIN, made.key.id);
    await expect(call(made.key)).rejects.toEqual(refusal('InvalidAccessKeyId.Inactive'));
    await keys.activate(ADMIN, made.key.id);
    await expect(call(made.key)).resolves.toBeDefined();
    await users.update(ADMIN, made.user.id, { disabled: true });
    await expect(call(made.key)).rejects.toEqual(refusal('InvalidAccessKeyId.Inactive'));
    const left = await newKey();
    await dataSource.query('DELETE FROM memberships WHERE user_id = $1', [left.user.id]);
    await expect(call(left.key)).rejects.toEqual(refusal('InvalidAccessKeyId.Inactive'));
    const removed = await newKey();
    await members.remove(ADMIN, removed.projectId, removed.user.username);
    await expect(call(removed.key)).rejects.toEqual(refusal('InvalidAccessKeyId.NotFound'));
    const deleted = await newKey();
    await keys.delete(ADMIN, deleted.key.id);
    await expect(call(deleted.key)).rejects.toEqual(refusal('InvalidAccessKeyId.NotFound'));
  });

  it('gives keys to members only', async () => {
    const user = await newUser();
    const { id } = await newProject();
    await expect(keys.create(ADMIN, { projectId: id, userId: user.id })).rejects.toEqual(
      problem('invalid_argument', { field: 'userId' }),
    );
    await expect(keys.create(ADMIN, { projectId: id, userId: newId() })).rejects.toEqual(
      problem('not_found', { resource: 'user' }),
    );
  });

  it('says what to set when another key sealed the secrets', async () => {
    const { key } = await newKey();
    const other = await startAuth(dataSource, clock, 'another sealing key');
    const attempt = other.get(AuthService).authenticateSigned(signWith(key), clock.now());
    await expect(attempt).rejects.toThrow(ConfigError);
    await expect(attempt).rejects.toThrow('GATEWRIGHT_SECRET_KEY');
    await other.close();
  });

  it('forgets nonces that are too old to matter, in batches', async () => {
    const nonces = replica.get(UsedNoncesRepository);
    const unitOfWork = new UnitOfWork(dataSource);
    await dataSource.query('DELETE FROM used_nonces');
    const { key } = await newKey();
    for (const nonce of ['a', 'b', 'c']) await call(key, nonce);
    clock.advance(60);
    await call(key, 'young');
    const left = async () => (await dataSource.query('SELECT nonce FROM used_nonces')).length;
    await unitOfWork.run((tx) => nonces.deleteSeenBefore(tx, clock.now(), 2));
    expect(await left()).toBe(2);
    await unitOfWork.run((tx) => nonces.deleteSeenBefore(tx, clock.now(), 2));
    expect(await left()).toBe(1);
    await expect(call(key, 'young')).rejects.toEqual(refusal('SignatureNonceUsed'));
  });
});

describe('policies', () => {
  it('keeps a document as it was written and refuses a wrong one by its path', async () => {
    const { id } = await newProject();
    const policy = await policies.create(ADMIN, id, { name: 'deploy', document: DEPLOY_POLICY });
    expect(await policies.get(ADMIN, policy.id)).toEqual({ ...policy, description: '' });
    await expect(policies.create(ADMIN, id, { name: 'deploy', document: DEPLOY_POLICY })).rejects.toEqual(
      problem('already_exists'),
    );
    const document = { Version: '1', Statement: [{ Effect: 'Maybe', Action: '*', Resource: '*' }] };
    const wrong = problem('invalid_argument', { field: 'Statement[0].Effect' });
    await expect(policies.create(ADMIN, id, { name: 'x', document })).rejects.toEqual(wrong);
    await expect(policies.update(ADMIN, policy.id, { document })).rejects.toEqual(wrong);
    const renamed = await policies.update(ADMIN, policy.id, { name: 'robot', description: 'deploys' });
    expect(await policies.list(ADMIN, id)).toEqual([renamed]);
    await policies.delete(ADMIN, policy.id);
    await expect(policies.get(ADMIN, policy.id)).rejects.toEqual(problem('not_found', { resource: 'policy' }));
  });

  it('attaches to members only, and detaches what is attached', async () => {
    const { user, projectId } = await newMember([]);
    const stranger = await newUser();
    const policy = await policies.create(ADMIN, projectId, { name: 'deploy', document: DEPLOY_POLICY });
    await policies.attach(ADMIN, policy.id, user.id);
    const attachment = {
      policyId: policy.id,
      policyName: 'deploy',
      userId: user.id,
      username: user.username,
      attachedAt: clock.now(),
    };
    expect(await policies.attachments(ADMIN, projectId)).toEqual([attachment]);
    await expect(policies.attach(ADMIN, policy.id, stranger.id)).rejects.toEqual(
      problem('invalid_argument', { field: 'userId' }),
    );
    await policies.detach(ADMIN, policy.id, user.id);
    await expect(policies.detach(ADMIN, policy.id, user.id)).rejects.toEqual(
      problem('not_found', { resource: 'attachment' }),
    );
  });
});

describe('rate limiter', () => {
  it('counts over replicas, per key and per limit, and says when to come back', async () => {
    const other = await startAuth(dataSource, clock);
    const [here, there] = [replica.get(RateLimiterService), other.get(RateLimiterService)];
    const limit = { points: 3, durationSeconds: 60 };
    const key = 'k'.repeat(1000);
    for (const limiter of [here, there, here]) await limiter.consume(key, limit);
    await expect(there.consume(key, limit)).rejects.toEqual(
      problem('rate_limited', { retryAfterMs: expect.any(Number) }),
    );
    await expect(here.consume('another', limit)).resolves.toBeUndefined();
    await expect(here.consume(key, { points: 4, durationSeconds: 60 })).resolves.toBeUndefined();
    await here.refund(key, limit);
    await here.refund(key, limit);
    await expect(there.consume(key, limit)).resolves.toBeUndefined();
    await other.close();
  });

  it('says so when the database cannot count, instead of letting calls through', async () => {
    const gone = new DataSource({ ...dataSource.options });
    await gone.initialize();
    const broken = await startAuth(gone, clock);
    await gone.destroy();
    const attempt = broken.get(RateLimiterService).consume('k', { points: 1, durationSeconds: 1 });
    await expect(attempt).rejects.not.toEqual(problem('rate_limited'));
    await broken.close();
  });
});

describe('audit log', () => {
  const entry = {
    username: 'ada',
    via: 'token',
    action: 'POST /x',
    resource: 'a\u0000\nb',
    projectId: null,
    outcome: 'not_found',
    detail: 'x'.repeat(5000),
    requestId: 'r1',
  };

  it('appends, cleaned and bounded, and lists the newest first', async () => {
    const audit = replica.get(AuditService);
    const { id } = await newProject();
    await audit.record(entry);
    await audit.record({ ...entry, projectId: id, requestId: 'r2' });
    const { items } = await audit.list(ADMIN, null, { number: 1, size: 2 });
    expect(items.map(({ requestId }) => requestId)).toEqual(['r2', 'r1']);
    expect(items[0]).toMatchObject({ at: clock.now(), resource: 'a\ufffd\ufffdb', detail: 'x'.repeat(2000) });
    expect((await audit.list(ADMIN, id, { number: 1, size: 10 })).total).toBe(1);
  });

  it('cannot be changed or shortened', async () => {
    await replica.get(AuditService).record(entry);
    await expect(dataSource.query(`UPDATE audit_log SET outcome = 'ok'`)).rejects.toThrow('append-only');
    await expect(dataSource.query('DELETE FROM audit_log')).rejects.toThrow('append-only');
  });
});
