import { Inject, Injectable } from '@nestjs/common';
import { requireAccess } from '../auth/access.js';
import type { Config } from '../config/config.js';
import { CONFIG } from '../config/config.token.js';
import { type Tx, UnitOfWork } from '../database/unit-of-work.js';
import type { Undo } from '../deployments/refreshes.service.js';
import type { Actor } from '../model/actor.js';
import { STAGES, type Stage } from '../model/environment.js';
import type { DomainType, GroupDomain } from '../model/group-domain.js';
import type { ProxyGroup } from '../model/proxy-group.js';
import { ProxyGroupsService } from '../proxy-groups/proxy-groups.service.js';
import { SecretBox } from '../secrets/secret-box.js';
import { Clock } from '../shared/clock.js';
import { type Id, newId } from '../shared/ids.js';
import { alreadyExists, limitExceeded, notFound, Problem } from '../shared/problem.js';
import { domainName } from './domain-name.js';
import { DomainResolver } from './domain-resolver.js';
import { type CertificateRow, type DomainRow, GroupDomainsRepository } from './group-domains.repository.js';
import { type CertificateInput, readCertificate } from './read-certificate.js';
import { StageChanges } from './stage-changes.js';

/** Which group, and how long the gateways of its stages are waited for. */
export interface DomainPlace {
  readonly projectId: Id;
  readonly groupId: Id;
  readonly waitMs: number;
}

export interface DomainInput extends Pick<GroupDomain, 'name' | 'stage' | 'redirectsToHttps'> {
  readonly type: DomainType;
  /** Take it from another group of the project. */
  readonly force: boolean;
}

/** Hosts of a group beside its own subdomain. What is live follows at once in every stage, or the change is refused. */
@Injectable()
export class DomainsService {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly groups: ProxyGroupsService,
    private readonly repository: GroupDomainsRepository,
    private readonly changes: StageChanges,
    private readonly resolver: DomainResolver,
    private readonly box: SecretBox,
    private readonly clock: Clock,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  /** In the order of binding. */
  async ofGroup(actor: Actor, projectId: Id, groupId: Id): Promise<GroupDomain[]> {
    await this.groups.getById(actor, projectId, groupId);
    return this.unitOfWork.read((tx) => this.repository.ofGroup(tx, groupId));
  }

  /** @throws Problem not_found */
  async get(actor: Actor, projectId: Id, groupId: Id, name: string): Promise<GroupDomain> {
    await this.groups.getById(actor, projectId, groupId);
    return this.#bound(groupId, name);
  }

  /**
   * Binds it, or changes how it is bound.
   * @throws Problem already_exists where another group has it, limit_exceeded, not_resolved, and what a deployment throws
   */
  async bind(actor: Actor, place: DomainPlace, input: DomainInput): Promise<GroupDomain> {
    const group = await this.#managed(actor, place);
    const { region, groupDomain } = this.config;
    const name = domainName(input.name, groupDomain);
    const before = await this.unitOfWork.read((tx) => this.repository.find(tx, name));
    const giverId = before === null || before.groupId === group.id ? undefined : before.groupId;
    if (giverId !== undefined) await this.#requireTakeable(actor, group, name, giverId, input.force);
    await this.resolver.requireAlias(name, `${group.id}-${region}.${groupDomain}`);
    const kept = giverId === undefined ? before : null;
    const { stage, type, redirectsToHttps } = input;
    const domain: DomainRow = {
      name,
      groupId: group.id,
      stage,
      type,
      redirectsToHttps,
      certificate: kept?.certificate ?? null,
      keySealed: kept?.keySealed ?? null,
      createdAt: kept?.createdAt ?? this.clock.now(),
    };
    await this.#replace(actor, place, `Bind domain ${name}`, before, domain);
    return domain;
  }

  /** Nothing happens when the group has none of that name. */
  async unbind(actor: Actor, place: DomainPlace, name: string): Promise<void> {
    const group = await this.#managed(actor, place);
    const before = await this.unitOfWork.read((tx) => this.repository.find(tx, name.trim().toLowerCase()));
    if (before === null || before.groupId !== group.id || before.type === 'VPC') return;
    await this.#replace(actor, place, `Unbind domain ${before.name}`, before, null);
  }

  /** The second subdomain that a group may have of its own. */
  async switchVpcDomain(actor: Actor, place: DomainPlace, isOn: boolean): Promise<void> {
    const group = await this.#managed(actor, place);
    const { region, groupDomain } = this.config;
    const name = `${group.id}-${region}-vpc.${groupDomain}`;
    const before = await this.unitOfWork.read((tx) => this.repository.find(tx, name));
    if ((before !== null) === isOn) return;
    const domain: DomainRow = {
      name,
      groupId: group.id,
      stage: null,
      type: 'VPC',
      redirectsToHttps: false,
      certificate: null,
      keySealed: null,
      createdAt: this.clock.now(),
    };
    await this.#replace(actor, place, `Switch VPC domain ${isOn ? 'on' : 'off'}`, before, isOn ? domain : null);
  }

