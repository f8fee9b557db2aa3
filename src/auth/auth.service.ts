import { Injectable } from '@nestjs/common';
import { UnitOfWork } from '../database/unit-of-work.js';
import type { Actor } from '../model/actor.js';
import type { ProjectPermission } from '../model/permission.js';
import { Clock } from '../shared/clock.js';
import { Problem } from '../shared/problem.js';
import { AccessTokensRepository } from './access-tokens.repository.js';
import type { UserWithHash } from './auth-types.js';
import { CallersRepository, type TokenHolder } from './callers.repository.js';
import { verifyPassword } from './password.js';
import { RateLimiterService } from './rate-limiter.service.js';
import { permissionsOf } from './roles.js';
import type { RawRpcRequest } from './rpc-request.js';
import { actorFor, type SignedActor, SignedCallsService } from './signed-calls.service.js';
import { hashToken, TokensService } from './tokens.service.js';
import { UsersRepository } from './users.repository.js';

/** apiops.md 1.3. */
const LOGIN_LIFE_SECONDS = 3600;
/** Of one user name. Counted before the password is looked at, so that guesses in parallel are bounded too. */
const FAILED_LOGINS = { points: 30, durationSeconds: 60 };
const LAST_USED_RESOLUTION_MS = 60_000;
/** Ended tokens are kept for a while, so that their holders hear "expired" and not "invalid". */
const EXPIRED_TOKEN_LIFE_MS = 24 * 60 * 60 * 1000;
const EXPIRED_TOKENS_PER_LOGIN = 100;
const MAX_TOKEN_CHARACTERS = 512;

/** Who is calling. */
@Injectable()
export class AuthService {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly callers: CallersRepository,
    private readonly users: UsersRepository,
    private readonly tokens: AccessTokensRepository,
    private readonly tokensService: TokensService,
    private readonly signedCalls: SignedCallsService,
    private readonly rateLimiter: RateLimiterService,
    private readonly clock: Clock,
  ) {}

  /**
   * Trades a password for a token of one hour. Source: apiops.md 1.3.
   * @throws Problem `bad_credentials`, the same and after the same time for a wrong password, an unknown and a disabled
   *   user; `rate_limited` after thirty failures of one user name in a minute
   */
  async issueTokenForPassword(
    username: string,
    password: string,
  ): Promise<{ readonly token: string; readonly expiresInSeconds: number }> {
    const user = await this.#verifiedUser(username, password);
    const now = this.clock.now();
    const expiresAt = new Date(now.getTime() + LOGIN_LIFE_SECONDS * 1000);
    const { secret } = await this.unitOfWork.run(async (tx) => {
      const stale = new Date(now.getTime() - EXPIRED_TOKEN_LIFE_MS);
      await this.tokens.deleteExpired(tx, stale, EXPIRED_TOKENS_PER_LOGIN);
      return this.tokensService.add(tx, user.id, { name: 'password login', expiresAt });
    });
    return { token: secret, expiresInSeconds: LOGIN_LIFE_SECONDS };
  }

  /**
   * @throws Problem `token_invalid` (unknown, revoked, or its user is disabled or gone), `token_expired`
   */
  async authenticateToken(raw: string): Promise<Actor> {
    if (raw.length > MAX_TOKEN_CHARACTERS) throw tokenInvalid();
    const holder = await this.unitOfWork.read((tx) => this.callers.byTokenHash(tx, hashToken(raw)));
    if (holder === undefined || holder.revokedAt !== null || holder.disabled) throw tokenInvalid();
    const now = this.clock.now();
    if (holder.expiresAt !== null && holder.expiresAt <= now) {
      throw new Problem('token_expired', 'The token has expired');
    }
    await this.#touch(holder, now);
    return actorOf(holder);
  }

  /** @throws SignatureProblem for the cloudapi dialect to render */
  authenticateSigned(request: RawRpcRequest, now: Date): Promise<SignedActor> {
    return this.signedCalls.authenticate(request, now);
  }

  /** The actor of an action that its caller's policies allow: exactly these permissions in exactly one project. */
  actorFor(signed: SignedActor, permissions: readonly ProjectPermission[]): Actor {
    return actorFor(signed, permissions);
  }

  async #verifiedUser(username: string, password: string): Promise<UserWithHash> {
    const key = `login ${username}`;
    await this.rateLimiter.consume(key, FAILED_LOGINS);
    const user = await this.#find(username);
    const verified = await verifyPassword(password, user?.passwordHash ?? null);
    if (user === undefined || !verified || user.disabled) throw new Problem('bad_credentials', 'Bad credentials');
    await this.rateLimiter.refund(key, FAILED_LOGINS);
    return user;
  }

  async #find(username: string): Promise<UserWithHash | undefined> {
    // PostgreSQL text has no NUL; no user name has one either.
    if (username.includes('\0')) return undefined;
    return this.unitOfWork.read((tx) => this.users.findWithHash(tx, { username }));
  }

  async #touch({ tokenId, lastUsedAt }: TokenHolder, now: Date): Promise<void> {
    if (lastUsedAt !== null && now.getTime() - lastUsedAt.getTime() < LAST_USED_RESOLUTION_MS) return;
    await this.unitOfWork.run((tx) => this.tokens.touch(tx, tokenId, now));
  }
}

const tokenInvalid = (): Problem => new Problem('token_invalid', 'Invalid token');

const actorOf = (holder: TokenHolder): Actor => ({
  userId: holder.userId,
  username: holder.username,
  via: 'token',
  admin: holder.admin,
  grants: new Map(holder.memberships.map((membership) => [membership.projectId, permissionsOf(membership)])),
});
