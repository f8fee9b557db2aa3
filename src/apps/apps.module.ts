import { Module } from '@nestjs/common';
import { SecretsModule } from '../secrets/secrets.module.js';
import { TagsModule } from '../tags/tags.module.js';
import { TagsService } from '../tags/tags.service.js';
import { AppAuthoritiesRepository } from './app-authorities.repository.js';
import { AppCredentialsRepository } from './app-credentials.repository.js';
import { AppSecrets } from './app-secrets.js';
import { AppsRepository } from './apps.repository.js';
import { AppsService } from './apps.service.js';

const SHARED = [AppsService, AppSecrets, AppsRepository, AppCredentialsRepository, AppAuthoritiesRepository];

@Module({ imports: [SecretsModule, TagsModule], providers: SHARED, exports: SHARED })
export class AppsModule {
  constructor(tags: TagsService, apps: AppsRepository) {
    tags.own('app', async (tx, projectId, ids) => [...(await apps.known(tx, projectId, ids.filter(isAppId)))]);
  }
}

/** Whatever else is asked for is none. */
const isAppId = (id: string): boolean => /^\d{1,15}$/.test(id);
