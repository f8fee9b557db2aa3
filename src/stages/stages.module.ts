import { Module } from '@nestjs/common';
import { AuthModule } from '../auth/auth.module.js';
import { DeploymentsModule } from '../deployments/deployments.module.js';
import { EnvironmentsModule } from '../environments/environments.module.js';
import { ProxyGroupsModule } from '../proxy-groups/proxy-groups.module.js';
import { DomainResolver } from './domain-resolver.js';
import { DomainsService } from './domains.service.js';
import { GroupDomainsRepository } from './group-domains.repository.js';
import { GroupRoutesService } from './group-routes.service.js';
import { StageChanges } from './stage-changes.js';
import { StageVariablesRepository } from './stage-variables.repository.js';
import { StageVariablesService } from './stage-variables.service.js';

@Module({
  imports: [AuthModule, EnvironmentsModule, ProxyGroupsModule, DeploymentsModule],
  providers: [
    StageVariablesService,
    DomainsService,
    GroupRoutesService,
    StageChanges,
    DomainResolver,
    StageVariablesRepository,
    GroupDomainsRepository,
  ],
  exports: [StageVariablesService, DomainsService, GroupRoutesService],
})
export class StagesModule {}
