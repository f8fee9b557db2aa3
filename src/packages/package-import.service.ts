import { Injectable } from '@nestjs/common';
import { ApiProxiesRepository } from '../api-proxies/api-proxies.repository.js';
import { ApiProxiesService, type ProxyInput } from '../api-proxies/api-proxies.service.js';
import { requireAccess } from '../auth/access.js';
import { type Tx, UnitOfWork } from '../database/unit-of-work.js';
import type { Actor } from '../model/actor.js';
import type { ApiProxy, ProxyDefinition } from '../model/api-proxy.js';
import { type Id, newId } from '../shared/ids.js';
import { Problem } from '../shared/problem.js';
import { clashSuffix, draftOf, withPathSuffix } from './import-draft.js';
import type { PackageContent, PackageType, PortableProxy } from './package-content.js';
import { PackageReader } from './package-reader.service.js';

export interface ImportSource {
  readonly projectId: Id;
  readonly bytes: Buffer;
  /** Null: none was given. */
  readonly passphrase: string | null;
}

/** Packages of one proxy. The drafts change in one transaction; what is live stays until the next deployment. */
@Injectable()
export class PackageImportService {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly reader: PackageReader,
    private readonly proxies: ApiProxiesService,
    private readonly repository: ApiProxiesRepository,
  ) {}

  /** Never overrides: where the name is taken, name and paths get a suffix. */
  async importAsNew(actor: Actor, source: ImportSource): Promise<ApiProxy> {
    requireAccess(actor, 'proxy.export', source.projectId);
    const content = await this.reader.read(source.bytes, source.passphrase);
    const portable = onlyProxy(content);
    return this.unitOfWork.run(async (tx) => {
      const suffix = await this.#freeSuffix(tx, source.projectId, portable.name);
      const draft = draftOf(portable.definition, null, newId);
      return this.proxies.add(tx, source.projectId, {
        ...inputOf(portable, content, { ...draft, clientRoute: withPathSuffix(draft.clientRoute, suffix) }),
        name: `${portable.name}${suffix}`,
      });
    });
  }

  /** Over the proxy of that name, whatever the package calls its own; made where there is none. */
  async importOver(
    actor: Actor,
    source: ImportSource,
    name: string,
    adjust: (definition: ProxyDefinition) => ProxyDefinition,
  ): Promise<ApiProxy> {
    requireAccess(actor, 'proxy.export', source.projectId);
    const content = await this.reader.read(source.bytes, source.passphrase);
    const portable = { ...onlyProxy(content), name };
    return this.unitOfWork.run((tx) => this.put(tx, source.projectId, portable, content, adjust));
  }

  /** Loads or makes; for use cases that import several at once. Checks no permission. */
  async put(
    tx: Tx,
    projectId: Id,
    portable: PortableProxy,
    content: PackageContent,
    adjust: (definition: ProxyDefinition) => ProxyDefinition = (definition) => definition,
  ): Promise<ApiProxy> {
    const before = await this.repository.findByName(tx, projectId, portable.name);
    const input = inputOf(portable, content, adjust(draftOf(portable.definition, before ?? null, newId)));
    if (before === undefined) return this.proxies.add(tx, projectId, input);
    requireReplaceable(before);
    await this.repository.hold(tx, [before.id]);
    return this.proxies.change(tx, projectId, before.id, {
      description: input.description,
      definition: input.definition,
      ...(input.spec === undefined ? {} : { spec: input.spec }),
    });
  }

  async #freeSuffix(tx: Tx, projectId: Id, name: string): Promise<string> {
    for (let attempt = 0; ; attempt++) {
      const suffix = clashSuffix(attempt);
      if ((await this.repository.findByName(tx, projectId, `${name}${suffix}`)) === undefined) return suffix;
    }
  }
}

function inputOf(portable: PortableProxy, content: PackageContent, definition: ProxyDefinition): ProxyInput {
  const digest = portable.definition.specDigest;
  const spec = digest === null ? undefined : content.descriptions.get(digest);
  return {
    name: portable.name,
    description: portable.description,
    definition,
    ...(spec === undefined ? {} : { spec }),
  };
}

/** What lives in a group by cloudapi's rules keeps to rules that a package knows nothing of. */
function requireReplaceable(before: ApiProxy): void {
  if (before.homeGroupId === null) return;
  throw new Problem(
    'not_representable',
    `'${before.name}' was made in a group through the CloudAPI dialect: change it there`,
    {
      resource: 'proxy',
      name: before.name,
    },
  );
}

function onlyProxy(content: PackageContent): PortableProxy {
  const [proxy, ...others] = objectsOf(content, 'API_PROXY').filter((object) => object.kind === 'API_PROXY');
  if (proxy === undefined || others.length > 0) {
    throw new Problem(
      'invalid_argument',
      `This package holds ${content.objects.length} API_PROXY objects: import it through export-import`,
    );
  }
  return proxy;
}

/** @throws Problem `invalid_argument` for a package of another type. Source: apiops.md 11 */
export function objectsOf({ objects }: PackageContent, type: PackageType): PackageContent['objects'] {
  const other = objects.find(({ kind }) => kind !== type);
  if (other === undefined) return objects;
  throw new Problem(
    'invalid_argument',
    `This package holds no ${type} object — it looks like a ${other.kind} package; nothing was imported.`,
  );
}
