import { Injectable } from '@nestjs/common';
import { type Tx, UnitOfWork } from '../database/unit-of-work.js';
import { type Actor, seesProject } from '../model/actor.js';
import { Clock } from '../shared/clock.js';
import { type Id, newId } from '../shared/ids.js';
import { invalid, notFound } from '../shared/problem.js';
import { requireAccess } from './access.js';
import type { RamAttachment, StoredRamPolicy } from './auth-types.js';
import { checkName, checkOptionalText } from './checks.js';
import { MembershipsRepository } from './memberships.repository.js';
import { RamPoliciesRepository } from './ram-policies.repository.js';
import { parseRamPolicy } from './ram-policy.js';
import { UsersRepository } from './users.repository.js';

export interface RamPolicyInput {
  /** Unique in the project; letters, digits and `. _ @ + -`, at most 128. */
  readonly name: string;
  readonly description?: string;
  /** `{ Version, Statement }`, cloudapi-2016-07-14.md 2.1. */
  readonly document: unknown;
}

/** What access keys may do through cloudapi. Every method needs `project.administer` in the policy's project. */
@Injectable()
export class RamPoliciesService {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly repository: RamPoliciesRepository,
    private readonly memberships: MembershipsRepository,
    private readonly users: UsersRepository,
    private readonly clock: Clock,
  ) {}

  async list(actor: Actor, projectId: Id): Promise<StoredRamPolicy[]> {
    requireAccess(actor, 'project.administer', projectId);
    return this.unitOfWork.read((tx) => this.repository.ofProject(tx, projectId));
  }

  async get(actor: Actor, id: Id): Promise<StoredRamPolicy> {
    return this.unitOfWork.read((tx) => this.#load(tx, actor, id));
  }

  /** @throws Problem `invalid_argument` whose field is the path in the document, `already_exists` */
  async create(actor: Actor, projectId: Id, input: RamPolicyInput): Promise<StoredRamPolicy> {
    requireAccess(actor, 'project.administer', projectId);
    const now = this.clock.now();
    const policy = { id: newId(), projectId, ...checked(input), createdAt: now, modifiedAt: now };
    await this.unitOfWork.run((tx) => this.repository.insert(tx, policy));
    return policy;
  }

  /** Absent members stay as they are. */
  async update(actor: Actor, id: Id, change: Partial<RamPolicyInput>): Promise<StoredRamPolicy> {
    return this.unitOfWork.run(async (tx) => {
      const policy = await this.#load(tx, actor, id);
      const input = {
        name: change.name ?? policy.name,
        description: change.description ?? policy.description,
        document: change.document ?? policy.document,
      };
      const changed = { ...policy, ...checked(input), modifiedAt: this.clock.now() };
      await this.repository.update(tx, changed);
      return changed;
    });
  }

  /** Detaches it from everybody too. */
  async delete(actor: Actor, id: Id): Promise<void> {
    await this.unitOfWork.run(async (tx) => {
      await this.#load(tx, actor, id);
      await this.repository.delete(tx, id);
    });
  }

  async attachments(actor: Actor, projectId: Id): Promise<RamAttachment[]> {
    requireAccess(actor, 'project.administer', projectId);
    return this.unitOfWork.read((tx) => this.repository.attachments(tx, projectId));
  }

  /** Attaching twice is attaching once. */
  async attach(actor: Actor, policyId: Id, userId: Id): Promise<void> {
    await this.unitOfWork.run(async (tx) => {
      const { projectId } = await this.#load(tx, actor, policyId);
      const user = await this.users.findById(tx, userId);
      if (user === undefined) throw notFound('user', userId);
      if (!user.admin && !(await this.memberships.exists(tx, projectId, userId))) {
        throw invalid('userId', `${user.username} is not a member of the project`);
      }
      await this.repository.attach(tx, policyId, userId);
    });
  }

  async detach(actor: Actor, policyId: Id, userId: Id): Promise<void> {
    await this.unitOfWork.run(async (tx) => {
      await this.#load(tx, actor, policyId);
      if (!(await this.repository.detach(tx, policyId, userId))) throw notFound('attachment', `${policyId}/${userId}`);
    });
  }

  async #load(tx: Tx, actor: Actor, id: Id): Promise<StoredRamPolicy> {
    const policy = await this.repository.findById(tx, id);
    if (policy === undefined || !seesProject(actor, policy.projectId)) throw notFound('policy', id);
    requireAccess(actor, 'project.administer', policy.projectId);
    return policy;
  }
}

function checked({
  name,
  description = '',
  document,
}: RamPolicyInput): Pick<StoredRamPolicy, 'name' | 'description' | 'document'> {
  checkName('name', name, 128);
  checkOptionalText('description', description, 1000);
  parseRamPolicy(document);
  return { name, description, document: Object(document) as object };
}
