import { Module, type OnModuleInit } from '@nestjs/common';
import { ApiProxiesModule } from '../../api-proxies/api-proxies.module.js';
import { AppsModule } from '../../apps/apps.module.js';
import { AuthModule } from '../../auth/auth.module.js';
import { AuthService } from '../../auth/auth.service.js';
import { DeploymentsModule } from '../../deployments/deployments.module.js';
import { EnvironmentsModule } from '../../environments/environments.module.js';
import { ProxyGroupsModule } from '../../proxy-groups/proxy-groups.module.js';
import { StagesModule } from '../../stages/stages.module.js';
import { TagsModule } from '../../tags/tags.module.js';
import { RpcProducts } from '../rpc/products.js';
import { RpcModule } from '../rpc/rpc.module.js';
import { CloudApiCore } from './core.js';
import { Descriptions } from './oas/descriptions.js';
import { ImportTasks } from './oas/import-tasks.js';
import { cloudApi } from './product.js';

/** Alibaba Cloud API Gateway's CloudAPI 2016-07-14, at `/`. */
@Module({
  imports: [
    RpcModule,
    AuthModule,
    EnvironmentsModule,
    ApiProxiesModule,
    ProxyGroupsModule,
    AppsModule,
    DeploymentsModule,
    StagesModule,
    TagsModule,
  ],
  providers: [CloudApiCore, Descriptions, ImportTasks],
})
export class CloudApiModule implements OnModuleInit {
  constructor(
    private readonly products: RpcProducts,
    private readonly core: CloudApiCore,
    private readonly auth: AuthService,
  ) {}

  onModuleInit(): void {
    this.products.add(cloudApi(this.core, this.auth));
  }
}
