import { randomInt } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { type Tx, UnitOfWork } from '../database/unit-of-work.js';
import { type Actor, seesProject } from '../model/actor.js';
import { Clock } from '../shared/clock.js';
import { type Id, newSecret } from '../shared/ids.js';
import { invalid, notFound } from '../shared/problem.js';
import { requireAccess } from './access.js';
import { AccessKeysRepository } from './access-keys.repository.js';
import type { AccessKey } from './auth-types.js';
import { MembershipsRepository } from './memberships.repository.js';
import { SecretBox } from './secret-box.js';
import { UsersRepository } from './users.repository.js';

export interface NewAccessKey {
  readonly projectId: Id;
  /** Member of the project, or an installation administrator. */
  readonly userId: Id;
}

/** `secret` is shown now and never again. */
export type CreatedAccessKey = AccessKey & { readonly secret: string };

/** Keys that sign cloudapi calls. Every method needs `project.administer` in the key's project. */
@Injectable()
export class AccessKeysService {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly repository: AccessKeysRepository,
    private readonly memberships: MembershipsRepository,
    private readonly users: UsersRepository,
    private readonly box: SecretBox,
    private readonly clock: Clock,
  ) {}

  async list(actor: Actor, projectId: Id): Promise<AccessKey[]> {
    requireAccess(actor, 'project.administer', projectId);
    return this.unitOfWork.read((tx) => this.repository.ofProject(tx, projectId));
  }

  async create(actor: Actor, input: NewAccessKey): Promise<CreatedAccessKey> {
    requireAccess(actor, 'project.administer', input.projectId);
    return this.unitOfWork.run((tx) => this.add(tx, input));
  }

  activate(actor: Actor, id: string): Promise<void> {
    return this.#change(actor, id, (tx) => this.repository.setActive(tx, id, true));
  }

  /** Refused from the next call on. */
  deactivate(actor: Actor, id: string): Promise<void> {
    return this.#change(actor, id, (tx) => this.repository.setActive(tx, id, false));
  }

  delete(actor: Actor, id: string): Promise<void> {
    return this.#change(actor, id, (tx) => this.repository.delete(tx, id));
  }

  /** For the first start and for `create`; checks no permission. */
  async add(tx: Tx, { projectId, userId }: NewAccessKey): Promise<CreatedAccessKey> {
    const user = await this.users.findById(tx, userId);
    if (user === undefined) throw notFound('user', userId);
    if (!user.admin && !(await this.memberships.exists(tx, projectId, userId))) {
      throw invalid('userId', `${user.username} is not a member of the project`);
    }
    const key = { id: newAccessKeyId(), userId, projectId, active: true, createdAt: this.clock.now() };
    const secret = newSecret();
    await this.repository.insert(tx, { ...key, secretSealed: this.box.seal(secret, key.id) });
    return { ...key, secret };
  }

  async #change(actor: Actor, id: string, change: (tx: Tx) => Promise<void>): Promise<void> {
    await this.unitOfWork.run(async (tx) => {
      const key = await this.repository.findById(tx, id);
      if (key === undefined || !seesProject(actor, key.projectId)) throw notFound('access-key', id);
      requireAccess(actor, 'project.administer', key.projectId);
      await change(tx);
    });
  }
}

const ALPHANUMERIC = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';

const newAccessKeyId = (): string =>
  `LTAI${Array.from({ length: 20 }, () => ALPHANUMERIC[randomInt(ALPHANUMERIC.length)]).join('')}`;
