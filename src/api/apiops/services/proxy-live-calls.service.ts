import { Injectable } from '@nestjs/common';
import { LiveService } from '../../../deployments/live.service.js';
import { type Invocation, ReachService, type RouteHealth } from '../../../deployments/reach.service.js';
import type { Actor } from '../../../model/actor.js';
import type { DeploymentRecord } from '../../../model/deployment.js';
import { Lookups } from './lookups.service.js';
import type { ProxyEnvironmentPath, ProxyPath } from './proxy-calls.service.js';

/** Reads of where a proxy is live. */
@Injectable()
export class ProxyLiveCalls {
  constructor(
    private readonly lookups: Lookups,
    private readonly live: LiveService,
    private readonly reach: ReachService,
  ) {}

  /** The record alone; undefined when it never was deployed there. */
  async record(actor: Actor, path: ProxyEnvironmentPath): Promise<DeploymentRecord | undefined> {
    const { id, projectId } = await this.lookups.proxy(actor, path.projectName, path.apiProxyName);
    const environment = await this.lookups.environment(actor, path.environmentName);
    const records = await this.live.recordsOfProxy(actor, projectId, id);
    return records.find(({ environmentId }) => environmentId === environment.id);
  }

  async routeHealth(actor: Actor, path: ProxyEnvironmentPath): Promise<RouteHealth> {
    const proxy = await this.lookups.proxy(actor, path.projectName, path.apiProxyName);
    return this.reach.routeHealth(actor, proxy, await this.lookups.environment(actor, path.environmentName));
  }

  async invocations(actor: Actor, path: ProxyPath): Promise<Invocation[]> {
    return this.reach.invocations(actor, await this.lookups.proxy(actor, path.projectName, path.apiProxyName));
  }
}
