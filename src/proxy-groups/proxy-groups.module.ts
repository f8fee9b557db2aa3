import { Module } from '@nestjs/common';
import { ApiProxiesModule } from '../api-proxies/api-proxies.module.js';
import { ProxyGroupsRepository } from './proxy-groups.repository.js';
import { ProxyGroupsService } from './proxy-groups.service.js';

@Module({
  imports: [ApiProxiesModule],
  providers: [ProxyGroupsService, ProxyGroupsRepository],
  exports: [ProxyGroupsService, ProxyGroupsRepository],
})
export class ProxyGroupsModule {}
