import { Inject, Injectable } from '@nestjs/common';
import { ApiProxiesRepository } from '../api-proxies/api-proxies.repository.js';
import { requireAccess } from '../auth/access.js';
import type { Config } from '../config/config.js';
import { CONFIG } from '../config/config.token.js';
import { type Tx, UnitOfWork } from '../database/unit-of-work.js';
import { EnvironmentsRepository } from '../environments/environments.repository.js';
import type { Actor } from '../model/actor.js';
import type { ApiProxy, ProxyDefinition } from '../model/api-proxy.js';
import type { Environment } from '../model/environment.js';
import type { ProxyGroup } from '../model/proxy-group.js';
import { ProjectsService } from '../projects/projects.service.js';
import { ServingRepository } from '../publishing/serving.repository.js';
import { RecordsRepository } from './records.repository.js';
import { keyOf } from './release-pipeline.js';
import { ReleasesRepository } from './releases.repository.js';
import { acceptedMethods, servedMethods, servedPath } from './served-routes.js';

/** What one connected gateway serves of a proxy. */
export interface NodeRoute {
  readonly nodeId: string;
  readonly address: string;
  readonly active: boolean;
  /** Without the root context; null where it does not serve it. */
  readonly path: string | null;
  readonly methods: readonly string[];
  /** Why it refused the current version; null when it did not. */
  readonly refusal: string | null;
}

export interface RouteHealth {
  readonly rootContext: string;
  /** The record says that it is deployed. */
  readonly deployed: boolean;
  readonly nodes: readonly NodeRoute[];
}

/** How a proxy is called in one environment: as it is live there, else as it would be. */
export interface Invocation {
  readonly environment: Environment;
  readonly rootContext: string;
  readonly paths: readonly string[];
  readonly methods: readonly string[];
  readonly deployed: boolean;
}

/** Where proxies on their own are reached, by what is live and what the gateways said. */
@Injectable()
export class ReachService {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly projects: ProjectsService,
    private readonly proxies: ApiProxiesRepository,
    private readonly environments: EnvironmentsRepository,
    private readonly releases: ReleasesRepository,
    private readonly records: RecordsRepository,
    private readonly serving: ServingRepository,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  /** Asks no backend: a gateway serves what it said it took. */
  async routeHealth(actor: Actor, proxy: ApiProxy, environment: Environment): Promise<RouteHealth> {
    requireAccess(actor, 'proxy.view', proxy.projectId);
    const { rootContext } = this.config;
    return this.unitOfWork.snapshot(async (tx) => {
      const record = await this.records.find(tx, environment.id, proxy.id);
      const nodes = await this.serving.nodesOf(tx, environment.id, keyOf({ proxyId: proxy.id, groupId: null }));
      return {
        rootContext,
        deployed: record?.deployed ?? false,
        nodes: nodes.map(({ nodeId, address, fragment, refusal }) => ({
          nodeId,
          address,
          active: fragment !== null,
          path: fragment === null ? null : servedPath(fragment, rootContext),
          methods: fragment === null ? [] : servedMethods(fragment),
          refusal,
        })),
      };
    });
  }

  /** One for every environment of the installation, in order of their creation. */
  async invocations(actor: Actor, proxy: ApiProxy): Promise<Invocation[]> {
    requireAccess(actor, 'proxy.view', proxy.projectId);
    const project = await this.projects.getById(actor, proxy.projectId);
    const prefix = project.enableRelativePath ? project.relativePath : '';
    return this.unitOfWork.snapshot(async (tx) => {
      const live = await this.#liveDefinitions(tx, proxy);
      return (await this.environments.list(tx)).map((environment) => {
        const definition = live.get(environment.id) ?? proxy.definition;
        return {
          environment,
          rootContext: this.config.rootContext,
          paths: (definition.clientRoute?.paths ?? []).map((path) => `${this.config.rootContext}${prefix}${path}`),
          methods: acceptedMethods(definition),
          deployed: live.has(environment.id),
        };
      });
    });
  }

  /** Addresses under which a group is reached where it is deployed; its path alone when it is deployed nowhere. */
  async groupAddresses(actor: Actor, group: ProxyGroup): Promise<string[]> {
    requireAccess(actor, 'group.view', group.projectId);
    const project = await this.projects.getById(actor, group.projectId);
    const { clientRoute, ownHost } = group.settings;
    const path = `${this.config.rootContext}${project.enableRelativePath ? project.relativePath : ''}${clientRoute.paths[0] ?? ''}`;
    return this.unitOfWork.snapshot(async (tx) => {
      const records = await this.records.ofObject(tx, group.id);
      const deployed = new Set(records.flatMap((record) => (record.deployed ? record.environmentId : [])));
      const environments = (await this.environments.list(tx)).filter(({ id }) => deployed.has(id));
      // On a host of its own it is not below the environment's address.
      return environments.length === 0 || ownHost ? [path] : environments.map(({ accessUrl }) => `${accessUrl}${path}`);
    });
  }

  async #liveDefinitions(tx: Tx, proxy: ApiProxy): Promise<Map<string, ProxyDefinition>> {
    const definitions = new Map<string, ProxyDefinition>();
    for (const { environmentId, groupId, revisionId } of await this.releases.everyOfProxy(tx, proxy.id)) {
      const revision = groupId === null ? await this.proxies.revision(tx, revisionId) : undefined;
      if (revision !== undefined) definitions.set(environmentId, revision.definition);
    }
    return definitions;
  }
}
