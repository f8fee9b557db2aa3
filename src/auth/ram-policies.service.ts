import { Injectable } from '@nestjs/common';
import { type Tx, UnitOfWork } from '../database/unit-of-work.js';
import { type Actor, seesProject } from '../model/actor.js';
import { Clock } from '../shared/clock.js';
import { type Id, newId } from '../shared/ids.js';
import { invalid, limitExceeded, notFound, Problem } from '../shared/problem.js';
import { requireAccess } from './access.js';
import type { RamAttachment, RamPolicyVersion, RamSystemAttachment, StoredRamPolicy } from './auth-types.js';
import { checkName, checkOptionalText } from './checks.js';
import { MembershipsRepository } from './memberships.repository.js';
import { RamPoliciesRepository } from './ram-policies.repository.js';
import { parseRamPolicy } from './ram-policy.js';
import { systemPolicy } from './system-policies.js';
import { UsersRepository } from './users.repository.js';

export interface RamPolicyInput {
  /** Unique in the project; letters, digits and `. _ @ + -`, at most 128. */
  readonly name: string;
  readonly description?: string;
  /** `{ Version, Statement }`, cloudapi-2016-07-14.md 2.1. */
  readonly document: unknown;
  /** `document` as it was written, where it came as a text. */
  readonly text?: string;
}

/** Of one policy, as the vendor bounds it. */
const MOST_VERSIONS = 5;

type Text = Pick<RamPolicyInput, 'document' | 'text'>;

interface VersionRules {
  readonly asDefault: boolean;
  /** The oldest version that is not the default makes room where there is none. */
  readonly rotate: boolean;
}

const AS_DEFAULT: VersionRules = { asDefault: true, rotate: true };

