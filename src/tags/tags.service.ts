import { Injectable } from '@nestjs/common';
import { requireAccess } from '../auth/access.js';
import { type Tx, UnitOfWork } from '../database/unit-of-work.js';
import type { Actor } from '../model/actor.js';
import type { KeyAndValue, ResourceTag, TaggedType } from '../model/resource-tag.js';
import type { Id } from '../shared/ids.js';
import { notFound } from '../shared/problem.js';
import { ResourceTagsRepository, type TagFilter } from './resource-tags.repository.js';

/** Which of these ids exist in the project. Those stay until the transaction ends. */
export type Existing = (tx: Tx, projectId: Id, ids: readonly Id[]) => Promise<readonly Id[]>;

export type WritableType = Exclude<TaggedType, 'api'>;

/** Tags of objects of any kind. Who owns a kind says what of it exists; of a kind that nobody owns there is nothing. */
@Injectable()
export class TagsService {
  readonly #owners = new Map<WritableType, Existing>();

  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly repository: ResourceTagsRepository,
  ) {}

  /** Called by the module that owns a kind of object. */
  own(type: WritableType, existing: Existing): void {
    this.#owners.set(type, existing);
  }

  /** By resource and key. */
  async list(actor: Actor, projectId: Id, type: TaggedType, filter: TagFilter): Promise<ResourceTag[]> {
    requireAccess(actor, 'group.view', projectId);
    return this.unitOfWork.read((tx) => this.repository.find(tx, projectId, type, filter));
  }

  /** All tags on all objects, or nothing. @throws Problem not_found */
  async tag(
    actor: Actor,
    projectId: Id,
    type: WritableType,
    ids: readonly Id[],
    tags: readonly KeyAndValue[],
  ): Promise<void> {
    await this.#change(actor, projectId, type, ids, (tx) => this.repository.put(tx, projectId, type, ids, tags));
  }

  /** `keys` null: all of them. What is not there counts as removed. @throws Problem not_found */
  async untag(
    actor: Actor,
    projectId: Id,
    type: WritableType,
    ids: readonly Id[],
    keys: readonly string[] | null,
  ): Promise<void> {
    await this.#change(actor, projectId, type, ids, (tx) => this.repository.remove(tx, type, ids, keys));
  }

  /** For use cases that make an object: inside their transaction. Checks no permission. */
  async tagNew(tx: Tx, projectId: Id, type: TaggedType, id: Id, tags: readonly KeyAndValue[]): Promise<void> {
    if (tags.length > 0) await this.repository.put(tx, projectId, type, [id], tags);
  }

  async #change(
    actor: Actor,
    projectId: Id,
    type: WritableType,
    ids: readonly Id[],
    write: (tx: Tx) => Promise<void>,
  ): Promise<void> {
    requireAccess(actor, 'group.manage', projectId);
    await this.unitOfWork.run(async (tx) => {
      const existing = new Set(await this.#owners.get(type)?.(tx, projectId, ids));
      const absent = ids.find((id) => !existing.has(id));
      if (absent !== undefined) throw notFound('tagged', absent);
      await write(tx);
    });
  }
}
