import { Injectable } from '@nestjs/common';
import { requireAccess } from '../../../auth/access.js';
import { type Actor, can } from '../../../model/actor.js';
import { BulkImportService } from '../../../packages/bulk-import.service.js';
import type { PackageType } from '../../../packages/package-content.js';
import { PackageExportService } from '../../../packages/package-export.service.js';
import { PackageImportService } from '../../../packages/package-import.service.js';
import type { Id } from '../../../shared/ids.js';
import { permissionDenied } from '../../../shared/problem.js';
import type { ImportMetadata } from '../decode/package.decode.js';
import { PACKAGE_TEXTS } from '../http/messages.js';
import type { DeploymentOutcome } from '../present/deployment-result.js';
import { Lookups } from './lookups.service.js';
import type { ProxyPath } from './proxy-calls.service.js';
import { Rollouts } from './rollouts.service.js';

/** Both types belong to this category of rights. */
const CATEGORY = 'API_MANAGEMENT';

export interface ImportCall {
  readonly file: Buffer;
  readonly passphrase: string | null;
  /** Environments that the mapping of the call leads to: they have to exist. */
  readonly mappedEnvironments: readonly string[];
}

/** Exports and imports by the names of this dialect. Everything a call names is checked before any write. */
@Injectable()
export class PackageCalls {
  constructor(
    private readonly lookups: Lookups,
    private readonly exports: PackageExportService,
    private readonly imports: PackageImportService,
    private readonly bulk: BulkImportService,
    private readonly rollouts: Rollouts,
  ) {}

  async exportProxy(actor: Actor, path: ProxyPath, options: ExportOptions): Promise<Buffer> {
    const projectId = await this.#project(actor, path.projectName);
    return this.exports.export(actor, { projectId, type: 'API_PROXY', names: [path.apiProxyName], ...options });
  }

  /** Resolves with the name that the new proxy got. */
  async importProxy(actor: Actor, projectName: string, call: ImportCall): Promise<string> {
    const projectId = await this.#project(actor, projectName);
    requireAccess(actor, 'proxy.export', projectId);
    await this.lookups.everyEnvironment(actor, call.mappedEnvironments);
    const { file: bytes, passphrase } = call;
    return (await this.imports.importAsNew(actor, { projectId, bytes, passphrase })).name;
  }

  async importOver(
    actor: Actor,
    path: ProxyPath,
    call: ImportCall,
    metadata: ImportMetadata,
  ): Promise<DeploymentOutcome[]> {
    const projectId = await this.#project(actor, path.projectName);
    requireAccess(actor, 'proxy.export', projectId);
    if (metadata.environmentNames.length > 0) requireAccess(actor, 'proxy.deploy', projectId);
    await this.lookups.everyEnvironment(actor, call.mappedEnvironments);
    const environments = await this.lookups.everyEnvironment(actor, metadata.environmentNames);
    const source = { projectId, bytes: call.file, passphrase: call.passphrase };
    const proxy = await this.imports.importOver(actor, source, path.apiProxyName, metadata.adjust);
    const target = { kind: 'proxy', proxyId: proxy.id, groupId: null } as const;
    return this.rollouts.deployEach(actor, environments, { projectId, target });
  }

  async requireProject(actor: Actor, projectName: string): Promise<void> {
    requireAccess(actor, 'project.view', await this.#project(actor, projectName));
  }

  /** Names with `filter` in them, whatever its case. */
  async names(actor: Actor, projectName: string, type: PackageType, filter: string): Promise<string[]> {
    const names = await this.exports.names(actor, await this.#project(actor, projectName), type);
    return names.filter((name) => name.toLowerCase().includes(filter.toLowerCase()));
  }

  async exportObjects(
    actor: Actor,
    projectName: string,
    type: PackageType,
    names: readonly string[],
    options: ExportOptions,
  ): Promise<Buffer> {
    const projectId = await this.#project(actor, projectName);
    if (!can(actor, 'proxy.export', projectId)) {
      throw permissionDenied(PACKAGE_TEXTS.exportForbidden(CATEGORY, names[0] ?? ''));
    }
    return this.exports.export(actor, { projectId, type, names, ...options });
  }

  /** Resolves with what could not be carried over. */
  async importObjects(
    actor: Actor,
    projectName: string,
    type: PackageType,
    call: ImportCall,
    options: { readonly override: boolean; readonly withDependencies: boolean },
  ): Promise<string[]> {
    const projectId = await this.#project(actor, projectName);
    if (!can(actor, 'proxy.export', projectId)) throw permissionDenied(PACKAGE_TEXTS.importForbidden(CATEGORY));
    await this.lookups.everyEnvironment(actor, call.mappedEnvironments);
    const { file: bytes, passphrase } = call;
    return this.bulk.import(actor, { projectId, type, bytes, passphrase, ...options });
  }

  async #project(actor: Actor, name: string): Promise<Id> {
    return (await this.lookups.project(actor, name)).id;
  }
}

export interface ExportOptions {
  readonly withDependencies: boolean;
  readonly passphrase: string | null;
}
