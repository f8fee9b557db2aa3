import { Module } from '@nestjs/common';
import { ApiProxiesRepository } from './api-proxies.repository.js';
import { ApiProxiesService } from './api-proxies.service.js';
import { GuardedFetcher } from './spec-import/guarded-fetcher.js';
import { SpecImporter } from './spec-import/spec-importer.js';

@Module({
  providers: [ApiProxiesService, ApiProxiesRepository, SpecImporter, GuardedFetcher],
  exports: [ApiProxiesService, ApiProxiesRepository, SpecImporter, GuardedFetcher],
})
export class ApiProxiesModule {}
