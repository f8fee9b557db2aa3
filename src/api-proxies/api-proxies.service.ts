import { Injectable } from '@nestjs/common';
import { requireAccess } from '../auth/access.js';
import { type Tx, UnitOfWork } from '../database/unit-of-work.js';
import type { Actor } from '../model/actor.js';
import type { ApiProxy, ProxyDefinition } from '../model/api-proxy.js';
import { digestOf } from '../shared/canonical-json.js';
import { Clock } from '../shared/clock.js';
import { type Id, newId } from '../shared/ids.js';
import type { Page, PageRequest } from '../shared/page.js';
import { invalid, missing, notFound } from '../shared/problem.js';
import { ApiProxiesRepository, type ProxyFilter, type ProxySummary } from './api-proxies.repository.js';
import { checkDefinition } from './check-definition.js';

export interface ProxyInput {
  readonly name: string;
  /** The cloudapi name; absent: `name`. */
  readonly apiName?: string;
  readonly homeGroupId?: Id | null;
  readonly description: string;
  readonly definition: ProxyDefinition;
  /** The imported description, kept as it came; its digest is written into the definition. */
  readonly spec?: { readonly content: Buffer; readonly mediaType: string };
}

export type ProxyChange = Partial<ProxyInput>;

@Injectable()
export class ApiProxiesService {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly repository: ApiProxiesRepository,
    private readonly clock: Clock,
  ) {}

  /** Ordered by name. */
  async summaries(actor: Actor, projectId: Id): Promise<ProxySummary[]> {
    requireAccess(actor, 'proxy.view', projectId);
    return this.unitOfWork.read((tx) => this.repository.summaries(tx, projectId));
  }

  async search(actor: Actor, projectId: Id, filter: ProxyFilter, page: PageRequest): Promise<Page<ApiProxy>> {
    requireAccess(actor, 'proxy.view', projectId);
    return this.unitOfWork.read((tx) => this.repository.search(tx, projectId, filter, page));
  }

  async getByName(actor: Actor, projectId: Id, name: string): Promise<ApiProxy> {
    requireAccess(actor, 'proxy.view', projectId);
    const proxy = await this.unitOfWork.read((tx) => this.repository.findByName(tx, projectId, name));
    if (proxy === undefined) throw notFound('proxy', name);
    return proxy;
  }

  async getById(actor: Actor, projectId: Id, id: Id): Promise<ApiProxy> {
    requireAccess(actor, 'proxy.view', projectId);
    return this.unitOfWork.read((tx) => this.load(tx, projectId, id));
  }

  /** The imported description as it came; undefined for a proxy made without one. */
  async specOf(actor: Actor, proxy: ApiProxy): Promise<{ content: Buffer; mediaType: string } | undefined> {
    requireAccess(actor, 'proxy.view', proxy.projectId);
    const digest = proxy.definition.specDigest;
    return digest === null ? undefined : this.unitOfWork.read((tx) => this.repository.specOf(tx, digest));
  }

  async create(actor: Actor, projectId: Id, input: ProxyInput): Promise<ApiProxy> {
    requireAccess(actor, 'proxy.manage', projectId);
    return this.unitOfWork.run((tx) => this.add(tx, projectId, input));
  }

  /** Changes the draft only: what is live stays until the next deployment. Absent members stay as they are. */
  async update(actor: Actor, projectId: Id, id: Id, change: ProxyChange): Promise<ApiProxy> {
    requireAccess(actor, 'proxy.manage', projectId);
    return this.unitOfWork.run((tx) => this.change(tx, projectId, id, change));
  }

  /** Changes the draft from what it is now: nobody else can change it between reading and writing. */
  async edit(
    actor: Actor,
    projectId: Id,
    id: Id,
    edited: (definition: ProxyDefinition) => ProxyDefinition,
    others: Omit<ProxyChange, 'definition'> = {},
  ): Promise<ApiProxy> {
    requireAccess(actor, 'proxy.manage', projectId);
    return this.unitOfWork.run(async (tx) => {
      await this.repository.hold(tx, [id]);
      const { definition } = await this.load(tx, projectId, id);
      return this.change(tx, projectId, id, { ...others, definition: edited(definition) });
    });
  }

  /** Loads inside a use case of a higher module; checks no permission. */
  async load(tx: Tx, projectId: Id, id: Id): Promise<ApiProxy> {
    const proxy = await this.repository.findById(tx, id);
    if (proxy === undefined || proxy.projectId !== projectId) throw notFound('proxy', id);
    return proxy;
  }

  /** For use cases of higher modules; checks no permission. */
  async add(tx: Tx, projectId: Id, input: ProxyInput): Promise<ApiProxy> {
    const now = this.clock.now();
    const definition = await this.#withSpec(tx, input.definition, input.spec, now);
    const proxy: ApiProxy = {
      id: newId(),
      projectId,
      name: input.name,
      apiName: input.apiName ?? input.name,
      homeGroupId: input.homeGroupId ?? null,
      description: input.description,
      definition,
      definitionDigest: digestOf(definition),
      createdAt: now,
      modifiedAt: now,
    };
    check(proxy);
    await this.repository.insert(tx, proxy);
    return proxy;
  }

  /** For use cases of higher modules; checks no permission. */
  async change(tx: Tx, projectId: Id, id: Id, change: ProxyChange): Promise<ApiProxy> {
    const now = this.clock.now();
    const before = await this.load(tx, projectId, id);
    const definition = await this.#withSpec(tx, change.definition ?? before.definition, change.spec, now);
    const proxy: ApiProxy = {
      ...before,
      name: change.name ?? before.name,
      apiName: change.apiName ?? before.apiName,
      description: change.description ?? before.description,
      definition,
      definitionDigest: digestOf(definition),
      modifiedAt: now,
    };
    check(proxy);
    await this.repository.update(tx, proxy);
    return proxy;
  }

  async #withSpec(tx: Tx, definition: ProxyDefinition, spec: ProxyInput['spec'], now: Date): Promise<ProxyDefinition> {
    if (spec === undefined) return definition;
    return { ...definition, specDigest: await this.repository.keepSpec(tx, spec.content, spec.mediaType, now) };
  }
}

function check(proxy: ApiProxy): void {
  if (proxy.name.trim() === '') throw missing('name');
  if (proxy.name.length > 200) throw invalid('name', 'use at most 200 characters');
  checkDefinition(proxy.definition);
}
