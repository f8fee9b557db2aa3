import { Module } from '@nestjs/common';
import { ApiProxiesRepository } from './api-proxies.repository.js';
import { ApiProxiesService } from './api-proxies.service.js';
import { GuardedFetcher } from './spec-import/guarded-fetcher.js';
import { SpecImporter } from './spec-import/spec-importer.js';
import { SpecPublisher } from './spec-publish/spec-publisher.js';

@Module({
  providers: [ApiProxiesService, ApiProxiesRepository, SpecImporter, SpecPublisher, GuardedFetcher],
  exports: [ApiProxiesService, ApiProxiesRepository, SpecImporter, SpecPublisher, GuardedFetcher],
})
export class ApiProxiesModule {}
