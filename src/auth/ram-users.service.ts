import { Injectable } from '@nestjs/common';
import { type Tx, UnitOfWork } from '../database/unit-of-work.js';
import type { Actor } from '../model/actor.js';
import { Clock } from '../shared/clock.js';
import { type Id, newId, newSecret } from '../shared/ids.js';
import { alreadyExists, notFound, Problem } from '../shared/problem.js';
import { requireAccess } from './access.js';
import { AccessKeysRepository } from './access-keys.repository.js';
import type { User } from './auth-types.js';
import { checkName, checkOptionalText } from './checks.js';
import { MembershipsRepository } from './memberships.repository.js';
import { hashPassword } from './password.js';
import { RamPoliciesRepository } from './ram-policies.repository.js';
import { nameInProject, ramUsername } from './ram-user-name.js';
import { UsersRepository } from './users.repository.js';

/** A member of a project under the name by which RAM calls it. */
export interface RamUser extends User {
  readonly name: string;
}

export interface RamUserFacts {
  readonly displayName: string;
  readonly email: string;
  readonly mobilePhone: string;
  readonly comments: string;
}

/** Absent members stay as they are. */
export type RamUserChange = Partial<RamUserFacts & { readonly name: string }>;

/**
 * The users of one project, as RAM sees an account: those it made, whose user name ends in the account, and members of the
 * installation's, whom it can give keys and policies but neither change nor delete. Every method needs
 * `project.administer` there.
 */
@Injectable()
export class RamUsersService {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly users: UsersRepository,
    private readonly memberships: MembershipsRepository,
    private readonly keys: AccessKeysRepository,
    private readonly policies: RamPoliciesRepository,
    private readonly clock: Clock,
  ) {}

  /** By name. */
  async list(actor: Actor, projectId: Id): Promise<RamUser[]> {
    requireAccess(actor, 'project.administer', projectId);
    return this.unitOfWork.read((tx) => this.#members(tx, projectId));
  }

  async get(actor: Actor, projectId: Id, name: string): Promise<RamUser> {
    requireAccess(actor, 'project.administer', projectId);
    return this.unitOfWork.read((tx) => this.#named(tx, projectId, name));
  }

  /** Nobody knows its password: it signs calls, and cannot log in. */
  async create(actor: Actor, projectId: Id, name: string, facts: RamUserFacts): Promise<RamUser> {
    requireAccess(actor, 'project.administer', projectId);
    checkFacts(facts);
    const now = this.clock.now();
    const passwordHash = await hashPassword(newSecret());
    return this.unitOfWork.run(async (tx) => {
      const username = await this.#freeUsername(tx, projectId, name);
      const state = { admin: false, disabled: false, createdAt: now, modifiedAt: now };
      const user = { id: newId(), username, ...facts, ...state, projectId };
      await this.users.insert(tx, { ...user, passwordHash });
      await this.memberships.put(tx, projectId, user.id, { roles: [], permissions: [] });
      return { ...user, name };
    });
  }

  async update(actor: Actor, projectId: Id, name: string, change: RamUserChange): Promise<RamUser> {
    requireAccess(actor, 'project.administer', projectId);
    const { name: newName = name, ...facts } = change;
    checkFacts(facts);
    return this.unitOfWork.run(async (tx) => {
      const user = await this.#own(tx, projectId, name);
      const username = newName === name ? user.username : await this.#freeUsername(tx, projectId, newName);
      await this.users.update(tx, user.id, { ...facts, username, modifiedAt: this.clock.now() });
      return this.#named(tx, projectId, newName);
    });
  }

  /** @throws Problem `in_use` while it has keys or policies; `field` says which */
  async delete(actor: Actor, projectId: Id, name: string): Promise<void> {
    requireAccess(actor, 'project.administer', projectId);
    await this.unitOfWork.run(async (tx) => {
      const { id } = await this.#own(tx, projectId, name);
      // Whoever gives it a key or a policy now waits, and finds it gone.
      await this.users.lock(tx, id);
      const keys = await this.keys.ofUser(tx, projectId, id);
      if (keys.length > 0) throw inUse('accessKey');
      const custom = await this.policies.attachments(tx, projectId);
      const system = await this.policies.systemAttachments(tx, projectId);
      if ([...custom, ...system].some(({ userId }) => userId === id)) throw inUse('policy');
      await this.users.delete(tx, id);
    });
  }

  async #members(tx: Tx, projectId: Id): Promise<RamUser[]> {
    const users = await this.users.membersOf(tx, projectId);
    return users
      .map((user) => ({ ...user, name: nameInProject(user, projectId) }))
      .sort((left, right) => (left.name < right.name ? -1 : 1));
  }

  /** @throws Problem `not_found` */
  async #named(tx: Tx, projectId: Id, name: string): Promise<RamUser> {
    const named = (await this.#members(tx, projectId)).filter((user) => user.name === name);
    const found = named.find((user) => user.projectId === projectId) ?? named[0];
    if (found === undefined) throw notFound('user', name);
    return found;
  }

  /** @throws Problem `not_representable` for a user of the installation */
  async #own(tx: Tx, projectId: Id, name: string): Promise<RamUser> {
    const user = await this.#named(tx, projectId, name);
    if (user.projectId === projectId) return user;
    throw new Problem('not_representable', `${name} is a user of the installation: change it there`, {
      resource: 'user',
      name,
    });
  }

  /** @throws Problem `already_exists` for a name that the project knows already */
  async #freeUsername(tx: Tx, projectId: Id, name: string): Promise<string> {
    checkName('name', name, 64);
    const members = await this.#members(tx, projectId);
    if (members.some((user) => user.name === name)) throw alreadyExists('user', name);
    return ramUsername(name, await this.users.accountOf(tx, projectId));
  }
}

function checkFacts(facts: Partial<RamUserFacts>): void {
  for (const [field, text = ''] of Object.entries(facts)) checkOptionalText(field, text, 128);
}

const inUse = (field: string): Problem =>
  new Problem('in_use', `the user still has one: take it away first`, { resource: 'user', field });
