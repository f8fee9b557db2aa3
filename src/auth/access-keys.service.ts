import { randomInt } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { type Tx, UnitOfWork } from '../database/unit-of-work.js';
import { type Actor, seesProject } from '../model/actor.js';
import { SecretBox } from '../secrets/secret-box.js';
import { Clock } from '../shared/clock.js';
import { type Id, newSecret } from '../shared/ids.js';
import { invalid, limitExceeded, notFound } from '../shared/problem.js';
import { requireAccess } from './access.js';
import { AccessKeysRepository } from './access-keys.repository.js';
import type { AccessKey, SealedAccessKey } from './auth-types.js';
import { MembershipsRepository } from './memberships.repository.js';
import { parseRamPolicy } from './ram-policy.js';
import { newSessionToken } from './session-token.js';
import { hashToken } from './tokens.service.js';
import { UsersRepository } from './users.repository.js';

export interface NewAccessKey {
  readonly projectId: Id;
  /** Member of the project, or an installation administrator. */
  readonly userId: Id;
}

/** How a temporary key is bounded. */
export interface SessionInput {
  /** 900 to 43,200, as the vendor bounds it. */
  readonly seconds: number;
  /** What the key is narrowed to, whoever holds it; absent: whatever its user may do. */
  readonly policy?: unknown;
}

/** `secret` is shown now and never again. */
export type CreatedAccessKey = AccessKey & { readonly secret: string };
/** So is `securityToken`, which every call must carry. */
export type CreatedTemporaryKey = CreatedAccessKey & { readonly securityToken: string };

const SESSION_SECONDS = { from: 900, to: 43_200 };
/** Ended keys are kept for a while, so that their holders hear "expired" and not "unknown". */
const EXPIRED_KEY_LIFE_MS = 24 * 60 * 60 * 1000;
const EXPIRED_KEYS_PER_NEW_ONE = 100;

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

  /** Long-lived ones of one user. */
  async ofUser(actor: Actor, projectId: Id, userId: Id): Promise<AccessKey[]> {
    requireAccess(actor, 'project.administer', projectId);
    return this.unitOfWork.read((tx) => this.repository.ofUser(tx, projectId, userId));
  }

  /** @throws Problem `limit_exceeded` where the user has `most` long-lived keys in the project already */
  async create(actor: Actor, input: NewAccessKey, most = Number.POSITIVE_INFINITY): Promise<CreatedAccessKey> {
    const { projectId, userId } = input;
    requireAccess(actor, 'project.administer', projectId);
    return this.unitOfWork.run(async (tx) => {
      // Of two at once the second sees the key of the first.
      await this.users.lock(tx, userId);
      const held = await this.repository.ofUser(tx, projectId, userId);
      if (held.length >= most) throw limitExceeded('access-key', most);
      return this.add(tx, input);
    });
  }

  /** @throws Problem `invalid_argument`: `seconds`, or the path in `policy` */
  async createTemporary(actor: Actor, input: NewAccessKey, session: SessionInput): Promise<CreatedTemporaryKey> {
    requireAccess(actor, 'project.administer', input.projectId);
    const { seconds, policy } = session;
    const { from, to } = SESSION_SECONDS;
    if (!Number.isInteger(seconds) || seconds < from || seconds > to) {
      throw invalid('expiresInSeconds', `use whole seconds from ${from} to ${to}`);
    }
    if (policy !== undefined) parseRamPolicy(policy);
    const now = this.clock.now();
    const securityToken = newSessionToken();
    const key = await this.unitOfWork.run(async (tx) => {
      const stale = new Date(now.getTime() - EXPIRED_KEY_LIFE_MS);
      await this.repository.deleteExpired(tx, stale, EXPIRED_KEYS_PER_NEW_ONE);
      return this.#insert(tx, input, {
        id: newKeyId('STS.'),
        expiresAt: new Date(now.getTime() + seconds * 1000),
        tokenHash: hashToken(securityToken),
        sessionPolicy: policy === undefined ? null : (Object(policy) as object),
      });
    });
    return { ...key, securityToken };
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
  add(tx: Tx, input: NewAccessKey): Promise<CreatedAccessKey> {
    return this.#insert(tx, input, { id: newKeyId('LTAI'), expiresAt: null, tokenHash: null, sessionPolicy: null });
  }

  async #insert(tx: Tx, { projectId, userId }: NewAccessKey, kind: KeyKind): Promise<CreatedAccessKey> {
    const user = await this.users.findById(tx, userId);
    if (user === undefined) throw notFound('user', userId);
    if (!user.admin && !(await this.memberships.exists(tx, projectId, userId))) {
      throw invalid('userId', `${user.username} is not a member of the project`);
    }
    const { id, expiresAt, tokenHash, sessionPolicy } = kind;
    const key = { id, userId, projectId, active: true, createdAt: this.clock.now(), expiresAt };
    const secret = newSecret();
    await this.repository.insert(tx, { ...key, secretSealed: this.box.seal(secret, id), tokenHash, sessionPolicy });
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

type KeyKind = Pick<SealedAccessKey, 'id' | 'expiresAt' | 'tokenHash' | 'sessionPolicy'>;

const newKeyId = (prefix: 'LTAI' | 'STS.'): string =>
  `${prefix}${Array.from({ length: 20 }, () => ALPHANUMERIC[randomInt(ALPHANUMERIC.length)]).join('')}`;
