import { Injectable } from '@nestjs/common';
import { requireAccess } from '../auth/access.js';
import { UnitOfWork } from '../database/unit-of-work.js';
import type { Actor } from '../model/actor.js';
import type { KeyAndValue } from '../model/resource-tag.js';
import { Clock } from '../shared/clock.js';
import type { Id } from '../shared/ids.js';
import type { Page, PageRequest } from '../shared/page.js';
import { limitExceeded, notFound } from '../shared/problem.js';
import { TagsService } from '../tags/tags.service.js';
import type { App, AppCode, AppFilter, AppKey, TaggedApp } from './app.js';
import { AppAuthoritiesRepository, type AuthorityFilter, type AuthorityRow } from './app-authorities.repository.js';
import { AppCredentialsRepository, noSuchCode } from './app-credentials.repository.js';
import { AppSecrets, codeDigest, newAppId, newAppKey, newAppSecret } from './app-secrets.js';
import { AppsRepository } from './apps.repository.js';

export interface NewApp {
  readonly name: string;
  readonly description: string;
  readonly extend: string;
  readonly tags: readonly KeyAndValue[];
  /** What is left out is made up. */
  readonly key?: string;
  readonly secret?: string;
  readonly code?: string;
}

export interface AppCredentials {
  /** Oldest first. */
  readonly keys: readonly AppKey[];
  readonly codes: readonly AppCode[];
}

/** Apps as such. What changes who may call is in deployments/callers.service.ts: it goes live at once. */
@Injectable()
export class AppsService {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly repository: AppsRepository,
    private readonly credentialsRepository: AppCredentialsRepository,
    private readonly authoritiesRepository: AppAuthoritiesRepository,
    private readonly tags: TagsService,
    private readonly secrets: AppSecrets,
    private readonly clock: Clock,
  ) {}

  /**
   * With one key and one code.
   * @throws Problem limit_exceeded when the project has `most` apps already; already_exists for a key or code that is taken
   */
  async create(actor: Actor, projectId: Id, input: NewApp, most: number): Promise<App> {
    requireAccess(actor, 'group.manage', projectId);
    const now = this.clock.now();
    const times = { createdAt: now, modifiedAt: now };
    const { name, description, extend } = input;
    const app: App = { id: newAppId(), projectId, name, description, extend, disabled: false, ...times };
    const owned = { appId: app.id, ...times };
    const key = this.secrets.sealKey(input.key ?? newAppKey(), input.secret ?? newAppSecret());
    const code = this.secrets.sealCode(input.code ?? newAppSecret());
    await this.unitOfWork.run(async (tx) => {
      if ((await this.repository.countAlone(tx, projectId)) >= most) throw limitExceeded('app', most);
      await this.repository.insert(tx, app);
      await this.tags.tagNew(tx, projectId, 'app', app.id, input.tags);
      await this.credentialsRepository.insertKey(tx, { ...key, ...owned });
      await this.credentialsRepository.insertCode(tx, { ...code, ...owned });
    });
    return app;
  }

  async getById(actor: Actor, projectId: Id, id: string): Promise<App> {
    requireAccess(actor, 'group.view', projectId);
    const app = await this.unitOfWork.read((tx) => this.repository.findById(tx, projectId, id));
    if (app === undefined) throw notFound('app', id);
    return app;
  }

  async search(actor: Actor, projectId: Id, filter: AppFilter, page: PageRequest): Promise<Page<TaggedApp>> {
    requireAccess(actor, 'group.view', projectId);
    return this.unitOfWork.read((tx) => this.repository.search(tx, projectId, filter, page));
  }

  /** In clear. */
  async credentials(actor: Actor, projectId: Id, id: string): Promise<AppCredentials> {
    await this.getById(actor, projectId, id);
    const [keys, codes] = await Promise.all([
      this.unitOfWork.read((tx) => this.credentialsRepository.keysOf(tx, id)),
      this.unitOfWork.read((tx) => this.credentialsRepository.codesOf(tx, id)),
    ]);
    return {
      keys: keys.map((key) => this.secrets.openKey(key)),
      codes: codes.map((code) => this.secrets.openCode(code)),
    };
  }

  /** Id of the app of the project that has the key. */
  async ownerOfKey(actor: Actor, projectId: Id, key: string): Promise<string> {
    requireAccess(actor, 'group.view', projectId);
    const owner = await this.unitOfWork.read((tx) => this.credentialsRepository.ownerOfKey(tx, projectId, key));
    if (owner === undefined) throw notFound('app-key', key);
    return owner;
  }

  /** Id of the app of the project that has the code. */
  async ownerOfCode(actor: Actor, projectId: Id, code: string): Promise<string> {
    requireAccess(actor, 'group.view', projectId);
    const digest = codeDigest(code);
    const owner = await this.unitOfWork.read((tx) => this.credentialsRepository.ownerOfCode(tx, projectId, digest));
    if (owner === undefined) throw noSuchCode();
    return owner;
  }

  /** Newest first. */
  async authorities(
    actor: Actor,
    projectId: Id,
    filter: AuthorityFilter,
    page: PageRequest,
  ): Promise<Page<AuthorityRow>> {
    requireAccess(actor, 'group.view', projectId);
    return this.unitOfWork.read((tx) => this.authoritiesRepository.search(tx, projectId, filter, page));
  }
}
