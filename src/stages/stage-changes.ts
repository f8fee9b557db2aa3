import { Injectable, Logger } from '@nestjs/common';
import { type Tx, UnitOfWork } from '../database/unit-of-work.js';
import { RefreshesService, type Undo } from '../deployments/refreshes.service.js';
import { EnvironmentsService } from '../environments/environments.service.js';
import type { Actor } from '../model/actor.js';
import { type Environment, STAGES, type Stage } from '../model/environment.js';
import type { Id } from '../shared/ids.js';
import { isProblem } from '../shared/problem.js';

export interface StageChange {
  readonly projectId: Id;
  readonly groupId: Id;
  /** A group that gives something up for it, and is refreshed with it. */
  readonly giverId?: Id;
  /** Stages in which it shall be live. */
  readonly stages: readonly Stage[];
  readonly description: string;
  /** For the gateways of all stages together. */
  readonly waitMs: number;
  /** Writes the change. Runs in one transaction with what makes it live in the first stage; again when that is repeated. */
  readonly write: (tx: Tx) => Promise<Undo>;
}

/**
 * A change of what surrounds a group's live APIs, stage after stage. An environment is the largest thing that changes in
 * one transaction, so when a stage refuses, the change is taken back and the stages before it follow.
 */
@Injectable()
export class StageChanges {
  readonly #logger = new Logger('Stages');

  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly environments: EnvironmentsService,
    private readonly refreshes: RefreshesService,
  ) {}

  /** Checks no permission. Throws as a deployment does; then the change is not written, and what was served is. */
  async apply(actor: Actor, change: StageChange): Promise<void> {
    const [first, ...others] = await this.#environmentsOf(actor, change.stages);
    if (first === undefined) {
      await this.unitOfWork.run(change.write);
      return;
    }
    let undo: Undo = nothing;
    const done: Environment[] = [];
    try {
      await this.#refresh(actor, change, first, async (tx) => {
        undo = await change.write(tx);
      });
      done.push(first);
      for (const environment of others) {
        await this.#refresh(actor, change, environment, nothing);
        done.push(environment);
      }
    } catch (error) {
      const isWritten = done.length > 0 || (isProblem(error) && error.code === 'deployment_rejected');
      if (isWritten) await this.#takeBack(actor, change, done, undo);
      throw error;
    }
  }

  async #refresh(actor: Actor, change: StageChange, environment: Environment, write: Undo): Promise<void> {
    const { projectId, groupId, giverId, description, stages, waitMs } = change;
    await this.refreshes.refresh(actor, {
      projectId,
      groupId,
      ...(giverId === undefined ? {} : { giverId }),
      environmentId: environment.id,
      description,
      waitMs: Math.ceil(waitMs / stages.length),
      change: write,
    });
  }

  /** Who waits for an answer hears why the change was refused; that the way back failed as well is for the log. */
  async #takeBack(actor: Actor, change: StageChange, done: readonly Environment[], undo: Undo): Promise<void> {
    try {
      await this.unitOfWork.run(undo);
      const back = { ...change, ...swapped(change), description: `${change.description}: taken back` };
      for (const environment of done) await this.#refresh(actor, back, environment, nothing);
    } catch (error) {
      this.#logger.error({ err: error }, `'${change.description}' of group ${change.groupId} could not be taken back`);
    }
  }

  /** In the order of STAGES. */
  async #environmentsOf(actor: Actor, stages: readonly Stage[]): Promise<Environment[]> {
    const all = await this.environments.list(actor);
    return STAGES.filter((stage) => stages.includes(stage)).flatMap(
      (stage) => all.find((environment) => environment.stage === stage) ?? [],
    );
  }
}

/** On the way back the other group gives. */
const swapped = ({ groupId, giverId }: StageChange): Partial<StageChange> =>
  giverId === undefined ? {} : { groupId: giverId, giverId: groupId };

const nothing: Undo = async () => undefined;
