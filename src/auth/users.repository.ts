import { Injectable } from '@nestjs/common';
import { constraintOf, type Tx } from '../database/unit-of-work.js';
import type { Page, PageRequest } from '../shared/page.js';
import { alreadyExists } from '../shared/problem.js';
import type { User, UserWithHash } from './auth-types.js';
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
  async insert(tx: Tx, user: UserWithHash): Promise<void> {
    try {
      await tx.manager.insert(UserEntity, { ...user });
    } catch (error) {
      if (constraintOf(error) === 'uq_users_username') throw alreadyExists('user', user.username);
      throw error;
    }
  }

  async update(tx: Tx, id: string, change: Partial<Omit<UserWithHash, 'id' | 'createdAt'>>): Promise<void> {
    await tx.manager.update(UserEntity, { id }, change);
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
  createdAt: row.createdAt,
  modifiedAt: row.modifiedAt,
});
