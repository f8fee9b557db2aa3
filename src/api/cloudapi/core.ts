import { Inject, Injectable } from '@nestjs/common';
import { ApiProxiesService } from '../../api-proxies/api-proxies.service.js';
import { AppsService } from '../../apps/apps.service.js';
import type { Config } from '../../config/config.js';
import { CONFIG } from '../../config/config.token.js';
import type { Limits } from '../../config/limits.js';
import { BatchesService } from '../../deployments/batches.service.js';
import { CallersService } from '../../deployments/callers.service.js';
import type { LiveFilter, LiveProxy } from '../../deployments/commands.js';
import { DeploymentsService } from '../../deployments/deployments.service.js';
import { LiveService } from '../../deployments/live.service.js';
import { VersionsService } from '../../deployments/versions.service.js';
import { VpcBackendsService } from '../../deployments/vpc-backends.service.js';
import { EnvironmentsService } from '../../environments/environments.service.js';
import type { ApiProxy } from '../../model/api-proxy.js';
import { type Environment, STAGES, type Stage } from '../../model/environment.js';
import type { ProxyGroup } from '../../model/proxy-group.js';
import type { TaggedType } from '../../model/resource-tag.js';
import { HomeMembersService } from '../../proxy-groups/home-members.service.js';
import { ProxyGroupsService } from '../../proxy-groups/proxy-groups.service.js';
import type { Id } from '../../shared/ids.js';
import { missing, notFound } from '../../shared/problem.js';
import { DomainsService } from '../../stages/domains.service.js';
import { GroupRoutesService } from '../../stages/group-routes.service.js';
import { StageVariablesService } from '../../stages/stage-variables.service.js';
import { TagsService } from '../../tags/tags.service.js';
import { type Tag, toStored, toTag } from '../rpc/decode/tags.js';
import type { Caller } from '../rpc/define-action.js';
import { Descriptions } from './oas/descriptions.js';
import { ImportTasks } from './oas/import-tasks.js';
import { type Place, stageId } from './presenters/wire-values.js';

export type { Caller } from '../rpc/define-action.js';

/** An API in one of the groups it belongs to. */
export interface LocatedApi {
  readonly proxy: ApiProxy;
  readonly groupId: Id;
}

/** The use cases that actions call, and the few questions that only this protocol asks. */
@Injectable()
export class CloudApiCore {
  readonly place: Place;
  /** Host and port under which this installation is managed. */
  readonly endpoint: string;
  readonly limits: Limits;

  constructor(
    readonly proxies: ApiProxiesService,
    readonly groups: ProxyGroupsService,
    readonly members: HomeMembersService,
    readonly environments: EnvironmentsService,
    readonly deployments: DeploymentsService,
    readonly versions: VersionsService,
    readonly batches: BatchesService,
    readonly descriptions: Descriptions,
    readonly importTasks: ImportTasks,
    readonly variables: StageVariablesService,
    readonly domains: DomainsService,
    readonly groupRoutes: GroupRoutesService,
    readonly tags: TagsService,
    readonly apps: AppsService,
    readonly callers: CallersService,
    readonly vpcBackends: VpcBackendsService,
    private readonly lives: LiveService,
    @Inject(CONFIG) config: Config,
  ) {
    this.endpoint = `${config.host}:${config.port}`;
    this.limits = config.limits;
    this.place = { region: config.region, groupDomain: config.groupDomain };
  }

  /**
   * The API in `groupId`, or else in its home group, or else in the only group it belongs to.
   * @throws Problem not_found when there is no such group or no such API there, missing_argument when several groups are possible
   */
  async locateApi({ actor, projectId }: Caller, apiId: string, groupId: string | undefined): Promise<LocatedApi> {
    const proxy = await this.proxies.getById(actor, projectId, apiId);
    const memberOf = await this.groups.groupsOf(actor, proxy);
    if (groupId !== undefined && groupId !== '') {
      if (proxy.homeGroupId === groupId || memberOf.includes(groupId)) return { proxy, groupId };
      await this.groups.getById(actor, projectId, groupId);
      throw notFound('proxy', apiId);
    }
    if (proxy.homeGroupId !== null) return { proxy, groupId: proxy.homeGroupId };
    const [only, ...others] = memberOf;
    if (only === undefined) throw notFound('proxy', apiId);
    if (others.length > 0) throw missing('GroupId');
    return { proxy, groupId: only };
  }

  /** Under which group a list shows the API when it does not ask for one. */
  async shownGroupOf({ actor }: Caller, proxy: ApiProxy): Promise<Id> {
    const [first] = proxy.homeGroupId === null ? await this.groups.groupsOf(actor, proxy) : [proxy.homeGroupId];
    if (first === undefined) throw notFound('group', proxy.id);
    return first;
  }

  group({ actor, projectId }: Caller, groupId: string): Promise<ProxyGroup> {
    return this.groups.getById(actor, projectId, groupId);
  }

  /** The stage that has this id in the group. @throws Problem not_found */
  async stageOf(caller: Caller, groupId: string, id: string): Promise<{ group: ProxyGroup; stage: Stage }> {
    const group = await this.group(caller, groupId);
    const stage = STAGES.find((candidate) => stageId(group.id, candidate) === id);
    if (stage === undefined) throw notFound('environment', id);
    return { group, stage };
  }

  /** @throws Problem not_found for a name that is no stage, as custom stages could exist elsewhere */
  async stage({ actor }: Caller, name: string): Promise<Environment> {
    const stage = STAGES.find((candidate) => candidate === name);
    if (stage === undefined) throw notFound('environment', name);
    return this.environments.getByStage(actor, stage);
  }

  /** Every environment that is a stage. */
  async stages({ actor }: Caller): Promise<Environment[]> {
    return (await this.environments.list(actor)).filter(({ stage }) => stage !== null);
  }

  /** Of each object that has some. */
  async tagsOf({ actor, projectId }: Caller, type: TaggedType, ids: readonly Id[]): Promise<ReadonlyMap<Id, Tag[]>> {
    const tags = await this.tags.list(actor, projectId, type, { resourceIds: ids });
    const grouped = Map.groupBy(tags, ({ resourceId }) => resourceId);
    return new Map([...grouped].map(([id, items]) => [id, items.map(toTag)]));
  }

  /** Of the objects that have all of these tags; null: nothing is asked for, so any. */
  async idsWith({ actor, projectId }: Caller, type: TaggedType, tags: readonly Tag[]): Promise<ReadonlySet<Id> | null> {
    if (tags.length === 0) return null;
    const found = await this.tags.list(actor, projectId, type, { having: toStored(tags) });
    return new Set(found.map(({ resourceId }) => resourceId));
  }

  /** Releases in stages, inside groups, newest first: all that match. */
  async live({ actor, projectId }: Caller, filter: Omit<LiveFilter, 'inGroupOnly'>): Promise<LiveProxy[]> {
    const found: LiveProxy[] = [];
    for (let number = 1; ; number++) {
      const page = { number, size: LIVE_PAGE };
      const { items, total } = await this.lives.live(actor, projectId, { ...filter, inGroupOnly: true }, page);
      found.push(...items);
      if (items.length === 0 || found.length >= total) break;
    }
    return found.filter(({ environment }) => environment.stage !== null);
  }
}

const LIVE_PAGE = 500;
