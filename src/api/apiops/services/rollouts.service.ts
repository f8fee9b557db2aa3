import { Injectable } from '@nestjs/common';
import type { DeploymentCommand, DeploymentTarget } from '../../../deployments/commands.js';
import { DeploymentsService } from '../../../deployments/deployments.service.js';
import { PreviewsService, type ReleasePreview } from '../../../deployments/previews.service.js';
import type { Actor } from '../../../model/actor.js';
import type { DeploymentReport } from '../../../model/deployment.js';
import type { Environment } from '../../../model/environment.js';
import type { Id } from '../../../shared/ids.js';
import { isProblem, Problem } from '../../../shared/problem.js';
import type { DeploymentNote } from '../decode/deployment-note.decode.js';
import { defaultNote } from '../decode/deployment-note.decode.js';
import type { DeploymentOutcome } from '../present/deployment-result.js';

/** How long a call of this dialect waits for the gateways. */
export const WAIT_MS = 5_000;

/** What to put where. */
export interface Rollout {
  readonly projectId: Id;
  readonly target: DeploymentTarget;
  readonly environment: Environment;
  readonly note: DeploymentNote;
}

/** Deployments as this dialect tells them: outcomes by environment name. */
@Injectable()
export class Rollouts {
  constructor(
    private readonly deployments: DeploymentsService,
    private readonly previews: PreviewsService,
  ) {}

  /** What `deploy` or `undeploy` would do. Refuses, with what it found, what they would refuse. */
  async preview(actor: Actor, rollout: Rollout, kind: 'deploy' | 'undeploy'): Promise<ReleasePreview> {
    return passable(await this.previews[kind](actor, commandOf(rollout)));
  }

  async deploy(actor: Actor, rollout: Rollout): Promise<DeploymentOutcome> {
    const report = await this.deployments.deploy(actor, commandOf(rollout));
    return { environmentName: rollout.environment.name, kind: 'deploy', report, failure: null };
  }

  /** `report` null: nothing was deployed there. */
  async undeploy(actor: Actor, rollout: Rollout): Promise<DeploymentOutcome> {
    const report = await this.deployments.undeploy(actor, commandOf(rollout));
    return { environmentName: rollout.environment.name, kind: 'undeploy', report, failure: null };
  }

  /** After a save, which stays whatever happens here: a refusal is told, not thrown. Source: apiops.md 4.4. */
  async deployEach(
    actor: Actor,
    environments: readonly Environment[],
    what: Pick<Rollout, 'projectId' | 'target'>,
  ): Promise<DeploymentOutcome[]> {
    const outcomes: DeploymentOutcome[] = [];
    for (const environment of environments) {
      outcomes.push(await this.#try(actor, { ...what, environment, note: defaultNote('deploy') }));
    }
    return outcomes;
  }

  async #try(actor: Actor, rollout: Rollout): Promise<DeploymentOutcome> {
    try {
      return await this.deploy(actor, rollout);
    } catch (error) {
      if (!isProblem(error)) throw error;
      return failed(rollout.environment.name, error);
    }
  }
}

/** @throws Problem as the call itself would, with the preview in its facts */
export function passable(preview: ReleasePreview): ReleasePreview {
  const { problem } = preview;
  if (problem === null) return preview;
  throw new Problem(problem.code, problem.message, { ...problem.facts, preview });
}

/** One outcome per report of a deletion. */
export const undeployments = (reports: readonly DeploymentReport[]): DeploymentOutcome[] =>
  reports.map((report) => ({ environmentName: report.environmentName, kind: 'undeploy', report, failure: null }));

const failed = (environmentName: string, failure: Problem): DeploymentOutcome => ({
  environmentName,
  kind: 'deploy',
  report: null,
  failure,
});

const commandOf = ({ projectId, target, environment, note }: Rollout): DeploymentCommand => ({
  projectId,
  target,
  environmentId: environment.id,
  description: note.description,
  persistent: note.persistent,
  waitMs: WAIT_MS,
});
