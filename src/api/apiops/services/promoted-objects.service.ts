import { Injectable } from '@nestjs/common';
import { ApiProxiesService } from '../../../api-proxies/api-proxies.service.js';
import { requireAccess } from '../../../auth/access.js';
import { LiveService } from '../../../deployments/live.service.js';
import { EnvironmentsService } from '../../../environments/environments.service.js';
import type { Actor } from '../../../model/actor.js';
import type { ApiProxy } from '../../../model/api-proxy.js';
import type { Environment } from '../../../model/environment.js';
import type { ProxyGroup } from '../../../model/proxy-group.js';
import { ProxyGroupsService } from '../../../proxy-groups/proxy-groups.service.js';
import { type Id, newId } from '../../../shared/ids.js';
import { alreadyExists, notFound, Problem } from '../../../shared/problem.js';
import { empty } from '../decode/fields.js';
import type { PromotedGroup, PromotedProxy } from '../decode/promoted.decode.js';
import type { DeploymentOutcome } from '../present/deployment-result.js';
import { shortId } from '../present/ids.js';
import type { GroupView } from '../present/promoted.presenter.js';
import type { ProxyView } from '../present/proxy.presenter.js';
import type { GroupPath } from './group-calls.service.js';
import { Lookups } from './lookups.service.js';
import { promotedDefinition } from './promoted-definition.js';
import { Rollouts } from './rollouts.service.js';

export interface Saved<T> {
  readonly view: T;
  readonly outcomes: readonly DeploymentOutcome[];
}

/** Both ends of a promotion that a client carries over itself. Source: apiops.md 4.10. */
@Injectable()
export class PromotedObjects {
  constructor(
    private readonly lookups: Lookups,
    private readonly proxies: ApiProxiesService,
    private readonly groups: ProxyGroupsService,
    private readonly environments: EnvironmentsService,
    private readonly live: LiveService,
    private readonly rollouts: Rollouts,
  ) {}

  /** Ordered by name. */
  async proxiesOf(actor: Actor, projectName: string): Promise<ProxyView[]> {
    const project = await this.lookups.project(actor, projectName);
    const every = { number: 1, size: EVERY };
    return this.#views(actor, (await this.proxies.search(actor, project.id, { order: 'name' }, every)).items);
  }

  /** In member order. */
  async membersOf(actor: Actor, path: GroupPath): Promise<ProxyView[]> {
    const group = await this.lookups.group(actor, path.projectName, path.apiProxyGroupName);
    return this.#views(actor, await this.groups.members(actor, group));
  }

  /** Without an id a new proxy, whose name must be free; with one, that proxy's draft is overwritten. */
  async saveProxy(
    actor: Actor,
    projectName: string,
    sent: PromotedProxy,
    environmentIds: readonly string[],
  ): Promise<Saved<ProxyView>> {
    const { id: projectId } = await this.lookups.project(actor, projectName);
    requireAccess(actor, 'proxy.manage', projectId);
    if (environmentIds.length > 0) requireAccess(actor, 'proxy.deploy', projectId);
    const proxy = await this.#saveProxy(actor, projectId, sent);
    const target = { kind: 'proxy', proxyId: proxy.id, groupId: null } as const;
    const outcomes = await this.#deploy(actor, projectId, target, environmentIds);
    const [view] = await this.#views(actor, [proxy]);
    if (view === undefined) throw notFound('proxy', sent.name);
    return { view, outcomes };
  }

  async saveGroup(
    actor: Actor,
    projectName: string,
    sent: PromotedGroup,
    environmentIds: readonly string[],
  ): Promise<Saved<GroupView>> {
    const { id: projectId } = await this.lookups.project(actor, projectName);
    requireAccess(actor, 'group.manage', projectId);
    if (environmentIds.length > 0) requireAccess(actor, 'group.deploy', projectId);
    const group = await this.#saveGroup(actor, projectId, sent);
    const outcomes = await this.#deploy(actor, projectId, { kind: 'group', groupId: group.id }, environmentIds);
    const view = {
      group,
      members: await this.groups.members(actor, group),
      records: await this.live.recordsOfGroup(actor, projectId, group.id),
      environments: await this.environments.list(actor),
    };
    return { view, outcomes };
  }

