import { type App, type Home, newHome, startApp } from '../support/app.js';

const READ_ONLY = { Version: '1', Statement: [{ Effect: 'Allow', Action: 'apigateway:Describe*', Resource: '*' }] };

describe('the administration API', () => {
  let home: Home;
  let app: App;

  beforeAll(async () => {
    home = await newHome();
    app = await startApp(home);
  });

  afterAll(async () => {
    await app?.stop();
    await home?.remove();
  });

  const admin = (method: string, path: string, body?: unknown, token?: string) =>
    app.call(method, `/admin/v1${path}`, body, token);

  const newUser = async (username: string): Promise<string> => {
    expect((await admin('POST', '/users', { username, password: 'correct horse battery' })).status).toBe(201);
    const { status, body } = await admin('POST', `/users/${username}/tokens`, { name: 'test' });
    expect(status).toBe(201);
    return String(body['token']);
  };

  const itemsOf = (body: Readonly<Record<string, unknown>>) => body['items'] as Record<string, unknown>[];

  describe('users', () => {
    it('live from creation to deletion', async () => {
      const created = await admin('POST', '/users', {
        username: 'grace',
        password: 'a long passphrase',
        displayName: 'G',
      });
      expect(created.status).toBe(201);
      expect(created.body).toMatchObject({ username: 'grace', displayName: 'G', admin: false, disabled: false });
      expect(created.text).not.toContain('passphrase');
      expect((await admin('PATCH', '/users/grace', { displayName: 'Grace' })).body).toMatchObject({
        displayName: 'Grace',
        admin: false,
      });
      expect((await admin('GET', '/users?page=1&size=1')).body).toMatchObject({ total: 2, page: 1, size: 1 });
      expect((await admin('POST', '/users', { username: 'grace', password: 'a long passphrase' })).status).toBe(409);
      expect((await admin('DELETE', '/users/grace')).status).toBe(204);
      expect((await admin('GET', '/users/grace')).body).toMatchObject({ status: 404, code: 'not_found' });
    });

    it('may have names that need percent-encoding', async () => {
      await admin('POST', '/users', { username: 'zoë+ops@example.org', password: 'a long passphrase' });
      const { status, body } = await admin('GET', `/users/${encodeURIComponent('zoë+ops@example.org')}`);
      expect([status, body['username']]).toEqual([200, 'zoë+ops@example.org']);
    });

    it('that are disabled are out at once, and the last administrator cannot be', async () => {
      const token = await newUser('mallory');
      expect((await admin('GET', '/me', undefined, token)).body).toEqual({ username: 'mallory', admin: false });
      await admin('PATCH', '/users/mallory', { disabled: true });
      expect((await admin('GET', '/me', undefined, token)).status).toBe(401);
      expect((await admin('PATCH', '/users/admin', { disabled: true })).body).toMatchObject({ field: 'disabled' });
    });

    it('change their own password, knowing the old one', async () => {
      const token = await newUser('alan');
      const wrong = { currentPassword: 'wrong', newPassword: 'another passphrase' };
      expect((await admin('PUT', '/me/password', wrong, token)).body).toMatchObject({ code: 'bad_credentials' });
      const right = { ...wrong, currentPassword: 'correct horse battery' };
      expect((await admin('PUT', '/me/password', right, token)).status).toBe(204);
    });
  });

  describe('projects and members', () => {
    it('are what a member sees, and only with the right to', async () => {
      const token = await newUser('ada');
      expect((await admin('POST', '/projects', { name: 'Pay & Bills', tags: ['a'] })).status).toBe(201);
      const path = `/projects/${encodeURIComponent('Pay & Bills')}`;
      expect((await admin('GET', path, undefined, token)).status).toBe(404);

      const roles = { roles: ['API Developer'], permissions: ['API_MANAGEMENT:VIEW'] };
      expect((await admin('PUT', `${path}/members/ada`, roles)).body).toEqual({ username: 'ada', ...roles });
      expect((await admin('GET', path, undefined, token)).body).toMatchObject({ name: 'Pay & Bills', tags: ['a'] });
      expect(itemsOf((await admin('GET', '/projects', undefined, token)).body)).toHaveLength(1);
      expect((await admin('GET', `${path}/members`, undefined, token)).status).toBe(403);
      expect((await admin('PATCH', path, { description: 'mine' }, token)).status).toBe(403);

      expect((await admin('PUT', `${path}/members/ada`, { roles: ['Nobody'], permissions: [] })).body).toMatchObject({
        status: 400,
        field: 'roles[0]',
      });
      expect((await admin('DELETE', `${path}/members/ada`)).status).toBe(204);
      expect((await admin('GET', path, undefined, token)).status).toBe(404);
    });

    it('keep what an update leaves out', async () => {
      await admin('POST', '/projects', { name: 'kept', description: 'as it was', tags: ['x'] });
      expect((await admin('PATCH', '/projects/kept', { tags: [] })).body).toMatchObject({
        name: 'kept',
        description: 'as it was',
        tags: [],
      });
      expect((await admin('DELETE', '/projects/kept')).status).toBe(204);
    });

    it('take roles from a catalogue', async () => {
      const { body } = await admin('GET', '/roles');
      expect(body['roles']).toContain('Project Owner');
      expect(body['permissions']).toContain('API_MANAGEMENT:MANAGE');
    });
  });

  describe('environments', () => {
    it('are made by the first start and can be changed, but not renamed', async () => {
      const { body } = await admin('GET', '/environments');
      expect(itemsOf(body).map(({ name }) => name)).toEqual(['production', 'staging', 'test']);
      const changed = await admin('PATCH', '/environments/test', { accessUrl: 'https://test.example.org' });
      expect(changed.body).toMatchObject({ name: 'test', stage: 'TEST', accessUrl: 'https://test.example.org' });
      const restored = await admin('PATCH', '/environments/test', { accessUrl: null });
      expect(restored.body['accessUrl']).toMatch(/^http:\/\/127\.0\.0\.1:/);
      expect((await admin('PATCH', '/environments/test', { name: 'other' })).body).toMatchObject({ field: 'name' });
      expect((await admin('PATCH', '/environments/test', { type: null })).status).toBe(400);
    });

    it('show their gateways', async () => {
      const gateways = itemsOf((await admin('GET', '/gateways')).body);
      expect(gateways.map(({ environment }) => environment).sort()).toEqual(['production', 'staging', 'test']);
      expect(gateways[0]).toMatchObject({ plane: 'embedded', connected: true });
    });
  });

  describe('tokens', () => {
    it('are shown once, and refused as soon as they are revoked', async () => {
      const { body: created } = await admin('POST', '/tokens', { name: 'ci', expiresAt: '2099-01-01T00:00:00Z' });
      const secret = String(created['token']);
      expect((await admin('GET', '/me', undefined, secret)).status).toBe(200);
      const list = await admin('GET', '/tokens');
      expect(list.text).not.toContain(secret);
      expect(itemsOf(list.body)).toContainEqual(
        expect.objectContaining({ name: 'ci', expiresAt: '2099-01-01T00:00:00.000Z' }),
      );
      expect((await admin('DELETE', `/tokens/${String(created['id'])}`)).status).toBe(204);
      expect((await admin('GET', '/me', undefined, secret)).body).toMatchObject({ status: 401, code: 'token_invalid' });
    });

    it('belong to their owner', async () => {
      const token = await newUser('eve');
      const { body } = await admin('POST', '/tokens', { name: 'mine' });
      expect((await admin('DELETE', `/tokens/${String(body['id'])}`, undefined, token)).status).toBe(404);
      expect((await admin('GET', '/users/admin/tokens', undefined, token)).status).toBe(403);
    });

    it.each(['2001-01-01T00:00:00Z', '2099-01-01', '2099-01-01T00:00:00', 'tomorrow', 7])(
      'end at no such time: %s',
      async (expiresAt) => {
        expect((await admin('POST', '/tokens', { name: 'x', expiresAt })).body).toMatchObject({
          status: 400,
          field: 'expiresAt',
        });
      },
    );
  });

  describe('access keys and policies', () => {
    it('are given to members of a project', async () => {
      await newUser('kim');
      await admin('POST', '/projects', { name: 'keys' });
      expect((await admin('POST', '/projects/keys/access-keys', { username: 'kim' })).status).toBe(400);
      await admin('PUT', '/projects/keys/members/kim', { roles: ['API Manager'], permissions: [] });

      const { body: key } = await admin('POST', '/projects/keys/access-keys', { username: 'kim' });
      expect(key).toMatchObject({ username: 'kim', active: true, accessKeySecret: expect.any(String) });
      const id = String(key['accessKeyId']);
      expect((await admin('PATCH', `/access-keys/${id}`, { active: false })).status).toBe(204);
      const list = await admin('GET', '/projects/keys/access-keys');
      expect(itemsOf(list.body)).toEqual([
        expect.objectContaining({ accessKeyId: id, active: false, username: 'kim' }),
      ]);
      expect(list.text).not.toContain(String(key['accessKeySecret']));
      expect((await admin('DELETE', `/access-keys/${id}`)).status).toBe(204);
      expect((await admin('DELETE', `/access-keys/${id}`)).status).toBe(404);
    });

    it('are attached and detached by name', async () => {
      await newUser('lin');
      await admin('POST', '/projects', { name: 'policies' });
      await admin('PUT', '/projects/policies/members/lin', { roles: [], permissions: [] });
      const policies = '/projects/policies/policies';
      expect((await admin('POST', policies, { name: 'look', document: READ_ONLY })).body).toMatchObject({
        document: READ_ONLY,
      });
      expect((await admin('PUT', `${policies}/look/attachments/lin`)).status).toBe(204);
      expect(itemsOf((await admin('GET', `${policies}/look/attachments`)).body)).toEqual([
        { policy: 'look', username: 'lin' },
      ]);
      expect((await admin('DELETE', `${policies}/look/attachments/lin`)).status).toBe(204);
      expect((await admin('DELETE', `${policies}/look/attachments/lin`)).status).toBe(404);
      expect((await admin('PATCH', `${policies}/look`, { description: 'read' })).body).toMatchObject({
        description: 'read',
        document: READ_ONLY,
      });
      expect((await admin('DELETE', `${policies}/look`)).status).toBe(204);
    });

    it('name what is wrong in a policy', async () => {
      const document = { Version: '1', Statement: [{ ...READ_ONLY.Statement[0], Effect: 'Perhaps' }] };
      const { body } = await admin('POST', '/projects/default/policies', { name: 'bad', document });
      expect(body).toMatchObject({ status: 400, code: 'invalid_argument', field: 'Statement[0].Effect' });
    });
  });
});
