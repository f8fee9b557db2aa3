import { Injectable } from '@nestjs/common';
import { type Tx, UnitOfWork } from '../database/unit-of-work.js';
import type { Actor } from '../model/actor.js';
import type { ProjectPermission } from '../model/permission.js';
import { SecretBox } from '../secrets/secret-box.js';
import type { Id } from '../shared/ids.js';
import { CallersRepository, type KeyHolder } from './callers.repository.js';
import { parseRamPolicy, type RamPolicy } from './ram-policy.js';
import { isOwner } from './roles.js';
import { type RpcCredentials, readCredentials } from './rpc-credentials.js';
import { type RawRpcRequest, type RpcRequest, readRpcRequest } from './rpc-request.js';
import { verifySignature } from './rpc-signature.js';
import { refused, SignatureProblem } from './signature-problem.js';
import { systemDocument } from './system-policies.js';
import { hashToken } from './tokens.service.js';
import { UsedNoncesRepository } from './used-nonces.repository.js';

/** Who signed a call. Not yet an Actor: what it may do is decided by its policies, action by action. */
export interface SignedActor {
  readonly userId: Id;
  readonly username: string;
  /** Project whose RAM made the user; null for one of the installation. */
  readonly userProjectId: Id | null;
  readonly accessKeyId: string;
  readonly projectId: Id;
  /** 16 digits, for ARNs. */
  readonly accountId: string;
  /** Owner of the project or installation administrator: allowed everything there, no policy is read. */
  readonly root: boolean;
  /** What a temporary key was narrowed to when it was made; binds owners too. */
  readonly sessionPolicy: RamPolicy | null;
  /** Attached to the user in the project. */
  readonly policies: readonly RamPolicy[];
}

/**
 * How long a nonce stays used. A request can be sent again for 30 minutes (15 either side of its timestamp); the rest
 * covers a server clock that jumps by an hour and comes back.
 */
const NONCE_LIFE_MS = 2 * 60 * 60 * 1000;
/** Old nonces go in batches larger than what came in since the last batch, so the table cannot outgrow them. */
const CLAIMS_PER_CLEANING = 256;
const CLEANING_BATCH = 1024;

@Injectable()
export class SignedCallsService {
  #claims = 0;

  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly callers: CallersRepository,
    private readonly nonces: UsedNoncesRepository,
    private readonly box: SecretBox,
  ) {}

  /** @throws SignatureProblem */
  async authenticate(raw: RawRpcRequest, now: Date): Promise<SignedActor> {
    const request = readRpcRequest(raw);
    const credentials = readCredentials(request, now);
    const holder = await this.#holder(credentials.accessKeyId);
    this.#verify(request, credentials, holder);
    checkSession(credentials, holder, now);
    // Only now: otherwise a stranger could use up the nonces of others.
    await this.unitOfWork.run((tx) => this.#claim(tx, credentials, now));
    return signedActor(holder);
  }

  async #holder(accessKeyId: string): Promise<KeyHolder> {
    if (!/^[\w.-]{1,128}$/.test(accessKeyId)) throw refused('InvalidAccessKeyId.NotFound');
    const holder = await this.unitOfWork.read((tx) => this.callers.byAccessKey(tx, accessKeyId));
    if (holder === undefined) throw refused('InvalidAccessKeyId.NotFound');
    const mayAct = holder.active && !holder.disabled && (holder.admin || holder.roles !== null);
    if (!mayAct) throw refused('InvalidAccessKeyId.Inactive');
    return holder;
  }

  #verify(request: RpcRequest, credentials: RpcCredentials, holder: KeyHolder): void {
    const secret = this.box.open(holder.secretSealed, holder.accessKeyId);
    const verdict = verifySignature(request, credentials, secret);
    if (!verdict.ok) throw new SignatureProblem(verdict.refusal);
  }

  async #claim(tx: Tx, { accessKeyId, nonce }: RpcCredentials, now: Date): Promise<void> {
    if (!(await this.nonces.claim(tx, accessKeyId, nonce, now))) throw refused('SignatureNonceUsed');
    if (++this.#claims % CLAIMS_PER_CLEANING !== 0) return;
    await this.nonces.deleteSeenBefore(tx, new Date(now.getTime() - NONCE_LIFE_MS), CLEANING_BATCH);
  }
}

/** A temporary key is good for its own token only, and not for ever. */
function checkSession({ securityToken }: RpcCredentials, { tokenHash, expiresAt }: KeyHolder, now: Date): void {
  const hash = securityToken === null ? null : hashToken(securityToken);
  if (hash !== tokenHash) throw refused('InvalidSecurityToken.MismatchWithAccessKey');
  if (expiresAt !== null && expiresAt <= now) throw refused('InvalidSecurityToken.Expired');
}

const signedActor = (holder: KeyHolder): SignedActor => ({
  userId: holder.userId,
  username: holder.username,
  userProjectId: holder.userProjectId,
  accessKeyId: holder.accessKeyId,
  projectId: holder.projectId,
  accountId: holder.accountId,
  root: holder.admin || isOwner({ roles: holder.roles ?? [], permissions: [] }),
  sessionPolicy: holder.sessionPolicy === null ? null : parseRamPolicy(holder.sessionPolicy),
  policies: [...holder.policies, ...holder.systemPolicies.map(systemDocument)].map(parseRamPolicy),
});

/** Acts with exactly what the allowed action declares, in the key's project and nowhere else. */
export const actorFor = (signed: SignedActor, permissions: readonly ProjectPermission[]): Actor => ({
  userId: signed.userId,
  username: signed.username,
  via: 'access-key',
  admin: false,
  grants: new Map([[signed.projectId, new Set(permissions)]]),
});
