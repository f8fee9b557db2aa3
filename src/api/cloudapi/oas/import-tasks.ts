import { Inject, Injectable, Logger, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import type { Config } from '../../../config/config.js';
import { CONFIG } from '../../../config/config.token.js';
import type { Limits } from '../../../config/limits.js';
import type { Actor } from '../../../model/actor.js';
import type { GroupImport } from '../../../proxy-groups/group-imports.repository.js';
import { GroupImportsService, type ImportRules } from '../../../proxy-groups/group-imports.service.js';
import type { JsonValue } from '../../../shared/canonical-json.js';
import { type Id, newId } from '../../../shared/ids.js';
import { isProblem } from '../../../shared/problem.js';
import type { ImportEntry } from './import-entry.js';
import { type ImportPlan, type PlanRequest, planImport } from './plan-import.js';

/** `WAIT` before, `OVER` or `FAIL` after. */
export type TaskRow = {
  readonly apiId: string;
  readonly apiName: string;
  readonly groupId: Id;
  readonly description: string;
  readonly method: string;
  readonly path: string;
  readonly status: 'WAIT' | 'OVER' | 'FAIL';
  readonly reason: string;
};

export interface TaskState {
  readonly isFinished: boolean;
  readonly rows: readonly TaskRow[];
}

type StoredRequest = Omit<PlanRequest, 'groupId' | 'limits'>;

const rulesWithin = (limits: Limits): ImportRules<ImportPlan> => ({
  decide: (task, members) => planImport({ ...requestOf(task), groupId: task.groupId, limits }, members, newId),
  resultOf: ({ groupId }, { decided, apis }) => [
    ...decided.taken.map(({ path, method }, index) => {
      const { id: apiId = '', apiName = '', description = '' } = apis[index] ?? {};
      return { apiId, apiName, groupId, description, method, path, status: 'OVER', reason: '' } as const;
    }),
    ...decided.failed.map(({ path, method, reason }) => failed({ path, method, api: '' }, groupId, reason)),
  ],
});

/**
 * Runs imports behind the calls that asked for them. What is to be done and what came of it is in the database: any replica
 * tells of it, and finishes what a replica that ended has left.
 */
@Injectable()
export class ImportTasks implements OnApplicationBootstrap, OnModuleDestroy {
  readonly #logger = new Logger('cloudapi');
  readonly #running = new Map<Id, Promise<void>>();

  readonly #rules: ImportRules<ImportPlan>;

  constructor(
    private readonly imports: GroupImportsService,
    @Inject(CONFIG) { limits }: Config,
  ) {
    this.#rules = rulesWithin(limits);
  }

  async onApplicationBootstrap(): Promise<void> {
    for (const id of await this.imports.unsettled()) this.#run(id);
  }

  async onModuleDestroy(): Promise<void> {
    await Promise.all(this.#running.values());
  }

  async start(actor: Actor, projectId: Id, { groupId, entries, overwrite }: PlanRequest): Promise<Id> {
    // Plain data by construction, which the type of a stored value cannot tell.
    const request = { entries, overwrite } as unknown as JsonValue;
    const id = await this.imports.record(actor, projectId, groupId, request);
    this.#run(id);
    return id;
  }

  async state(actor: Actor, projectId: Id, id: Id): Promise<TaskState> {
    const task = await this.imports.get(actor, projectId, id);
    if (task.result !== null) return { isFinished: true, rows: task.result as unknown as readonly TaskRow[] };
    this.#run(id);
    const rows = requestOf(task).entries.map((entry) => rowOf(entry, task.groupId, 'WAIT', ''));
    return { isFinished: false, rows };
  }

  #run(id: Id): void {
    if (this.#running.has(id)) return;
    const work = this.#settle(id).finally(() => this.#running.delete(id));
    this.#running.set(id, work);
  }

  /** Never rejects. An error that the record cannot be told of leaves the task to whoever looks at it next. */
  async #settle(id: Id): Promise<void> {
    try {
      await this.imports.settle(id, this.#rules);
    } catch (error) {
      if (!isProblem(error)) this.#logger.error({ err: error, operationId: id }, 'an import failed');
      await this.#giveUp(id, isProblem(error) ? error.message : 'an unexpected error occurred');
    }
  }

  async #giveUp(id: Id, reason: string): Promise<void> {
    try {
      await this.imports.giveUp(id, (task) =>
        requestOf(task).entries.map((entry) => failed(entry, task.groupId, reason)),
      );
    } catch (error) {
      this.#logger.error({ err: error, operationId: id }, 'the end of an import could not be recorded');
    }
  }
}

const requestOf = (task: GroupImport): StoredRequest => task.request as unknown as StoredRequest;

const failed = (entry: ImportEntry, groupId: Id, reason: string): TaskRow => rowOf(entry, groupId, 'FAIL', reason);

function rowOf({ path, method, api }: ImportEntry, groupId: Id, status: TaskRow['status'], reason: string): TaskRow {
  const { name = '', description = '' } = typeof api === 'string' ? {} : api;
  return { apiId: '', apiName: name, groupId, description, method, path, status, reason };
}
