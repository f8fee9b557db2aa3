import { randomBytes } from 'node:crypto';
import { rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Inject, Injectable } from '@nestjs/common';
import { AccessKeysService } from './auth/access-keys.service.js';
import { TokensService } from './auth/tokens.service.js';
import { UsersService } from './auth/users.service.js';
import type { Config } from './config/config.js';
import { CONFIG } from './config/config.token.js';
import { type Tx, UnitOfWork } from './database/unit-of-work.js';
import { type EnvironmentInput, EnvironmentsService } from './environments/environments.service.js';
import { SYSTEM_ACTOR } from './model/actor.js';
import { ProjectsService } from './projects/projects.service.js';

/** What the first start writes, once, to `<data dir>/credentials.json`. */
export interface Credentials {
  readonly username: string;
  readonly password: string;
  readonly token: string;
  readonly accessKeyId: string;
  readonly accessKeySecret: string;
  readonly accountId: string;
  readonly project: string;
}

const ENVIRONMENTS: readonly EnvironmentInput[] = [
  { name: 'production', description: 'What the world uses', type: 'PRODUCTION', stage: 'RELEASE' },
  { name: 'staging', description: 'The last look before production', type: 'SANDBOX', stage: 'PRE' },
  { name: 'test', description: 'For trying things', type: 'TEST', stage: 'TEST' },
];

/** Fills an empty installation: a project, three environments, and an administrator with credentials nobody else has. */
@Injectable()
export class FirstStart {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly users: UsersService,
    private readonly tokens: TokensService,
    private readonly accessKeys: AccessKeysService,
    private readonly projects: ProjectsService,
    private readonly environments: EnvironmentsService,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  get file(): string {
    return join(this.config.dataDir, 'credentials.json');
  }

  /** The new credentials when this start filled the installation, else undefined. Replicas that start together take turns. */
  async run(): Promise<Credentials | undefined> {
    const draft = `${this.file}.new`;
    const credentials = await this.unitOfWork.exclusive(
      'first-start',
      60_000,
      (session) => session.run((tx) => this.#fillIfEmpty(tx, draft)),
      () => {
        throw new Error('another process is still making the first start');
      },
    );
    // A process that died between the commit and this line left the draft: its credentials are the valid ones.
    if (credentials !== undefined) await rename(draft, this.file);
    else await rename(draft, this.file).catch(ignoreAbsence);
    return credentials;
  }

  /** The file is written before the commit: credentials that exist are never lost, credentials in the file may be void. */
  async #fillIfEmpty(tx: Tx, draft: string): Promise<Credentials | undefined> {
    if ((await this.users.list(SYSTEM_ACTOR, { number: 1, size: 1 })).total > 0) return undefined;
    const credentials = await this.#fill(tx);
    await rm(draft, { force: true });
    await writeFile(draft, `${JSON.stringify(credentials, null, 2)}\n`, { mode: 0o600, flag: 'wx' });
    return credentials;
  }

  async #fill(tx: Tx): Promise<Credentials> {
    const project = await this.projects.add(tx, { name: 'default', description: 'Made at the first start' });
    for (const environment of ENVIRONMENTS) await this.environments.add(tx, environment);
    const password = randomBytes(18).toString('base64url');
    const admin = await this.users.add(tx, { username: 'admin', password, admin: true });
    const token = await this.tokens.add(tx, admin.id, { name: 'first start', expiresAt: null });
    const key = await this.accessKeys.add(tx, { projectId: project.id, userId: admin.id });
    return {
      username: admin.username,
      password,
      token: token.secret,
      accessKeyId: key.id,
      accessKeySecret: key.secret,
      accountId: project.accountId,
      project: project.name,
    };
  }
}

function ignoreAbsence(error: NodeJS.ErrnoException): void {
  if (error.code !== 'ENOENT') throw error;
}
