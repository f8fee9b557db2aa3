import { Injectable } from '@nestjs/common';
import { ApiProxiesRepository } from '../api-proxies/api-proxies.repository.js';
import { requireAccess } from '../auth/access.js';
import { type Tx, UnitOfWork } from '../database/unit-of-work.js';
import type { Actor } from '../model/actor.js';
import type { ApiProxy } from '../model/api-proxy.js';
import type { ProxyGroup } from '../model/proxy-group.js';
import { ProxyGroupsRepository } from '../proxy-groups/proxy-groups.repository.js';
import type { Id } from '../shared/ids.js';
import { notFound } from '../shared/problem.js';
import { PRODUCT_VERSION } from '../shared/product-version.js';
import { encryptPackage } from './encrypted-package.js';
import type { PackageContent, PackageType, PortableDescription } from './package-content.js';
import { portableGroup, portableProxy } from './portable-object.js';
import { writePackage } from './write-package.js';

export interface ExportRequest {
  readonly projectId: Id;
  readonly type: PackageType;
  /** At least one. */
  readonly names: readonly string[];
  /** Members of groups travel along; a proxy refers to nothing but its description, which always does. */
  readonly withDependencies: boolean;
  /** Null: a plain package. */
  readonly passphrase: string | null;
}

@Injectable()
export class PackageExportService {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly proxies: ApiProxiesRepository,
    private readonly groups: ProxyGroupsRepository,
  ) {}

  /** The drafts of one moment, as the bytes of a package. */
  async export(actor: Actor, request: ExportRequest): Promise<Buffer> {
    requireAccess(actor, 'proxy.export', request.projectId);
    const content = await this.unitOfWork.snapshot((tx) => this.#collect(tx, request));
    const plain = await writePackage(content, PRODUCT_VERSION);
    return request.passphrase === null ? plain : encryptPackage(plain, request.passphrase);
  }

  /** Names of what can be exported, in order. */
  async names(actor: Actor, projectId: Id, type: PackageType): Promise<string[]> {
    requireAccess(actor, type === 'API_PROXY' ? 'proxy.view' : 'group.view', projectId);
    return this.unitOfWork.read(async (tx) => {
      if (type === 'API_PROXY') return (await this.proxies.summaries(tx, projectId)).map(({ name }) => name);
      return (await this.groups.search(tx, projectId, { order: 'name' })).items.map(({ name }) => name);
    });
  }

  async #collect(tx: Tx, { projectId, type, names, withDependencies }: ExportRequest): Promise<PackageContent> {
    if (type === 'API_PROXY') {
      const proxies = await eachByName(names, 'proxy', (name) => this.proxies.findByName(tx, projectId, name));
      return {
        objects: proxies.map(portableProxy),
        dependencies: [],
        descriptions: await this.#descriptions(tx, proxies),
      };
    }
    const groups = await eachByName(names, 'group', (name) => this.groups.findByName(tx, projectId, name));
    const members = await this.proxies.findByIds(tx, [...new Set(groups.flatMap((group) => group.members))]);
    const travelling = withDependencies ? members : [];
    return {
      objects: groups.map((group) => portableGroup(group, inOrder(group, members))),
      dependencies: travelling.map(portableProxy),
      descriptions: await this.#descriptions(tx, travelling),
    };
  }

  async #descriptions(tx: Tx, proxies: readonly ApiProxy[]): Promise<Map<string, PortableDescription>> {
    const found = new Map<string, PortableDescription>();
    for (const { definition } of proxies) {
      const digest = definition.specDigest;
      if (digest === null || found.has(digest)) continue;
      const document = await this.proxies.specOf(tx, digest);
      if (document !== undefined) found.set(digest, { content: document.content, mediaType: document.mediaType });
    }
    return found;
  }
}

/** Each once. Refuses (not_found) with every name that is not there. */
async function eachByName<T>(
  names: readonly string[],
  resource: 'proxy' | 'group',
  find: (name: string) => Promise<T | undefined>,
): Promise<T[]> {
  const found: T[] = [];
  const absent: string[] = [];
  for (const name of new Set(names)) {
    const object = await find(name);
    if (object === undefined) absent.push(name);
    else found.push(object);
  }
  if (absent.length > 0) throw notFound(resource, absent.join(', '));
  return found;
}

const inOrder = (group: ProxyGroup, proxies: readonly ApiProxy[]): ApiProxy[] =>
  group.members.flatMap((id) => proxies.find((proxy) => proxy.id === id) ?? []);
