import { Injectable } from '@nestjs/common';
import { ApiProxiesService } from '../../../api-proxies/api-proxies.service.js';
import { requireAccess } from '../../../auth/access.js';
import type { Actor } from '../../../model/actor.js';
import type { ApiProxy, ProxyDefinition } from '../../../model/api-proxy.js';
import type { Environment } from '../../../model/environment.js';
import type { ProxyGroup } from '../../../model/proxy-group.js';
import { ProxyGroupsService } from '../../../proxy-groups/proxy-groups.service.js';
import type { Id } from '../../../shared/ids.js';
import { alreadyExists, isProblem } from '../../../shared/problem.js';
import { refused } from '../decode/fields.js';
import type { ProxySaveRequest } from '../decode/proxy.decode.js';
import { PROXY_TEXTS } from '../http/messages.js';
import type { DeploymentOutcome } from '../present/deployment-result.js';
import { Lookups } from './lookups.service.js';
import { newDefinition, reparsedDefinition } from './proxy-definition.js';
import { Rollouts } from './rollouts.service.js';
import { SpecLoader } from './spec-loader.service.js';

/** Creates and reparses proxies, and deploys them if asked. Everything a request names is checked before any write. */
@Injectable()
export class ProxySaving {
  constructor(
    private readonly lookups: Lookups,
    private readonly proxies: ApiProxiesService,
    private readonly groups: ProxyGroupsService,
    private readonly specs: SpecLoader,
    private readonly rollouts: Rollouts,
  ) {}

  async create(actor: Actor, projectName: string, request: ProxySaveRequest): Promise<DeploymentOutcome[]> {
    const plan = await this.#plan(actor, projectName, request);
    if (plan.existing !== undefined) throw alreadyExists('proxy', request.name);
    return this.#create(actor, plan, request);
  }

  /** `reParse: true` needs the proxy to exist; else one that does not is created. Source: apiops.md 4.4, 10.21, 10.22. */
  async createOrReparse(actor: Actor, projectName: string, request: ProxySaveRequest): Promise<DeploymentOutcome[]> {
    const plan = await this.#plan(actor, projectName, request);
    if (plan.existing !== undefined) return this.#reparse(actor, plan, plan.existing, request);
    if (request.reParse === true) throw refused(PROXY_TEXTS.cannotReparse(request.name));
    return this.#create(actor, plan, request);
  }

  async #plan(actor: Actor, projectName: string, request: ProxySaveRequest): Promise<Plan> {
    const project = await this.lookups.project(actor, projectName);
    requireAccess(actor, 'proxy.manage', project.id);
    if (request.environmentNames.length > 0) requireAccess(actor, 'proxy.deploy', project.id);
    if (request.groupName !== undefined) requireAccess(actor, 'group.manage', project.id);
    const existing = await this.#existing(actor, project.id, request.name);
    const environments = await this.lookups.everyEnvironment(actor, request.environmentNames);
    const group =
      request.groupName === undefined ? undefined : await this.groups.getByName(actor, project.id, request.groupName);
    return { projectId: project.id, existing, environments, group };
  }

  async #existing(actor: Actor, projectId: Id, name: string): Promise<ApiProxy | undefined> {
    try {
      return await this.proxies.getByName(actor, projectId, name);
    } catch (error) {
      if (isProblem(error) && error.code === 'not_found' && error.facts.resource === 'proxy') return undefined;
      throw error;
    }
  }

  async #create(actor: Actor, plan: Plan, request: ProxySaveRequest): Promise<DeploymentOutcome[]> {
    const spec = await this.specs.load(request.spec, request.creationType);
    const proxy = await this.proxies.create(actor, plan.projectId, {
      name: request.name,
      description: request.description ?? '',
      definition: newDefinition(request, spec),
      ...(spec === null ? {} : { spec: spec.document }),
    });
    return this.#finish(actor, plan, proxy);
  }

  async #reparse(actor: Actor, plan: Plan, before: ApiProxy, request: ProxySaveRequest): Promise<DeploymentOutcome[]> {
    requireSameSource(before, request);
    const spec = await this.specs.load(request.spec, request.creationType);
    // Getting a description can take long: what was edited in the meantime must not be lost.
    const reparsed = (definition: ProxyDefinition) => reparsedDefinition(definition, request, spec);
    const proxy = await this.proxies.edit(actor, plan.projectId, before.id, reparsed, {
      ...(request.description === undefined ? {} : { description: request.description }),
      ...(spec === null ? {} : { spec: spec.document }),
    });
    return this.#finish(actor, plan, proxy);
  }

  async #finish(actor: Actor, plan: Plan, proxy: ApiProxy): Promise<DeploymentOutcome[]> {
    if (plan.group !== undefined) await this.groups.addMember(actor, plan.projectId, plan.group.id, proxy.id);
    return this.rollouts.deployEach(actor, plan.environments, {
      projectId: plan.projectId,
      target: { kind: 'proxy', proxyId: proxy.id, groupId: null },
    });
  }
}

/** What a request names, found. */
interface Plan {
  readonly projectId: Id;
  readonly existing: ApiProxy | undefined;
  readonly environments: readonly Environment[];
  readonly group: ProxyGroup | undefined;
}

function requireSameSource(before: ApiProxy, request: ProxySaveRequest): void {
  const { source } = before.definition;
  if (source !== request.creationType) {
    throw refused(PROXY_TEXTS.otherCreationType(before.name, source, request.creationType));
  }
  if (source === 'EMPTY_API' && request.reParse === true) throw refused(PROXY_TEXTS.emptyCannotReparse(before.name));
}
