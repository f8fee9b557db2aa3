import { Injectable } from '@nestjs/common';
import { type Tx, UnitOfWork } from '../database/unit-of-work.js';
import type { Actor } from '../model/actor.js';
import { Clock } from '../shared/clock.js';
import { type Id, newId } from '../shared/ids.js';
import type { Page, PageRequest } from '../shared/page.js';
import { invalid, notFound, Problem } from '../shared/problem.js';
import { requireAdministrator } from './access.js';
import type { User } from './auth-types.js';
import { checkName, checkOptionalText } from './checks.js';
import { checkPassword, hashPassword, verifyPassword } from './password.js';
import { UsersRepository } from './users.repository.js';

export interface NewUser {
  /** Unique; letters, digits and `. _ @ + -`, at most 64. */
  readonly username: string;
  /** 8 to 256 characters. */
  readonly password: string;
  readonly displayName?: string;
  readonly admin?: boolean;
}

/** Absent members stay as they are. */
export interface UserChange {
  readonly displayName?: string;
  readonly password?: string;
  readonly admin?: boolean;
  readonly disabled?: boolean;
}

/** Every method but `changePassword` needs `installation.administer`. */
@Injectable()
export class UsersService {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly repository: UsersRepository,
    private readonly clock: Clock,
  ) {}

  async list(actor: Actor, page: PageRequest): Promise<Page<User>> {
    requireAdministrator(actor);
    return this.unitOfWork.snapshot((tx) => this.repository.page(tx, page));
  }

  async get(actor: Actor, id: Id): Promise<User> {
    requireAdministrator(actor);
    return this.unitOfWork.read((tx) => this.#load(tx, id));
  }

  async getByUsername(actor: Actor, username: string): Promise<User> {
    requireAdministrator(actor);
    const user = await this.unitOfWork.read((tx) => this.repository.findByUsername(tx, username));
    if (user === undefined) throw notFound('user', username);
    return user;
  }

  async create(actor: Actor, input: NewUser): Promise<User> {
    requireAdministrator(actor);
    return this.unitOfWork.run((tx) => this.add(tx, input));
  }

  async update(actor: Actor, id: Id, change: UserChange): Promise<User> {
    requireAdministrator(actor);
    const { password, ...columns } = change;
    checkChange(change);
    const hash = password === undefined ? {} : { passwordHash: await hashPassword(password) };
    return this.unitOfWork.run(async (tx) => {
      if (change.admin === false || change.disabled === true) await this.#keepAnAdmin(tx, id, change);
      await this.#load(tx, id);
      await this.repository.update(tx, id, { ...defined(columns), ...hash, modifiedAt: this.clock.now() });
      return this.#load(tx, id);
    });
  }

  /** Own password, by whoever knows the current one. @throws Problem `bad_credentials` */
  async changePassword(actor: Actor, current: string, next: string): Promise<void> {
    checkPassword(next);
    const user = await this.unitOfWork.read((tx) => this.repository.findWithHash(tx, { id: actor.userId }));
    if (!(await verifyPassword(current, user?.passwordHash ?? null))) {
      throw new Problem('bad_credentials', 'The current password is wrong');
    }
    const passwordHash = await hashPassword(next);
    const change = { passwordHash, modifiedAt: this.clock.now() };
    await this.unitOfWork.run((tx) => this.repository.update(tx, actor.userId, change));
  }

  /** Removes the user's memberships, tokens, keys and attachments with it. */
  async delete(actor: Actor, id: Id): Promise<void> {
    requireAdministrator(actor);
    await this.unitOfWork.run(async (tx) => {
      await this.#keepAnAdmin(tx, id, { admin: false });
      await this.#load(tx, id);
      await this.repository.delete(tx, id);
    });
  }

  /** For the first start and for `create`; checks no permission. */
  async add(tx: Tx, input: NewUser): Promise<User> {
    checkName('username', input.username, 64);
    checkChange(input);
    const now = this.clock.now();
    const user = {
      id: newId(),
      username: input.username,
      displayName: input.displayName ?? input.username,
      admin: input.admin ?? false,
      disabled: false,
      projectId: null,
      email: '',
      mobilePhone: '',
      comments: '',
      createdAt: now,
      modifiedAt: now,
    };
    await this.repository.insert(tx, { ...user, passwordHash: await hashPassword(input.password) });
    return user;
  }

  async #load(tx: Tx, id: Id): Promise<User> {
    const user = await this.repository.findById(tx, id);
    if (user === undefined) throw notFound('user', id);
    return user;
  }

  /** Without an active administrator nobody could ever make one again. */
  async #keepAnAdmin(tx: Tx, id: Id, change: UserChange): Promise<void> {
    const admins = await this.repository.lockActiveAdmins(tx);
    if (admins.length === 1 && admins[0] === id) {
      const field = change.disabled === true ? 'disabled' : 'admin';
      throw invalid(field, 'this is the last active administrator: make another one first');
    }
  }
}

function checkChange(change: UserChange): void {
  if (change.displayName !== undefined) checkOptionalText('displayName', change.displayName, 200);
  if (change.password !== undefined) checkPassword(change.password);
}

const defined = <T extends object>(value: T): Partial<T> =>
  Object.fromEntries(Object.entries(value).filter(([, member]) => member !== undefined)) as Partial<T>;
