import { DataSource } from 'typeorm';
import { AccessKeysService } from '../../src/auth/access-keys.service.js';
import { MembersService } from '../../src/auth/members.service.js';
import { RamPoliciesService } from '../../src/auth/ram-policies.service.js';
import { UsersService } from '../../src/auth/users.service.js';
import { dataSourceOptions } from '../../src/data-source.js';
import { SYSTEM_ACTOR } from '../../src/model/actor.js';
import { SystemClock } from '../../src/shared/clock.js';
import { startAuth } from './auth-fixture.js';
import type { KeyPair } from './cloudapi-clients.js';
import type { RunningProgram } from './running-program.js';

export interface RamUser extends KeyPair {
  readonly username: string;
  readonly accountId: string;
}

export interface RamUsers {
  /** A member of the first project with exactly these statements, and a key. */
  create(username: string, statements: readonly object[]): Promise<RamUser>;
  deactivate(user: RamUser): Promise<void>;
  close(): Promise<void>;
}

/** Users and policies, made in the program's database by the program's own use cases. It must run with `secretKey`. */
export async function ramUsers({ databaseUrl, credentials }: RunningProgram, secretKey: string): Promise<RamUsers> {
  const dataSource = await new DataSource(dataSourceOptions(databaseUrl)).initialize();
  const auth = await startAuth(dataSource, new SystemClock(), secretKey);
  const [{ id: projectId }] = await dataSource.query('SELECT id FROM projects WHERE name = $1', [credentials.project]);
  return {
    create: async (username, statements) => {
      const user = await auth
        .get(UsersService)
        .create(SYSTEM_ACTOR, { username, password: `${username} has a long one` });
      await auth.get(MembersService).set(SYSTEM_ACTOR, projectId, username, { roles: [], permissions: [] });
      if (statements.length > 0) {
        const document = { Version: '1', Statement: statements };
        const policy = await auth.get(RamPoliciesService).create(SYSTEM_ACTOR, projectId, { name: username, document });
        await auth.get(RamPoliciesService).attach(SYSTEM_ACTOR, policy.id, user.id);
      }
      const key = await auth.get(AccessKeysService).create(SYSTEM_ACTOR, { projectId, userId: user.id });
      return { username, accountId: credentials.accountId, accessKeyId: key.id, accessKeySecret: key.secret };
    },
    deactivate: ({ accessKeyId }) => auth.get(AccessKeysService).deactivate(SYSTEM_ACTOR, accessKeyId),
    close: async () => {
      await auth.close();
      await dataSource.destroy();
    },
  };
}