const textOf = ({ document, text }: Text): string => text ?? JSON.stringify(document);

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
    const first = { defaultVersion: 1, lastVersion: 1, createdAt: now, modifiedAt: now };
    const policy = { id: newId(), projectId, ...checked(input), ...first };
    await this.unitOfWork.run(async (tx) => {
      await this.repository.insert(tx, policy);
      await this.repository.addVersion(tx, policy.id, { number: 1, text: textOf(input), createdAt: now });
    });
    return policy;
  }

  /** Absent members stay as they are. Another document is a version of its own, and the default from now on. */
  async update(actor: Actor, id: Id, change: Partial<RamPolicyInput>): Promise<StoredRamPolicy> {
    const { document, ...others } = change;
    return this.unitOfWork.run(async (tx) => {
      if (document !== undefined) await this.#addVersion(tx, actor, id, { document }, AS_DEFAULT);
      const policy = await this.#load(tx, actor, id);
      const changed = { ...policy, ...checked({ ...policy, ...others }), modifiedAt: this.clock.now() };
      await this.repository.update(tx, changed);
      return changed;
    });
  }

  /** Detaches it from everybody too, and takes its versions along. */
  async delete(actor: Actor, id: Id): Promise<void> {
    await this.unitOfWork.run(async (tx) => {
      await this.#load(tx, actor, id);
      await this.repository.delete(tx, id);
    });
  }

  /**
   * As RAM deletes: nothing that is in use.
   * @param withVersions versions that are not the default are no use
   * @throws Problem `in_use` whose field is `user` or `version`
   */
  async deleteUnused(actor: Actor, id: Id, withVersions: boolean): Promise<void> {
    await this.unitOfWork.run(async (tx) => {
      const { projectId } = await this.#lock(tx, actor, id);
      const attachments = await this.repository.attachments(tx, projectId);
      if (attachments.some(({ policyId }) => policyId === id)) throw inUse('user', 'it is attached to a user');
      const versions = await this.repository.versions(tx, id);
      if (versions.length > 1 && !withVersions) throw inUse('version', 'it has other versions');
      await this.repository.delete(tx, id);
    });
  }

  /** Newest first. */
  async versions(actor: Actor, id: Id): Promise<RamPolicyVersion[]> {
    return this.unitOfWork.read(async (tx) => {
      await this.#load(tx, actor, id);
      return this.repository.versions(tx, id);
    });
  }

  /**
   * @throws Problem `limit_exceeded` when there are five and none may go
   */
  async addVersion(actor: Actor, id: Id, input: Text, how: VersionRules): Promise<RamPolicyVersion> {
    return this.unitOfWork.run((tx) => this.#addVersion(tx, actor, id, input, how));
  }

  /** @throws Problem `not_found`, `in_use` for the default one */
  async deleteVersion(actor: Actor, id: Id, number: number): Promise<void> {
    await this.unitOfWork.run(async (tx) => {
      const policy = await this.#lock(tx, actor, id);
      const version = await this.#version(tx, id, number);
      if (version.number === policy.defaultVersion) {
        throw new Problem('in_use', 'this is the default version: choose another one first', {
          resource: 'policy-version',
        });
      }
      await this.repository.deleteVersion(tx, id, number);
    });
  }

  /** What keys may do follows this version from the next call on. */
  async setDefaultVersion(actor: Actor, id: Id, number: number): Promise<void> {
    await this.unitOfWork.run(async (tx) => {
      const policy = await this.#lock(tx, actor, id);
      await this.repository.update(tx, this.#defaulted(policy, await this.#version(tx, id, number)));
    });
  }

  async attachments(actor: Actor, projectId: Id): Promise<RamAttachment[]> {
    requireAccess(actor, 'project.administer', projectId);
    return this.unitOfWork.read((tx) => this.repository.attachments(tx, projectId));
  }

  /** False when it is attached already. */
  async attach(actor: Actor, policyId: Id, userId: Id): Promise<boolean> {
    return this.unitOfWork.run(async (tx) => {
      const { projectId } = await this.#load(tx, actor, policyId);
      await this.#requireMember(tx, projectId, userId);
      return this.repository.attach(tx, policyId, userId, this.clock.now());
    });
  }

  async detach(actor: Actor, policyId: Id, userId: Id): Promise<void> {
    await this.unitOfWork.run(async (tx) => {
      await this.#load(tx, actor, policyId);
      if (!(await this.repository.detach(tx, policyId, userId))) throw notFound('attachment', `${policyId}/${userId}`);
    });
  }

  async systemAttachments(actor: Actor, projectId: Id): Promise<RamSystemAttachment[]> {
    requireAccess(actor, 'project.administer', projectId);
    return this.unitOfWork.read((tx) => this.repository.systemAttachments(tx, projectId));
  }

  /** False when it is attached already. @throws Problem `not_found` for a name that is no system policy */
  async attachSystem(actor: Actor, projectId: Id, policyName: string, userId: Id): Promise<boolean> {
    requireAccess(actor, 'project.administer', projectId);
    if (systemPolicy(policyName) === undefined) throw notFound('policy', policyName);
    return this.unitOfWork.run(async (tx) => {
      await this.#requireMember(tx, projectId, userId);
      return this.repository.attachSystem(tx, { projectId, userId, policyName, attachedAt: this.clock.now() });
    });
  }

  async detachSystem(actor: Actor, projectId: Id, policyName: string, userId: Id): Promise<void> {
    requireAccess(actor, 'project.administer', projectId);
    const detached = await this.unitOfWork.run((tx) =>
      this.repository.detachSystem(tx, { projectId, userId, policyName }),
    );
    if (!detached) throw notFound('attachment', `${policyName}/${userId}`);
  }

  async #requireMember(tx: Tx, projectId: Id, userId: Id): Promise<void> {
    const user = await this.users.findById(tx, userId);
    if (user === undefined) throw notFound('user', userId);
    if (!user.admin && !(await this.memberships.exists(tx, projectId, userId))) {
      throw invalid('userId', `${user.username} is not a member of the project`);
    }
  }

  async #addVersion(tx: Tx, actor: Actor, id: Id, input: Text, how: VersionRules): Promise<RamPolicyVersion> {
    const policy = await this.#lock(tx, actor, id);
    parseRamPolicy(input.document);
    const versions = await this.repository.versions(tx, id);
    if (versions.length >= MOST_VERSIONS) {
      const oldest = versions.findLast(({ number }) => number !== policy.defaultVersion);
      if (!how.rotate || oldest === undefined) throw limitExceeded('policy-version', MOST_VERSIONS);
      await this.repository.deleteVersion(tx, id, oldest.number);
    }
    const version = { number: policy.lastVersion + 1, text: textOf(input), createdAt: this.clock.now() };
    await this.repository.addVersion(tx, id, version);
    const counted = { ...policy, lastVersion: version.number };
    await this.repository.update(tx, how.asDefault ? this.#defaulted(counted, version) : counted);
    return version;
  }

  #defaulted(policy: StoredRamPolicy, { number, text }: RamPolicyVersion): StoredRamPolicy {
    return { ...policy, document: JSON.parse(text), defaultVersion: number, modifiedAt: this.clock.now() };
  }

  async #version(tx: Tx, policyId: Id, number: number): Promise<RamPolicyVersion> {
    const versions = await this.repository.versions(tx, policyId);
    const version = versions.find((candidate) => candidate.number === number);
    if (version === undefined) throw notFound('policy-version', `v${number}`);
    return version;
  }

  /** Of two that change a policy's versions, one sees what the other did. */
  async #lock(tx: Tx, actor: Actor, id: Id): Promise<StoredRamPolicy> {
    await this.repository.lock(tx, id);
    return this.#load(tx, actor, id);
  }

  async #load(tx: Tx, actor: Actor, id: Id): Promise<StoredRamPolicy> {
    const policy = await this.repository.findById(tx, id);
    if (policy === undefined || !seesProject(actor, policy.projectId)) throw notFound('policy', id);
    requireAccess(actor, 'project.administer', policy.projectId);
    return policy;
  }
}

const inUse = (field: string, words: string): Problem => new Problem('in_use', words, { resource: 'policy', field });

function checked({
  name,
  description = '',
  document,
}: RamPolicyInput): Pick<StoredRamPolicy, 'name' | 'description' | 'document'> {
  checkName('name', name, 128);
  checkOptionalText('description', description, 1024);
  parseRamPolicy(document);
  return { name, description, document: Object(document) as object };
}
