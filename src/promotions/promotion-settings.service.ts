import { Injectable } from '@nestjs/common';
import { requireAccess, requireAdministrator } from '../auth/access.js';
import { type Tx, UnitOfWork } from '../database/unit-of-work.js';
import { type Actor, seesProject } from '../model/actor.js';
import type { PromotionInstance, PromotionMapping } from '../model/promotion.js';
import { SecretBox } from '../secrets/secret-box.js';
import { Clock } from '../shared/clock.js';
import { newId } from '../shared/ids.js';
import { Problem } from '../shared/problem.js';
import { PromotionSettingsRepository, type SealedInstance } from './promotion-settings.repository.js';
import { type Target, TargetClient } from './target-client.js';

export interface InstanceInput {
  readonly name: string;
  readonly url: string;
  readonly color: string;
  /** Undefined keeps the stored one, unless the URL changes. */
  readonly token: string | undefined;
}

export interface MappingInput extends Omit<PromotionMapping, 'id' | 'instanceId'> {
  readonly instanceName: string;
}

/** A mapping with the instance that it leads to. */
export interface MappedInstance {
  readonly mapping: PromotionMapping;
  readonly instance: PromotionInstance;
}

/** Where promotions may lead to, and what goes where. Administrators decide both: a mapping lets others use its token. */
@Injectable()
export class PromotionSettingsService {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly repository: PromotionSettingsRepository,
    private readonly targets: TargetClient,
    private readonly box: SecretBox,
    private readonly clock: Clock,
  ) {}

  async instances(actor: Actor): Promise<PromotionInstance[]> {
    requireAdministrator(actor);
    return this.unitOfWork.read((tx) => this.repository.instances(tx));
  }

  async createInstance(actor: Actor, input: InstanceInput): Promise<void> {
    requireAdministrator(actor);
    this.targets.check(input.url);
    if (input.token === undefined) throw tokenNeeded();
    const head = { id: newId(), name: input.name, url: input.url, color: input.color, createdAt: this.clock.now() };
    const instance = { ...head, tokenSealed: this.box.seal(input.token, ownerOf(head)) };
    await this.unitOfWork.run((tx) => this.repository.insertInstance(tx, instance));
  }

  async replaceInstance(actor: Actor, input: InstanceInput): Promise<void> {
    requireAdministrator(actor);
    this.targets.check(input.url);
    await this.unitOfWork.run(async (tx) => {
      const before = await this.#instance(tx, input.name);
      const after = { ...before, url: input.url, color: input.color };
      if (input.token === undefined && after.url !== before.url) throw tokenNeeded();
      const tokenSealed = input.token === undefined ? before.tokenSealed : this.box.seal(input.token, ownerOf(after));
      await this.repository.updateInstance(tx, { ...after, tokenSealed });
    });
  }

  async deleteInstance(actor: Actor, name: string): Promise<void> {
    requireAdministrator(actor);
    await this.unitOfWork.run(async (tx) => this.repository.deleteInstance(tx, await this.#instance(tx, name)));
  }

  /** Those of projects that the actor sees. */
  async mappings(actor: Actor): Promise<MappedInstance[]> {
    return this.unitOfWork.read(async (tx) => {
      const mappings = await this.repository.mappings(tx);
      return this.#withInstances(
        tx,
        mappings.filter(({ projectId }) => seesProject(actor, projectId)),
      );
    });
  }

  async createMapping(actor: Actor, input: MappingInput): Promise<void> {
    requireAdministrator(actor);
    await this.unitOfWork.run(async (tx) =>
      this.repository.insertMapping(tx, await this.#mappingOf(tx, newId(), input)),
    );
  }

  async replaceMapping(actor: Actor, input: MappingInput): Promise<void> {
    requireAdministrator(actor);
    await this.unitOfWork.run(async (tx) => {
      const { id } = await this.#mapping(tx, actor, input.name);
      await this.repository.updateMapping(tx, await this.#mappingOf(tx, id, input));
    });
  }

  async deleteMapping(actor: Actor, name: string): Promise<void> {
    requireAdministrator(actor);
    await this.unitOfWork.run(async (tx) =>
      this.repository.deleteMapping(tx, (await this.#mapping(tx, actor, name)).id),
    );
  }

  /** What these names lead to, for one who may send it there; in the order of `names`. */
  async executable(actor: Actor, names: readonly string[]): Promise<MappedInstance[]> {
    return this.unitOfWork.read(async (tx) => {
      const mappings: PromotionMapping[] = [];
      for (const name of names) {
        const mapping = await this.#mapping(tx, actor, name);
        requireAccess(actor, 'proxy.export', mapping.projectId);
        if (mapping.targetEnvironments.length > 0) requireAccess(actor, deployPermission(mapping), mapping.projectId);
        mappings.push(mapping);
      }
      return this.#withInstances(tx, mappings);
    });
  }

  /** Only for the call itself: the token leaves this process towards its own instance and nowhere else. */
  async target(instanceId: string): Promise<Target> {
    const instance = await this.unitOfWork.read((tx) => this.repository.instanceById(tx, instanceId));
    if (instance === undefined) throw new Problem('invalid_argument', 'The promotion instance is gone');
    return { name: instance.name, url: instance.url, token: this.box.open(instance.tokenSealed, ownerOf(instance)) };
  }

  async #withInstances(tx: Tx, mappings: readonly PromotionMapping[]): Promise<MappedInstance[]> {
    const instances = new Map((await this.repository.instances(tx)).map((instance) => [instance.id, instance]));
    return mappings.flatMap((mapping) => {
      const instance = instances.get(mapping.instanceId);
      return instance === undefined ? [] : [{ mapping, instance }];
    });
  }

  async #mappingOf(tx: Tx, id: string, { instanceName, ...input }: MappingInput): Promise<PromotionMapping> {
    if (input.kind === 'PROXY_GROUP' && input.targetName !== input.sourceName) {
      throw new Problem('invalid_argument', 'targetApiName must be sourceApiName: a group keeps its name');
    }
    return { ...input, id, instanceId: (await this.#instance(tx, instanceName)).id };
  }

  async #instance(tx: Tx, name: string): Promise<SealedInstance> {
    const instance = await this.repository.instanceByName(tx, name);
    if (instance === undefined) throw notThere('instance', name);
    return instance;
  }

  async #mapping(tx: Tx, actor: Actor, name: string): Promise<PromotionMapping> {
    const [mapping] = await this.repository.mappingsByName(tx, [name]);
    if (mapping === undefined || !seesProject(actor, mapping.projectId)) throw notThere('mapping', name);
    return mapping;
  }
}

const deployPermission = ({ kind }: PromotionMapping) => (kind === 'PROXY_GROUP' ? 'group.deploy' : 'proxy.deploy');

/** Bound to the address: a token that was sealed for one place cannot be sent to another. */
const ownerOf = ({ id, url }: Pick<SealedInstance, 'id' | 'url'>): string => `promotion instance ${id} at ${url}`;

const tokenNeeded = (): Problem =>
  new Problem('missing_argument', 'token value can not be empty! A new instance, or a new url, needs one');

/** In the house style: the contract has no operation on these. */
export const notThere = (what: 'instance' | 'mapping' | 'execution', name: string): Problem =>
  new Problem(
    'invalid_argument',
    `Promotion ${what} (${name}) is not found or user does not have privilege to access it!`,
  );
