import { Get, Param } from '@nestjs/common';
import { ApiParam, ApiTags } from '@nestjs/swagger';
import { CurrentActor } from '../../../auth/current-actor.decorator.js';
import { RequireAccess } from '../../../auth/require-access.decorator.js';
import type { Actor } from '../../../model/actor.js';
import { DeployStatusList, InvokeInfoList, RouteHealthList } from '../dto/proxy-live.dto.js';
import { ApiopsController } from '../http/apiops-controller.js';
import { Describe } from '../http/describe.js';
import { Messages } from '../http/message-family.js';
import { presentDeployStatus, presentInvocation, presentRouteHealth } from '../present/proxy-live.presenter.js';
import { type ListSuccess, listed } from '../present/success.js';
import type { ProxyEnvironmentPath, ProxyPath } from '../services/proxy-calls.service.js';
import { ProxyLiveCalls } from '../services/proxy-live-calls.service.js';

/** Source: apiops.md 4.7. */
@ApiTags('API proxies')
@ApiParam({ name: 'projectName' })
@ApiParam({ name: 'apiProxyName' })
@ApiopsController('apiops/projects/:projectName/apiProxies/:apiProxyName')
@Messages('proxy-live')
export class ProxyLiveController {
  constructor(private readonly calls: ProxyLiveCalls) {}

  @Get('environments/:environmentName/deploy-status')
  @RequireAccess('proxy.view')
  @ApiParam({ name: 'environmentName' })
  @Describe({ summary: 'What the record says of a proxy in an environment', answer: DeployStatusList })
  async deployStatus(@CurrentActor() actor: Actor, @Param() path: ProxyEnvironmentPath): Promise<ListSuccess<unknown>> {
    return listed([presentDeployStatus(await this.calls.record(actor, path))]);
  }

  @Get('environments/:environmentName/route-health')
  @RequireAccess('proxy.view')
  @ApiParam({ name: 'environmentName' })
  @Describe({
    summary: 'Which gateways of an environment serve a proxy',
    description: 'By what each connected gateway said that it took; no backend is called.',
    answer: RouteHealthList,
  })
  async routeHealth(@CurrentActor() actor: Actor, @Param() path: ProxyEnvironmentPath): Promise<ListSuccess<unknown>> {
    return listed([presentRouteHealth(await this.calls.routeHealth(actor, path))]);
  }

  @Get('invoke-info')
  @RequireAccess('proxy.view')
  @Describe({
    summary: 'How a proxy is called, for every environment',
    description: 'As it is live there; where it is not deployed, as the saved proxy would be.',
    answer: InvokeInfoList,
  })
  async invokeInfo(@CurrentActor() actor: Actor, @Param() path: ProxyPath): Promise<ListSuccess<unknown>> {
    return listed((await this.calls.invocations(actor, path)).map(presentInvocation));
  }
}
