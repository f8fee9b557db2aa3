import { Injectable } from '@nestjs/common';
import type { RollbackCommand } from '../../../deployments/commands.js';
import { PreviewsService, type ReleasePreview } from '../../../deployments/previews.service.js';
import { RollbacksService } from '../../../deployments/rollbacks.service.js';
import type { Actor } from '../../../model/actor.js';
import type { RollbackRequest } from '../decode/rollback.decode.js';
import { HISTORY_TEXTS } from '../http/messages.js';
import { problemText } from '../http/problem-words.js';
import { type DeploymentOutcome, reportOf } from '../present/deployment-result.js';
import { type HistoryPath, ownerOf, worded } from './history-calls.service.js';
import { Lookups } from './lookups.service.js';
import { passable, WAIT_MS } from './rollouts.service.js';

/** How a rollback went, as this dialect tells it. */
export interface RolledBack {
  readonly message: string;
  readonly outcomes: readonly DeploymentOutcome[];
}

@Injectable()
export class RollbackCalls {
  constructor(
    private readonly lookups: Lookups,
    private readonly rollbacks: RollbacksService,
    private readonly previews: PreviewsService,
  ) {}

  /** What is saved is back whenever this succeeds; whether it went live too is said by the outcome. */
  async rollback(actor: Actor, path: HistoryPath, request: RollbackRequest): Promise<RolledBack> {
    const command = await this.#command(actor, path, request);
    const { report, failure } = await worded(this.rollbacks.rollback(actor, command), notRolledBack);
    const noun = command.of.kind === 'group' ? 'API Proxy Group' : 'API Proxy';
    const { revision, environmentName } = request;
    if (environmentName === undefined) return { message: HISTORY_TEXTS.rolledBack(noun, revision), outcomes: [] };
    const told = report ?? (failure === null ? null : reportOf(failure.facts));
    return {
      message:
        failure === null
          ? HISTORY_TEXTS.rolledBackTo(noun, revision, environmentName)
          : HISTORY_TEXTS.rolledBackOnly(noun, problemText(failure)),
      outcomes: [{ environmentName, kind: 'deploy', report: told, failure: told === null ? failure : null }],
    };
  }

  async preview(actor: Actor, path: HistoryPath, request: RollbackRequest): Promise<ReleasePreview> {
    const command = await this.#command(actor, path, request);
    return passable(await worded(this.previews.rollback(actor, command), notRolledBack));
  }

  async #command(
    actor: Actor,
    path: HistoryPath,
    { revision, environmentName, note }: RollbackRequest,
  ): Promise<RollbackCommand> {
    const { projectId, of } = await ownerOf(this.lookups, actor, path);

    const environment = environmentName === undefined ? null : await this.lookups.environment(actor, environmentName);
    return { projectId, of, number: revision, environmentId: environment?.id ?? null, ...note, waitMs: WAIT_MS };
  }
}

const notRolledBack = (revision: string, reason: string): string =>
  `${HISTORY_TEXTS.rollbackFailed(revision)} ${reason}.`;
