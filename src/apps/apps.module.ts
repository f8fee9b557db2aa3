import { Module } from '@nestjs/common';
import { SecretsModule } from '../secrets/secrets.module.js';
import { AppAuthoritiesRepository } from './app-authorities.repository.js';
import { AppCredentialsRepository } from './app-credentials.repository.js';
import { AppSecrets } from './app-secrets.js';
import { AppsRepository } from './apps.repository.js';
import { AppsService } from './apps.service.js';

const SHARED = [AppsService, AppSecrets, AppsRepository, AppCredentialsRepository, AppAuthoritiesRepository];

@Module({ imports: [SecretsModule], providers: SHARED, exports: SHARED })
export class AppsModule {}
