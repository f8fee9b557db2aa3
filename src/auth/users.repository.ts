import { Injectable } from '@nestjs/common';
import { constraintOf, type Tx } from '../database/unit-of-work.js';
import type { Id } from '../shared/ids.js';
import type { Page, PageRequest } from '../shared/page.js';
import { alreadyExists, notFound } from '../shared/problem.js';
import type { User, UserWithHash } from './auth-types.js';
import { MembershipEntity } from './membership.entity.js';
import { UserEntity } from './user.entity.js';

@Injectable()
export class UsersRepository {
  /** By username. */
  async page(tx: Tx, { number, size }: PageRequest): Promise<Page<User>> {
    const [rows, total] = await tx.manager.findAndCount(UserEntity, {
      order: { username: 'ASC' },
      skip: (number - 1) * size,
      take: size,
    });
    return { items: rows.map(known), total };
  }

  async findById(tx: Tx, id: string): Promise<User | undefined> {
    const row = await tx.manager.findOneBy(UserEntity, { id });
    return row === null ? undefined : known(row);
  }

  async findByUsername(tx: Tx, username: string): Promise<User | undefined> {
    const row = await tx.manager.findOneBy(UserEntity, { username });
    return row === null ? undefined : known(row);
  }

  async findWithHash(tx: Tx, by: { readonly id: string } | { readonly username: string }) {
    const row = await tx.manager.findOneBy(UserEntity, by);
    return row === null ? undefined : { ...known(row), passwordHash: row.passwordHash };
  }

  /** @throws Problem `already_exists` */
  /** Members of the project, by username. */
  async membersOf(tx: Tx, projectId: Id): Promise<User[]> {
    const rows = await tx.manager
      .createQueryBuilder(UserEntity, 'u')
      .innerJoin(MembershipEntity, 'm', 'm.userId = u.id')
      .where('m.projectId = :projectId', { projectId })
      .orderBy('u.username')
      .getMany();
    return rows.map(known);
  }

  /** The account that a project is to cloudapi. */
  async accountOf(tx: Tx, projectId: Id): Promise<string> {
    const [row] = await tx.manager.query<{ accountId: string }[]>(
      'SELECT account_id AS "accountId" FROM projects WHERE id = $1',
      [projectId],
    );
    if (row === undefined) throw notFound('project', projectId);
    return row.accountId;
  }

  async insert(tx: Tx, user: UserWithHash): Promise<void> {
    try {
      await tx.manager.insert(UserEntity, { ...user });
    } catch (error) {
      if (constraintOf(error) === 'uq_users_username') throw alreadyExists('user', user.username);
      throw error;
    }
  }

  /** Against everybody who would refer to it. */
  async lock(tx: Tx, id: string): Promise<void> {
    await tx.manager.query('SELECT 1 FROM users WHERE id = $1 FOR UPDATE', [id]);
  }

  /** @throws Problem `already_exists` when the new username is taken */
  async update(tx: Tx, id: string, change: Partial<Omit<UserWithHash, 'id' | 'createdAt'>>): Promise<void> {
    try {
      await tx.manager.update(UserEntity, { id }, change);
    } catch (error) {
      if (constraintOf(error) === 'uq_users_username') throw alreadyExists('user', change.username ?? id);
      throw error;
    }
  }

  async delete(tx: Tx, id: string): Promise<void> {
    await tx.manager.delete(UserEntity, { id });
  }

  /** Ids of those who can administer now, locked: of two that remove the last two, one sees the other's change. */
  async lockActiveAdmins(tx: Tx): Promise<string[]> {
    const rows = await tx.manager.query<{ id: string }[]>(
      'SELECT id FROM users WHERE admin AND NOT disabled ORDER BY id FOR UPDATE',
    );
    return rows.map(({ id }) => id);
  }
}

const known = (row: UserEntity): User => ({
  id: row.id,
  username: row.username,
  displayName: row.displayName,
  admin: row.admin,
  disabled: row.disabled,
  projectId: row.projectId,
  email: row.email,
  mobilePhone: row.mobilePhone,
  comments: row.comments,
  createdAt: row.createdAt,
  modifiedAt: row.modifiedAt,
});
