import { Module } from '@nestjs/common';
import { ApiProxiesModule } from '../../api-proxies/api-proxies.module.js';
import { AuthModule } from '../../auth/auth.module.js';
import { DeploymentsModule } from '../../deployments/deployments.module.js';
import { EnvironmentsModule } from '../../environments/environments.module.js';
import { ProxyGroupsModule } from '../../proxy-groups/proxy-groups.module.js';
import { CallAudit } from './call-audit.js';
import { CloudApiController } from './cloudapi.controller.js';
import { CloudApiCore } from './core.js';
import { Descriptions } from './oas/descriptions.js';
import { ImportTasks } from './oas/import-tasks.js';
import { RpcHandler } from './rpc-handler.js';

/** Alibaba Cloud API Gateway's CloudAPI 2016-07-14, at `/`. */
@Module({
  imports: [AuthModule, EnvironmentsModule, ApiProxiesModule, ProxyGroupsModule, DeploymentsModule],
  controllers: [CloudApiController],
  providers: [CloudApiCore, CallAudit, RpcHandler, Descriptions, ImportTasks],
})
export class CloudApiModule {}