  /** @throws Problem not_found; invalid_argument for a certificate that cannot serve the domain */
  async setCertificate(
    actor: Actor,
    place: DomainPlace,
    domain: string,
    input: CertificateInput & { readonly name: string },
  ): Promise<void> {
    requireAccess(actor, 'group.manage', place.projectId);
    await this.groups.getById(actor, place.projectId, place.groupId);
    const row = await this.#bound(place.groupId, domain);
    const { name, body, key } = input;
    const validity = readCertificate({ body, key }, row.name, this.clock.now());
    const certificate = { id: newId(), name, body, ...validity };
    const keySealed = this.box.seal(key, certificate.id);
    await this.#replaceCertificate(actor, place, row, { certificate, keySealed });
  }

  /** Nothing happens when the domain has no such certificate. */
  async removeCertificate(actor: Actor, place: DomainPlace, domain: string, id: Id): Promise<void> {
    requireAccess(actor, 'group.manage', place.projectId);
    await this.groups.getById(actor, place.projectId, place.groupId);
    const row = await this.unitOfWork.read((tx) => this.repository.find(tx, domain.trim().toLowerCase()));
    if (row === null || row.groupId !== place.groupId || row.certificate?.id !== id) return;
    await this.#replaceCertificate(actor, place, row, { certificate: null, keySealed: null });
  }

  async #managed(actor: Actor, { projectId, groupId }: DomainPlace): Promise<ProxyGroup> {
    requireAccess(actor, 'group.manage', projectId);
    const group = await this.groups.getById(actor, projectId, groupId);
    if (group.settings.ownHost) return group;
    throw new Problem('not_representable', 'it is served at its path on every host, so it has no domains', {
      resource: 'group',
      name: groupId,
    });
  }

  async #bound(groupId: Id, name: string): Promise<DomainRow> {
    const row = await this.unitOfWork.read((tx) => this.repository.find(tx, name.trim().toLowerCase()));
    if (row === null || row.groupId !== groupId || row.type === 'VPC') throw notFound('domain', name);
    return row;
  }

  /** From a group of another project nobody may take: nothing here shows whose the domain is. */
  async #requireTakeable(actor: Actor, group: ProxyGroup, name: string, giverId: Id, force: boolean): Promise<void> {
    const others = await this.groups.search(actor, group.projectId, { id: giverId, order: 'name' });
    if (!force || others.total === 0) throw alreadyExists('domain', name);
  }

  /** One row for another; null: none. */
  async #replace(
    actor: Actor,
    { projectId, groupId, waitMs }: DomainPlace,
    description: string,
    before: DomainRow | null,
    after: DomainRow | null,
  ): Promise<void> {
    const giverId = before !== null && before.groupId !== groupId ? before.groupId : undefined;
    await this.changes.apply(actor, {
      projectId,
      groupId,
      ...(giverId === undefined ? {} : { giverId }),
      stages: stagesOf(before, after),
      description,
      waitMs,
      write: async (tx) => {
        await this.#requireUnchanged(tx, before, after);
        await this.#put(tx, before, after);
        return this.#undo(before, after);
      },
    });
  }

  async #replaceCertificate(actor: Actor, place: DomainPlace, domain: DomainRow, after: CertificateRow): Promise<void> {
    const [beforeId, afterId] = [domain.certificate?.id ?? null, after.certificate?.id ?? null];
    await this.changes.apply(actor, {
      ...place,
      stages: stagesOf(domain, null),
      description: `${afterId === null ? 'Remove' : 'Set'} certificate of domain ${domain.name}`,
      write: async (tx) => {
        const now = await this.repository.find(tx, domain.name);
        if (
          now?.groupId !== domain.groupId ||
          now.stage !== domain.stage ||
          now.certificate?.id !== domain.certificate?.id
        )
          throw new Problem('busy', `domain ${domain.name} is being changed elsewhere: try again`);
        await this.repository.replaceCertificate(tx, domain, beforeId, after);
        return (back) => this.repository.replaceCertificate(back, domain, afterId, domain);
      },
    });
  }

  #undo(before: DomainRow | null, after: DomainRow | null): Undo {
    return (tx) => this.#put(tx, after, before);
  }

  async #put(tx: Tx, old: DomainRow | null, next: DomainRow | null): Promise<void> {
    if (old !== null) await this.repository.remove(tx, old.name);
    if (next !== null) await this.repository.insert(tx, next);
  }

  /** Others may have been faster since it was read; the group's row is locked, so that two do not find room for one. */
  async #requireUnchanged(tx: Tx, before: DomainRow | null, after: DomainRow | null): Promise<void> {
    const name = (before ?? after)?.name ?? '';
    const now = await this.repository.find(tx, name);
    if (now?.groupId !== before?.groupId)
      throw new Problem('busy', `domain ${name} is being bound elsewhere: try again`);
    if (after === null || after.type === 'VPC' || before?.groupId === after.groupId) return;
    const { domainsPerGroup: most } = this.config.limits;
    if ((await this.repository.countLocked(tx, after.groupId)) >= most) throw limitExceeded('domain', most);
  }
}

/** All in which it is or was bound. */
function stagesOf(before: DomainRow | null, after: DomainRow | null): readonly Stage[] {
  const bound = [before, after].flatMap((row) => (row === null ? [] : [row.stage]));
  return bound.includes(null) ? STAGES : STAGES.filter((stage) => bound.includes(stage));
}
