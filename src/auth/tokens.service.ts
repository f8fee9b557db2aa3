import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { type Tx, UnitOfWork } from '../database/unit-of-work.js';
import type { Actor } from '../model/actor.js';
import { Clock } from '../shared/clock.js';
import { type Id, newId, newSecret } from '../shared/ids.js';
import { invalid, notFound } from '../shared/problem.js';
import { requireAdministrator } from './access.js';
import { AccessTokensRepository } from './access-tokens.repository.js';
import type { AccessToken } from './auth-types.js';
import { checkText } from './checks.js';

export interface NewToken {
  readonly name: string;
  /** Null: never. */
  readonly expiresAt: Date | null;
}

/** `secret` is the token itself: shown now and never again. */
export type CreatedToken = AccessToken & { readonly secret: string };

/** Personal access tokens: one's own, or anybody's for an administrator. Source: apiops.md 1.3. */
@Injectable()
export class TokensService {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly repository: AccessTokensRepository,
    private readonly clock: Clock,
  ) {}

  /** Newest first, with those that ended. */
  async list(actor: Actor, userId: Id = actor.userId): Promise<AccessToken[]> {
    requireSelf(actor, userId);
    return this.unitOfWork.read((tx) => this.repository.ofUser(tx, userId));
  }

  async create(actor: Actor, input: NewToken, userId: Id = actor.userId): Promise<CreatedToken> {
    requireSelf(actor, userId);
    checkText('name', input.name, 100);
    if (input.expiresAt !== null && !(input.expiresAt > this.clock.now())) {
      throw invalid('expiresAt', 'must be in the future');
    }
    return this.unitOfWork.run((tx) => this.add(tx, userId, input));
  }

  /** Refused from the next call on. Revoking twice is revoking once. */
  async revoke(actor: Actor, tokenId: Id): Promise<void> {
    await this.unitOfWork.run(async (tx) => {
      const token = await this.repository.findById(tx, tokenId);
      if (token === undefined || (token.userId !== actor.userId && !actor.admin)) throw notFound('token', tokenId);
      await this.repository.revoke(tx, tokenId, this.clock.now());
    });
  }

  /** For the first start, logins and `create`; checks no permission. */
  async add(tx: Tx, userId: Id, { name, expiresAt }: NewToken): Promise<CreatedToken> {
    const secret = `gwt_${newSecret()}`;
    const createdAt = this.clock.now();
    const token = { id: newId(), userId, name, createdAt, expiresAt, revokedAt: null, lastUsedAt: null };
    await this.repository.insert(tx, token, hashToken(secret));
    return { ...token, secret };
  }
}

/** A token has 256 random bits, so a fast hash without salt is enough and can be looked up. */
export const hashToken = (secret: string): string => createHash('sha256').update(secret).digest('hex');

function requireSelf(actor: Actor, userId: Id): void {
  if (userId !== actor.userId) requireAdministrator(actor);
}
