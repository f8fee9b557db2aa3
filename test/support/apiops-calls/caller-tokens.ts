import { createHash, randomUUID } from 'node:crypto';
import { made } from '../apiops.js';
import type { App } from '../app.js';
import { withClient } from '../postgres.js';
import { ADMINISTRATOR, FOREIGN_OWNER, MEMBERS, OUTSIDER } from './callers.js';

/** Whoever calls, and the header that says so. */
export type Tokens = Readonly<Record<string, string>>;

/** Of every caller of the table, each a user of its own; made through the administration API. */
export async function callerTokens(app: App): Promise<Tokens> {
  const members = [
    ...MEMBERS.map((member) => ({ ...member, project: 'default' })),
    { name: FOREIGN_OWNER, roles: ['Project Owner'], permissions: [], project: 'other' },
    { name: OUTSIDER, roles: [], permissions: [], project: null },
  ];
  const tokens = await Promise.all(
    members.map(async ({ name, roles, permissions, project }) => {
      const username = `user-${randomUUID()}`;
      await made(app.call('POST', '/admin/v1/users', { username, password: 'correct horse battery' }));
      if (project !== null) {
        await made(app.call('PUT', `/admin/v1/projects/${project}/members/${username}`, { roles, permissions }));
      }
      return [name, await tokenOf(app, username)] as const;
    }),
  );
  return { ...Object.fromEntries(tokens), [ADMINISTRATOR]: app.credentials.token };
}

async function tokenOf(app: App, username: string): Promise<string> {
  const { body } = await made(app.call('POST', `/admin/v1/users/${username}/tokens`, { name: 'test' }));
  return String(body['token']);
}

/** Those whom nobody knows, or knows no more: of an administrator, so that only the token can be the reason. */
export async function strangers(app: App, databaseUrl: string): Promise<Readonly<Record<string, string | null>>> {
  const [revoked, expired] = [await adminToken(app), await adminToken(app)];
  const end = (column: string, token: string) =>
    withClient(databaseUrl, (client) =>
      client.query(`UPDATE tokens SET ${column} = now() - interval '1 minute' WHERE hash = $1`, [
        createHash('sha256').update(token).digest('hex'),
      ]),
    );
  await end('revoked_at', revoked);
  await end('expires_at', expired);
  return {
    'no token': null,
    'an unknown token': 'gwt_unknown',
    'a revoked token': revoked,
    'an expired token': expired,
  };
}

const adminToken = (app: App): Promise<string> => tokenOf(app, app.credentials.username);
