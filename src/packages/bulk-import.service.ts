import { Injectable } from '@nestjs/common';
import { ApiProxiesRepository } from '../api-proxies/api-proxies.repository.js';
import { requireAccess } from '../auth/access.js';
import { type Tx, UnitOfWork } from '../database/unit-of-work.js';
import type { Actor } from '../model/actor.js';
import { ProxyGroupsRepository } from '../proxy-groups/proxy-groups.repository.js';
import { ProxyGroupsService } from '../proxy-groups/proxy-groups.service.js';
import type { Id } from '../shared/ids.js';
import { Problem } from '../shared/problem.js';
import { foreign } from './import-draft.js';
import type { PackageContent, PackageType, PortableGroup, PortableObject } from './package-content.js';
import { type ImportSource, objectsOf, PackageImportService } from './package-import.service.js';
import { PackageReader } from './package-reader.service.js';

export interface BulkImport extends ImportSource {
  readonly type: PackageType;
  /** False: an object whose name is taken refuses the whole package. */
  readonly override: boolean;
  /** Take bundled members of groups too; false: resolve them by name in the project. */
  readonly withDependencies: boolean;
}

/** Packages of any number of objects of one type, in one transaction. */
@Injectable()
export class BulkImportService {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly reader: PackageReader,
    private readonly imports: PackageImportService,
    private readonly proxies: ApiProxiesRepository,
    private readonly groups: ProxyGroupsRepository,
    private readonly groupsService: ProxyGroupsService,
  ) {}

  /** Resolves with what could not be carried over, a line each. */
  async import(actor: Actor, request: BulkImport): Promise<string[]> {
    requireAccess(actor, 'proxy.export', request.projectId);
    const content = await this.reader.read(request.bytes, request.passphrase);
    const objects = objectsOf(content, request.type);
    return this.unitOfWork.run(async (tx) => {
      if (!request.override) await this.#requireFree(tx, request.projectId, objects);
      if (request.withDependencies) await this.#takeDependencies(tx, request, content);
      const unresolved: string[] = [];
      for (const object of objects) {
        if (object.kind === 'API_PROXY') await this.imports.put(tx, request.projectId, object, content);
        else unresolved.push(...(await this.#putGroup(tx, request.projectId, object)));
      }
      return unresolved;
    });
  }

  async #requireFree(tx: Tx, projectId: Id, objects: readonly PortableObject[]): Promise<void> {
    const taken: string[] = [];
    for (const { kind, name } of objects) {
      const repository = kind === 'API_PROXY' ? this.proxies : this.groups;
      if ((await repository.findByName(tx, projectId, name)) !== undefined) taken.push(`${name} (${kind})`);
    }
    if (taken.length > 0) throw new Problem('already_exists', takenText(taken.join(', ')));
  }

  /** Without `override` one that is there already is the one that is meant. */
  async #takeDependencies(tx: Tx, { projectId, override }: BulkImport, content: PackageContent): Promise<void> {
    for (const proxy of content.dependencies) {
      const isThere = (await this.proxies.findByName(tx, projectId, proxy.name)) !== undefined;
      if (override || !isThere) await this.imports.put(tx, projectId, proxy, content);
    }
  }

  async #putGroup(tx: Tx, projectId: Id, { name, description, settings, members }: PortableGroup): Promise<string[]> {
    const before = await this.groups.findByName(tx, projectId, name);
    if (before !== undefined && (before.settings.ownHost || settings.ownHost)) throw notReplaceable(name);
    const group =
      before === undefined
        ? await this.groupsService.add(tx, projectId, { name, description, settings })
        : await this.groupsService.change(tx, projectId, before.id, {
            description,
            settings: {
              ...settings,
              extensions: { ...foreign(before.settings.extensions), ...settings.extensions },
            },
          });
    const { ids, absent } = await this.#resolve(tx, projectId, members);
    await this.groups.lock(tx, group.id);
    await this.proxies.hold(tx, ids);
    await this.groups.replaceMembers(tx, group.id, ids);
    return absent.map((member) => `API_PROXY ${member} of PROXY_GROUP ${name} is not in this project`);
  }

  async #resolve(tx: Tx, projectId: Id, names: readonly string[]) {
    const wanted = [...new Set(names)];
    const known = await this.proxies.idsByName(tx, projectId, wanted);
    return {
      ids: wanted.flatMap((name) => known.get(name) ?? []),
      absent: wanted.filter((name) => !known.has(name)),
    };
  }
}

/** Its members live in it, by rules that a package knows nothing of. */
const notReplaceable = (name: string): Problem =>
  new Problem(
    'not_representable',
    `'${name}' is a group of the CloudAPI dialect, here or in the package: change it there`,
    {
      resource: 'group',
      name,
    },
  );

/** Source: apiops.md 11. */
const takenText = (what: string): string =>
  `Import as New cannot proceed: ${what} — an object of this kind and name already exists in the target project. ` +
  'Use Replace Existing where the object already exists in this project, or rename the object(s) before importing.';
