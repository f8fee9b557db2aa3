import { Injectable } from '@nestjs/common';
import { requireAccess } from '../auth/access.js';
import { type Tx, UnitOfWork } from '../database/unit-of-work.js';
import type { Actor } from '../model/actor.js';
import { Clock } from '../shared/clock.js';
import { type Id, newId } from '../shared/ids.js';
import type { Page, PageRequest } from '../shared/page.js';
import { notFound, Problem } from '../shared/problem.js';
import type { VpcAccess, VpcAccessFilter, VpcAccessPlace } from '../vpc-accesses/vpc-access.js';
import { VpcAccessesRepository } from '../vpc-accesses/vpc-accesses.repository.js';
import { RefreshesService } from './refreshes.service.js';
import type { VpcUse } from './vpc-use.js';
import { VpcUsesRepository } from './vpc-uses.repository.js';

export type NewVpcAccess = Omit<VpcAccess, 'id' | 'projectId' | 'createdAt'>;
export type VpcAccessChange = Partial<VpcAccessPlace & Pick<VpcAccess, 'targetHostName'>>;

/** VPC accesses, and the live APIs whose backends they are. */
@Injectable()
export class VpcBackendsService {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly accesses: VpcAccessesRepository,
    private readonly uses: VpcUsesRepository,
    private readonly refreshes: RefreshesService,
    private readonly clock: Clock,
  ) {}

  /** @throws Problem already_exists */
  async add(actor: Actor, projectId: Id, input: NewVpcAccess): Promise<VpcAccess> {
    requireAccess(actor, 'group.manage', projectId);
    const access = { ...input, id: newId(), projectId, createdAt: this.clock.now() };
    await this.unitOfWork.run((tx) => this.accesses.insert(tx, access));
    return access;
  }

  async search(actor: Actor, projectId: Id, filter: VpcAccessFilter, page: PageRequest): Promise<Page<VpcAccess>> {
    requireAccess(actor, 'group.view', projectId);
    return this.unitOfWork.read((tx) => this.accesses.search(tx, projectId, filter, page));
  }

  /** The access at a place. @throws Problem not_found */
  async at(actor: Actor, projectId: Id, place: VpcAccessPlace): Promise<VpcAccess> {
    requireAccess(actor, 'group.view', projectId);
    return this.unitOfWork.read((tx) => this.#find(tx, projectId, place));
  }

  /** @throws Problem not_found */
  async named(actor: Actor, projectId: Id, name: string): Promise<VpcAccess> {
    requireAccess(actor, 'group.view', projectId);
    return this.unitOfWork.read((tx) => this.#find(tx, projectId, { name }));
  }

  /** What is live through it. */
  async usesOf(actor: Actor, access: VpcAccess): Promise<VpcUse[]> {
    requireAccess(actor, 'group.view', access.projectId);
    return this.unitOfWork.read((tx) => this.uses.live(tx, access));
  }

  /** @throws Problem in_use while something is live through it: what is served stays whole */
  async remove(actor: Actor, projectId: Id, place: VpcAccessPlace): Promise<void> {
    requireAccess(actor, 'group.manage', projectId);
    await this.unitOfWork.run(async (tx) => {
      const access = await this.#locked(tx, projectId, place);
      const [use] = await this.uses.live(tx, access);
      if (use !== undefined) {
        throw new Problem('in_use', `API '${use.apiName}' is live through '${access.name}': abolish it first`, {
          resource: 'vpc-access',
          name: access.name,
        });
      }
      await this.accesses.delete(tx, access.id);
    });
  }

  /**
   * Where it leads to, for everything that is live through it at once. Absent members stay as they are. Returns the id
   * under which `updated` tells what that was.
   */
  async change(
    actor: Actor,
    command: {
      readonly projectId: Id;
      readonly name: string;
      readonly change: VpcAccessChange;
      readonly waitMs: number;
    },
  ): Promise<Id> {
    const { projectId, name, change, waitMs } = command;
    requireAccess(actor, 'group.manage', projectId);
    const id = newId();
    await this.refreshes.spread(actor, {
      projectId,
      description: `VPC access ${name} changed`,
      waitMs,
      places: async (tx) => placesOf(await this.uses.live(tx, await this.#locked(tx, projectId, { name }))),
      change: async (tx) => {
        const access = await this.#find(tx, projectId, { name });
        const uses = await this.uses.live(tx, access);
        await this.accesses.update(tx, { ...access, ...change });
        await this.uses.keepUpdate(tx, { id, projectId, uses, createdAt: this.clock.now() });
        return (back) => this.accesses.update(back, access);
      },
    });
    return id;
  }

  /** What a change went live for. */
  async updated(actor: Actor, projectId: Id, id: Id): Promise<readonly VpcUse[]> {
    requireAccess(actor, 'group.view', projectId);
    const update = await this.unitOfWork.read((tx) => this.uses.update(tx, projectId, id));
    if (update === undefined) throw notFound('vpc-update', id);
    return update.uses;
  }

  async #find(tx: Tx, projectId: Id, by: VpcAccessPlace | { readonly name: string }): Promise<VpcAccess> {
    const access = await this.accesses.find(tx, projectId, by);
    if (access === undefined) throw notFound('vpc-access', 'name' in by ? by.name : `${by.instanceId}:${by.port}`);
    return access;
  }

  async #locked(tx: Tx, projectId: Id, by: VpcAccessPlace | { readonly name: string }): Promise<VpcAccess> {
    await this.accesses.lock(tx, (await this.#find(tx, projectId, by)).id);
    return this.#find(tx, projectId, by);
  }
}

/** Each once, in order. */
const placesOf = (uses: readonly VpcUse[]) => [
  ...new Map(
    uses.map(({ environmentId, groupId }) => [`${environmentId} ${groupId}`, { environmentId, groupId }]),
  ).values(),
];
