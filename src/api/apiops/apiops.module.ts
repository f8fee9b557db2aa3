import { type MiddlewareConsumer, Module, type NestModule } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import { ApiProxiesModule } from '../../api-proxies/api-proxies.module.js';
import { AuthModule } from '../../auth/auth.module.js';
import { DeploymentsModule } from '../../deployments/deployments.module.js';
import { EnvironmentsModule } from '../../environments/environments.module.js';
import { ProjectsModule } from '../../projects/projects.module.js';
import { ProxyGroupsModule } from '../../proxy-groups/proxy-groups.module.js';
import { EnvironmentsController } from './controllers/environments.controller.js';
import { GroupDeploymentsController } from './controllers/group-deployments.controller.js';
import { GroupHistoriesController } from './controllers/group-histories.controller.js';
import { GroupsController } from './controllers/groups.controller.js';
import { OpenapiController } from './controllers/openapi.controller.js';
import { ProjectsController } from './controllers/projects.controller.js';
import { ProxiesController } from './controllers/proxies.controller.js';
import { ProxyHistoriesController } from './controllers/proxy-histories.controller.js';
import { ProxySavingController } from './controllers/proxy-saving.controller.js';
import { TestController } from './controllers/test.controller.js';
import { TokenController } from './controllers/token.controller.js';
import { apiopsHttp } from './http/apiops-http.js';
import { routesOf } from './http/route-table.js';
import { ApiopsDocument } from './openapi-document.js';
import { GroupCalls } from './services/group-calls.service.js';
import { GroupSaving } from './services/group-saving.service.js';
import { HistoryCalls } from './services/history-calls.service.js';
import { Lookups } from './services/lookups.service.js';
import { Membership } from './services/membership.service.js';
import { ProjectEnvironments } from './services/project-environments.service.js';
import { ProxyCalls } from './services/proxy-calls.service.js';
import { ProxySaving } from './services/proxy-saving.service.js';
import { RollbackCalls } from './services/rollback-calls.service.js';
import { Rollouts } from './services/rollouts.service.js';
import { SpecLoader } from './services/spec-loader.service.js';

export const APIOPS_CONTROLLERS = [
  TokenController,
  TestController,
  ProjectsController,
  EnvironmentsController,
  ProxySavingController,
  ProxiesController,
  GroupsController,
  GroupDeploymentsController,
  ProxyHistoriesController,
  GroupHistoriesController,
  OpenapiController,
];

/** The Apinizer Management API, under `/apiops`. The application is made with `bodyParser: false`: bodies are read here. */
@Module({
  imports: [AuthModule, ProjectsModule, EnvironmentsModule, ApiProxiesModule, ProxyGroupsModule, DeploymentsModule],
  controllers: APIOPS_CONTROLLERS,
  providers: [
    ApiopsDocument,
    GroupCalls,
    GroupSaving,
    HistoryCalls,
    Lookups,
    Membership,
    ProjectEnvironments,
    ProxyCalls,
    ProxySaving,
    RollbackCalls,
    Rollouts,
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
