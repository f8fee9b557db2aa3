import { Inject, Injectable } from '@nestjs/common';
import { AccessKeysService } from '../../auth/access-keys.service.js';
import type { RamPolicyVersion, RamSystemAttachment, StoredRamPolicy } from '../../auth/auth-types.js';
import { RamPoliciesService } from '../../auth/ram-policies.service.js';
import { nameInProject } from '../../auth/ram-user-name.js';
import { type RamUser, RamUsersService } from '../../auth/ram-users.service.js';
import type { SignedActor } from '../../auth/signed-calls.service.js';
import { systemPolicy } from '../../auth/system-policies.js';
import type { Config } from '../../config/config.js';
import { CONFIG } from '../../config/config.token.js';
import type { Limits } from '../../config/limits.js';
import { notFound } from '../../shared/problem.js';
import type { Caller, SignedCaller } from '../rpc/define-action.js';
import { type PolicyFacts, presentPolicy, presentSystemPolicy, systemVersion } from './presenters.js';

export interface ShownPolicy {
  readonly facts: PolicyFacts;
  readonly versions: readonly RamPolicyVersion[];
  readonly defaultVersion: number;
}

export type ShownAttachment = RamSystemAttachment & { readonly type: PolicyFacts['PolicyType'] };

/** The use cases that actions call. RAM addresses users and policies by name, the core by id. */
@Injectable()
export class RamCore {
  readonly limits: Limits;

  constructor(
    readonly users: RamUsersService,
    readonly keys: AccessKeysService,
    readonly policies: RamPoliciesService,
    @Inject(CONFIG) config: Config,
  ) {
    this.limits = config.limits;
  }

  user({ actor, projectId }: Caller, name: string): Promise<RamUser> {
    return this.users.get(actor, projectId, name);
  }

  /** @throws Problem `not_found` */
  async policy({ actor, projectId }: Caller, name: string): Promise<StoredRamPolicy> {
    const policies = await this.policies.list(actor, projectId);
    const policy = policies.find((candidate) => candidate.name === name);
    if (policy === undefined) throw notFound('policy', name);
    return policy;
  }

  /** Of either type, with its texts, newest first. @throws Problem `not_found` */
  async anyPolicy(caller: Caller, type: string, name: string): Promise<ShownPolicy> {
    if (type === 'System') {
      const system = systemPolicy(name);
      if (system === undefined) throw notFound('policy', name);
      return { facts: presentSystemPolicy(system), versions: [systemVersion(system)], defaultVersion: 1 };
    }
    const policy = await this.policy(caller, name);
    const versions = await this.policies.versions(caller.actor, policy.id);
    return { facts: presentPolicy(policy), versions, defaultVersion: policy.defaultVersion };
  }

  /** Of policies of both types. */
  async attachments({ actor, projectId }: Caller): Promise<ShownAttachment[]> {
    const custom = await this.policies.attachments(actor, projectId);
    const system = await this.policies.systemAttachments(actor, projectId);
    return [
      ...custom.map((attachment) => ({ ...attachment, type: 'Custom' as const })),
      ...system.map((attachment) => ({ ...attachment, type: 'System' as const })),
    ];
  }

  /** Whose keys a call is about: the named user's, or the caller's own. */
  async holder(caller: SignedCaller, name: string | undefined): Promise<string> {
    return (name ?? '') === '' ? caller.signed.userId : (await this.user(caller, name ?? '')).id;
  }
}

/** How RAM calls whoever signed a call. */
export const ownName = ({
  username,
  userProjectId,
  projectId,
}: Pick<SignedActor, 'username' | 'userProjectId' | 'projectId'>): string =>
  nameInProject({ username, projectId: userProjectId }, projectId);