  async #saveProxy(actor: Actor, projectId: Id, sent: PromotedProxy): Promise<ApiProxy> {
    const known = await this.proxies.summaries(actor, projectId);
    if (sent.id === undefined) {
      if (known.some(({ name }) => name === sent.name)) throw alreadyExists('proxy', sent.name);
      const definition = promotedDefinition(sent, null, newId);
      return this.proxies.create(actor, projectId, {
        name: sent.name,
        description: sent.description ?? '',
        definition,
      });
    }
    const found = known.find(({ id }) => shortId(id) === sent.id || id === sent.id);
    if (found === undefined) throw notFound('proxy', sent.name);
    const before = await this.proxies.getById(actor, projectId, found.id);
    if (before.homeGroupId !== null) throw livesElsewhere(before.name);
    return this.proxies.update(actor, projectId, before.id, {
      name: sent.name,
      ...(sent.description === undefined ? {} : { description: sent.description }),
      definition: promotedDefinition(sent, before, newId),
    });
  }

  async #saveGroup(actor: Actor, projectId: Id, sent: PromotedGroup): Promise<ProxyGroup> {
    const members = await this.#memberIds(actor, projectId, sent.members);
    const known = (await this.groups.search(actor, projectId, { order: 'name' })).items;
    const before = known.find(({ id }) => shortId(id) === sent.id || id === sent.id);
    if (sent.id !== undefined && before === undefined) throw notFound('group', sent.name);
    if (before === undefined && known.some(({ name }) => name === sent.name)) throw alreadyExists('group', sent.name);
    if (before?.settings.ownHost === true) throw livesElsewhere(before.name);
    const clientRoute = sent.clientRoute ?? before?.settings.clientRoute;
    if (clientRoute === undefined) throw empty('clientRoute');
    const input = {
      name: sent.name,
      description: sent.description ?? before?.description ?? '',
      settings: { ...(before?.settings ?? { ownHost: false, extensions: {} }), clientRoute },
    };
    return this.groups.save(actor, projectId, before?.id ?? null, input, members);
  }

  async #memberIds(actor: Actor, projectId: Id, names: readonly string[] | undefined): Promise<Id[] | undefined> {
    if (names === undefined) return undefined;
    const ids: Id[] = [];
    for (const name of names) ids.push((await this.proxies.getByName(actor, projectId, name)).id);
    return ids;
  }

  /** Best effort: unknown ids are skipped, and a failure is told, not thrown. */
  async #deploy(
    actor: Actor,
    projectId: Id,
    target: Parameters<Rollouts['deployEach']>[2]['target'],
    ids: readonly string[],
  ): Promise<DeploymentOutcome[]> {
    if (ids.length === 0) return [];
    const wanted = await this.#environments(actor, ids);
    return this.rollouts.deployEach(actor, wanted, { projectId, target });
  }

  async #environments(actor: Actor, ids: readonly string[]): Promise<Environment[]> {
    const known = await this.environments.list(actor);
    return ids.flatMap((wanted) => known.find(({ id }) => shortId(id) === wanted || id === wanted) ?? []);
  }

  async #views(actor: Actor, proxies: readonly ApiProxy[]): Promise<ProxyView[]> {
    const environments = await this.environments.list(actor);
    const views: ProxyView[] = [];
    for (const proxy of proxies) {
      const records = await this.live.recordsOfProxy(actor, proxy.projectId, proxy.id);
      views.push({ proxy, records, environments });
    }
    return views;
  }
}

/** Of the contract: no list is cut. */
const EVERY = 1_000_000;

const livesElsewhere = (name: string): Problem =>
  new Problem('not_representable', `'${name}' was made through the CloudAPI dialect: change it there`);
