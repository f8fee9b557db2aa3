import { type MiddlewareConsumer, Module, type NestModule } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import { ApiProxiesModule } from '../../api-proxies/api-proxies.module.js';
import { AuthModule } from '../../auth/auth.module.js';
import { DeploymentsModule } from '../../deployments/deployments.module.js';
import { EnvironmentsModule } from '../../environments/environments.module.js';
import { PackagesModule } from '../../packages/packages.module.js';
import { ProjectsModule } from '../../projects/projects.module.js';
import { PromotionsModule } from '../../promotions/promotions.module.js';
import { ProxyGroupsModule } from '../../proxy-groups/proxy-groups.module.js';
import { EndpointsController } from './controllers/endpoints.controller.js';
import { EnvironmentsController } from './controllers/environments.controller.js';
import { ExportImportController } from './controllers/export-import.controller.js';
import { GroupDeploymentsController } from './controllers/group-deployments.controller.js';
import { GroupHistoriesController } from './controllers/group-histories.controller.js';
import { GroupMembersController } from './controllers/group-members.controller.js';
import { GroupsController } from './controllers/groups.controller.js';
import { OpenapiController } from './controllers/openapi.controller.js';
import { ProjectsController } from './controllers/projects.controller.js';
import { PromotedObjectsController } from './controllers/promoted-objects.controller.js';
import { PromotionExecutionsController } from './controllers/promotion-executions.controller.js';
import { PromotionSettingsController } from './controllers/promotion-settings.controller.js';
import { ProxiesController } from './controllers/proxies.controller.js';
import { ProxyDetailsController } from './controllers/proxy-details.controller.js';
import { ProxyHistoriesController } from './controllers/proxy-histories.controller.js';
import { ProxyLiveController } from './controllers/proxy-live.controller.js';
import { ProxyPackagesController } from './controllers/proxy-packages.controller.js';
import { ProxySavingController } from './controllers/proxy-saving.controller.js';
import { ProxySettingsController } from './controllers/proxy-settings.controller.js';
import { TestController } from './controllers/test.controller.js';
import { TokenController } from './controllers/token.controller.js';
import { apiopsHttp } from './http/apiops-http.js';
import { routesOf } from './http/route-table.js';
import { ApiopsDocument } from './openapi-document.js';
import { EndpointCalls } from './services/endpoint-calls.service.js';
import { GroupCalls } from './services/group-calls.service.js';
import { GroupMembers } from './services/group-members.service.js';
import { GroupSaving } from './services/group-saving.service.js';
import { HistoryCalls } from './services/history-calls.service.js';
import { Lookups } from './services/lookups.service.js';
import { Membership } from './services/membership.service.js';
import { PackageCalls } from './services/package-calls.service.js';
import { ProjectEnvironments } from './services/project-environments.service.js';
import { PromotedObjects } from './services/promoted-objects.service.js';
import { PromotionMappings } from './services/promotion-mappings.service.js';
import { ProxyCalls } from './services/proxy-calls.service.js';
import { ProxyLiveCalls } from './services/proxy-live-calls.service.js';
import { ProxySaving } from './services/proxy-saving.service.js';
import { RollbackCalls } from './services/rollback-calls.service.js';
import { Rollouts } from './services/rollouts.service.js';
import { SpecCalls } from './services/spec-calls.service.js';
import { SpecLoader } from './services/spec-loader.service.js';

export const APIOPS_CONTROLLERS = [
  TokenController,
  TestController,
  ProjectsController,
  EnvironmentsController,
  PromotedObjectsController,
  ProxySavingController,
  ProxyPackagesController,
  ExportImportController,
  PromotionSettingsController,
  PromotionExecutionsController,
  ProxiesController,
  EndpointsController,
  ProxyDetailsController,
  ProxyLiveController,
  ProxySettingsController,
  GroupsController,
  GroupDeploymentsController,
  GroupMembersController,
  ProxyHistoriesController,
  GroupHistoriesController,
  OpenapiController,
];

/** The Apinizer Management API, under `/apiops`. The application is made with `bodyParser: false`: bodies are read here. */
@Module({
  imports: [
    AuthModule,
    ProjectsModule,
    EnvironmentsModule,
    ApiProxiesModule,
    ProxyGroupsModule,
    DeploymentsModule,
    PackagesModule,
    PromotionsModule,
  ],
  controllers: APIOPS_CONTROLLERS,
  providers: [
    ApiopsDocument,
    EndpointCalls,
    GroupCalls,
    GroupMembers,
    GroupSaving,
    HistoryCalls,
    Lookups,
    Membership,
    PackageCalls,
    PromotedObjects,
    PromotionMappings,
    ProjectEnvironments,
    ProxyCalls,
    ProxyLiveCalls,
    ProxySaving,
    RollbackCalls,
    Rollouts,
    SpecCalls,
    SpecLoader,
  ],
})
export class ApiopsModule implements NestModule {
  constructor(private readonly host: HttpAdapterHost) {}

  /** Straight on the server: Nest's own middleware would decode the path before it can be refused. */
  configure(_consumer: MiddlewareConsumer): void {
    for (const handler of apiopsHttp(routesOf(APIOPS_CONTROLLERS))) this.host.httpAdapter.use('/apiops', handler);
  }
}
