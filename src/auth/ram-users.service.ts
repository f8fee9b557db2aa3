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
    const users = await this.unitOfWork.read((tx) => this.users.membersOf(tx, projectId));
    return users
      .map((user) => ({ ...user, name: nameInProject(user, projectId) }))
      .sort((left, right) => (left.name < right.name ? -1 : 1));
  }

  async get(actor: Actor, projectId: Id, name: string): Promise<RamUser> {
    const users = await this.list(actor, projectId);
    const named = users.filter((user) => user.name === name);
    const found = named.find((user) => user.projectId === projectId) ?? named[0];
    if (found === undefined) throw notFound('user', name);
    return found;
  }

  /** Nobody knows its password: it signs calls, and cannot log in. */
  async create(actor: Actor, projectId: Id, name: string, facts: RamUserFacts): Promise<RamUser> {
    await this.#requireFree(actor, projectId, name, facts);
    const now = this.clock.now();
    const passwordHash = await hashPassword(newSecret());
    return this.unitOfWork.run(async (tx) => {
      const username = ramUsername(name, await this.users.accountOf(tx, projectId));
      const state = { admin: false, disabled: false, createdAt: now, modifiedAt: now };
      const user = { id: newId(), username, ...facts, ...state, projectId };
      await this.users.insert(tx, { ...user, passwordHash });
      await this.memberships.put(tx, projectId, user.id, { roles: [], permissions: [] });
      return { ...user, name };
    });
  }

  async update(actor: Actor, projectId: Id, name: string, change: RamUserChange): Promise<RamUser> {
    const user = await this.#own(actor, projectId, name);
    const { name: newName = name, ...facts } = change;
    if (newName !== name) await this.#requireFree(actor, projectId, newName, facts);
    checkFacts(facts);
    const modifiedAt = this.clock.now();
    await this.unitOfWork.run(async (tx) => {
      const username = ramUsername(newName, await this.users.accountOf(tx, projectId));
      await this.users.update(tx, user.id, { ...facts, username, modifiedAt });
    });
    return this.get(actor, projectId, newName);
  }

  /** @throws Problem `in_use` while it has keys or policies; `field` says which */
  async delete(actor: Actor, projectId: Id, name: string): Promise<void> {
    const user = await this.#own(actor, projectId, name);
    await this.unitOfWork.run(async (tx) => {
      const keys = await this.keys.ofUser(tx, projectId, user.id);
      if (keys.length > 0) throw inUse('accessKey');
      if (await this.#hasPolicies(tx, projectId, user.id)) throw inUse('policy');
      await this.users.delete(tx, user.id);
    });
  }

  async #hasPolicies(tx: Tx, projectId: Id, userId: Id): Promise<boolean> {
    const all = [
      ...(await this.policies.attachments(tx, projectId)),
      ...(await this.policies.systemAttachments(tx, projectId)),
    ];
    return all.some((attachment) => attachment.userId === userId);
  }

  /** @throws Problem `not_representable` for a user of the installation */
  async #own(actor: Actor, projectId: Id, name: string): Promise<RamUser> {
    const user = await this.get(actor, projectId, name);
    if (user.projectId === projectId) return user;
    throw new Problem('not_representable', `${name} is a user of the installation: change it there`, {
      resource: 'user',
      name,
    });
  }

  async #requireFree(actor: Actor, projectId: Id, name: string, facts: Partial<RamUserFacts>): Promise<void> {
    checkName('name', name, 64);
    checkFacts(facts);
    const users = await this.list(actor, projectId);
    if (users.some((user) => user.name === name)) throw alreadyExists('user', name);
  }
}

function checkFacts(facts: Partial<RamUserFacts>): void {
  for (const [field, text = ''] of Object.entries(facts)) checkOptionalText(field, text, 128);
}

const inUse = (field: string): Problem =>
  new Problem('in_use', `the user still has one: take it away first`, { resource: 'user', field });
