import { Module } from '@nestjs/common';
import { ApiProxiesModule } from '../api-proxies/api-proxies.module.js';
import { GroupImportsRepository } from './group-imports.repository.js';
import { GroupImportsService } from './group-imports.service.js';
import { HomeMembersService } from './home-members.service.js';
import { ProxyGroupsRepository } from './proxy-groups.repository.js';
import { ProxyGroupsService } from './proxy-groups.service.js';

@Module({
  imports: [ApiProxiesModule],
  providers: [
    ProxyGroupsService,
    HomeMembersService,
    ProxyGroupsRepository,
    GroupImportsService,
    GroupImportsRepository,
  ],
  exports: [ProxyGroupsService, HomeMembersService, ProxyGroupsRepository, GroupImportsService],
})
export class ProxyGroupsModule {}
