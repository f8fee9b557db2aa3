import { Module } from '@nestjs/common';
import { ApiProxiesModule } from '../api-proxies/api-proxies.module.js';
import { GroupImportsRepository } from './group-imports.repository.js';
import { GroupImportsService } from './group-imports.service.js';
import { ProxyGroupsRepository } from './proxy-groups.repository.js';
import { ProxyGroupsService } from './proxy-groups.service.js';

@Module({
  imports: [ApiProxiesModule],
  providers: [ProxyGroupsService, ProxyGroupsRepository, GroupImportsService, GroupImportsRepository],
  exports: [ProxyGroupsService, ProxyGroupsRepository, GroupImportsService],
})
export class ProxyGroupsModule {}
