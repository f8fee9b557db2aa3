import { Inject, Injectable } from '@nestjs/common';
import { requireAccess } from '../auth/access.js';
import type { Config } from '../config/config.js';
import { CONFIG } from '../config/config.token.js';
import { type Tx, UnitOfWork } from '../database/unit-of-work.js';
import type { Undo } from '../deployments/refreshes.service.js';
import type { Actor } from '../model/actor.js';
import type { Stage } from '../model/environment.js';
import { type StageVariable, VARIABLE_NAME } from '../model/stage-variable.js';
import { ProxyGroupsService } from '../proxy-groups/proxy-groups.service.js';
import { Clock } from '../shared/clock.js';
import type { Id } from '../shared/ids.js';
import { invalid, limitExceeded } from '../shared/problem.js';
import { StageChanges } from './stage-changes.js';
import { StageVariablesRepository } from './stage-variables.repository.js';

/** Which stage of which group, and how long its gateways are waited for. */
export interface StagePlace {
  readonly projectId: Id;
  readonly groupId: Id;
  readonly stage: Stage;
  readonly waitMs: number;
}

export type VariableInput = Pick<StageVariable, 'name' | 'value' | 'routeModel'>;

/** Variables of the stages of a group. What is live there follows a change at once, or the change is refused. */
@Injectable()
export class StageVariablesService {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly groups: ProxyGroupsService,
    private readonly repository: StageVariablesRepository,
    private readonly changes: StageChanges,
    private readonly clock: Clock,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  /** By name. */
  async ofStage(actor: Actor, projectId: Id, groupId: Id, stage: Stage): Promise<StageVariable[]> {
    await this.groups.getById(actor, projectId, groupId);
    return this.unitOfWork.read((tx) => this.repository.ofStage(tx, groupId, stage));
  }

  /** Makes it, or gives it another value. @throws Problem limit_exceeded, and what a deployment throws */
  async set(actor: Actor, place: StagePlace, input: VariableInput): Promise<void> {
    if (!VARIABLE_NAME.test(input.name)) {
      throw invalid('VariableName', 'use 1 to 50 letters, digits, underscores or dashes');
    }
    await this.#change(actor, place, `Set variable ${input.name}`, async (tx) => {
      const before = await this.repository.find(tx, place.groupId, place.stage, input.name);
      if (before === null) await this.#requireRoom(tx, place);
      await this.repository.put(tx, place.groupId, place.stage, { ...input, modifiedAt: this.clock.now() });
      return this.#restoring(place, input.name, before);
    });
  }

  /** Nothing happens when there is none. Refused (not_compilable) while something that is live there uses it. */
  async remove(actor: Actor, place: StagePlace, name: string): Promise<void> {
    await this.#change(actor, place, `Delete variable ${name}`, async (tx) => {
      const before = await this.repository.find(tx, place.groupId, place.stage, name);
      await this.repository.remove(tx, place.groupId, place.stage, name);
      return this.#restoring(place, name, before);
    });
  }

  async #change(
    actor: Actor,
    { projectId, groupId, stage, waitMs }: StagePlace,
    description: string,
    write: (tx: Tx) => Promise<Undo>,
  ): Promise<void> {
    requireAccess(actor, 'group.manage', projectId);
    await this.groups.getById(actor, projectId, groupId);
    await this.changes.apply(actor, { projectId, groupId, stages: [stage], description, waitMs, write });
  }

  /** One writes at a time: the environment's deployments take turns. */
  async #requireRoom(tx: Tx, { groupId, stage }: StagePlace): Promise<void> {
    const { stageVariables: most } = this.config.limits;
    const all = await this.repository.ofStage(tx, groupId, stage);
    if (all.length >= most) throw limitExceeded('stage-variable', most);
  }

  #restoring({ groupId, stage }: StagePlace, name: string, before: StageVariable | null): Undo {
    return (tx) =>
      before === null
        ? this.repository.remove(tx, groupId, stage, name)
        : this.repository.put(tx, groupId, stage, before);
  }
}
