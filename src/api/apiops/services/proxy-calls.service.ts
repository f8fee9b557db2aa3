import { Injectable } from '@nestjs/common';
import type { ProxySummary } from '../../../api-proxies/api-proxies.repository.js';
import { ApiProxiesService } from '../../../api-proxies/api-proxies.service.js';
import { DeploymentsService } from '../../../deployments/deployments.service.js';
import { LiveService } from '../../../deployments/live.service.js';
import type { ReleasePreview } from '../../../deployments/previews.service.js';
import { EnvironmentsService } from '../../../environments/environments.service.js';
import type { Actor } from '../../../model/actor.js';
import { Problem } from '../../../shared/problem.js';
import { type DeploymentNote, defaultNote } from '../decode/deployment-note.decode.js';
import type { DeploymentOutcome } from '../present/deployment-result.js';
import type { ProxyView } from '../present/proxy.presenter.js';
import { Lookups } from './lookups.service.js';
import { type Rollout, Rollouts, undeployments, WAIT_MS } from './rollouts.service.js';

/** Where a call about one proxy is addressed. */
export interface ProxyPath {
  readonly projectName: string;
  readonly apiProxyName: string;
}

export interface ProxyEnvironmentPath extends ProxyPath {
  readonly environmentName: string;
}

@Injectable()
export class ProxyCalls {
  constructor(
    private readonly lookups: Lookups,
    private readonly proxies: ApiProxiesService,
    private readonly environments: EnvironmentsService,
    private readonly deployments: DeploymentsService,
    private readonly live: LiveService,
    private readonly rollouts: Rollouts,
  ) {}

  /** Ordered by name. */
  async list(actor: Actor, projectName: string): Promise<ProxySummary[]> {
    const project = await this.lookups.project(actor, projectName);
    return this.proxies.summaries(actor, project.id);
  }

  async view(actor: Actor, path: ProxyPath): Promise<ProxyView> {
    const proxy = await this.lookups.proxy(actor, path.projectName, path.apiProxyName);
    const records = await this.live.recordsOfProxy(actor, proxy.projectId, proxy.id);
    return { proxy, records, environments: await this.environments.list(actor) };
  }

  /** Undeploys it wherever it is live, then deletes it. */
  async delete(actor: Actor, path: ProxyPath): Promise<DeploymentOutcome[]> {
    const { id, projectId } = await this.lookups.proxy(actor, path.projectName, path.apiProxyName);
    const command = { projectId, proxyId: id, whenLive: 'undeploy', waitMs: WAIT_MS } as const;
    return undeployments(await this.deployments.deleteProxy(actor, command));
  }

  async deploy(actor: Actor, path: ProxyEnvironmentPath, note: DeploymentNote): Promise<DeploymentOutcome> {
    return this.rollouts.deploy(actor, await this.#rollout(actor, path, note));
  }

  /** Refuses (not_deployed) where it is not deployed. */
  async undeploy(actor: Actor, path: ProxyEnvironmentPath, note: DeploymentNote): Promise<DeploymentOutcome> {
    const outcome = await this.rollouts.undeploy(actor, await this.#rollout(actor, path, note));
    if (outcome.report !== null) return outcome;
    throw notDeployed(path);
  }

  /** Refuses what the call itself would refuse. */
  async preview(actor: Actor, path: ProxyEnvironmentPath, kind: 'deploy' | 'undeploy'): Promise<ReleasePreview> {
    const preview = await this.rollouts.preview(actor, await this.#rollout(actor, path, defaultNote(kind)), kind);
    if (preview.idle) throw notDeployed(path);
    return preview;
  }

  async #rollout(actor: Actor, path: ProxyEnvironmentPath, note: DeploymentNote): Promise<Rollout> {
    const { id, projectId } = await this.lookups.proxy(actor, path.projectName, path.apiProxyName);
    const environment = await this.lookups.environment(actor, path.environmentName);
    return { projectId, environment, note, target: { kind: 'proxy', proxyId: id, groupId: null } };
  }
}

const notDeployed = ({ apiProxyName, environmentName }: ProxyEnvironmentPath): Problem =>
  new Problem('not_deployed', `${apiProxyName} is not deployed to ${environmentName}`, {
    resource: 'proxy',
    name: apiProxyName,
  });
