import { Injectable } from '@nestjs/common';
import type { Actor } from '../model/actor.js';
import type { DeploymentRecord, DeploymentReport } from '../model/deployment.js';
import type { Id } from '../shared/ids.js';
import type { Page, PageRequest } from '../shared/page.js';
import type { DeploymentCommand, LiveFilter, LiveProxy } from './commands.js';

/**
 * The use cases that change what is live. Signatures are settled; the bodies arrive with the transaction.
 */
@Injectable()
export abstract class DeploymentsService {
  /** All or nothing. Throws not_compilable (facts.faults), route_conflict, deployment_rejected (facts.report), busy. */
  abstract deploy(actor: Actor, command: DeploymentCommand): Promise<DeploymentReport>;
  /** Null when nothing of the target was live or recorded there. */
  abstract undeploy(actor: Actor, command: DeploymentCommand): Promise<DeploymentReport | null>;
  /** `refuse`: in_use while live anywhere; `undeploy`: first undeploys everywhere, best effort, one report each. */
  abstract deleteProxy(actor: Actor, command: { projectId: Id; proxyId: Id; whenLive: 'refuse' | 'undeploy'; waitMs: number }): Promise<DeploymentReport[]>;
  abstract deleteGroup(actor: Actor, command: { projectId: Id; groupId: Id; waitMs: number }): Promise<DeploymentReport[]>;
  /** One row per environment that has or had a record of the proxy on its own; ordered by environment. */
  abstract recordsOfProxy(actor: Actor, projectId: Id, proxyId: Id): Promise<DeploymentRecord[]>;
  abstract recordsOfGroup(actor: Actor, projectId: Id, groupId: Id): Promise<DeploymentRecord[]>;
  /** Newest release first. */
  abstract live(actor: Actor, projectId: Id, filter: LiveFilter, page: PageRequest): Promise<Page<LiveProxy>>;
}
