import { Get } from '@nestjs/common';
import { ApiOperation } from '@nestjs/swagger';
import { CurrentActor } from '../../../auth/current-actor.decorator.js';
import { RequireAccess } from '../../../auth/require-access.decorator.js';
import { EnvironmentsService } from '../../../environments/environments.service.js';
import type { Actor } from '../../../model/actor.js';
import { Publisher } from '../../../publishing/publisher.service.js';
import { AdminController } from '../http/admin-controller.decorator.js';
import { ApiListResponse } from '../http/list-responses.js';
import type { ListBody } from '../http/paging.js';
import { GatewayBody, gatewayBodies } from './gateway.presenter.js';

@AdminController('gateways', 'installation')
export class GatewaysController {
  constructor(
    private readonly publisher: Publisher,
    private readonly environments: EnvironmentsService,
  ) {}

  @Get()
  @RequireAccess('installation.administer')
  @ApiOperation({ summary: 'Every gateway that was heard of lately, by environment' })
  @ApiListResponse(GatewayBody)
  async list(@CurrentActor() actor: Actor): Promise<ListBody<GatewayBody>> {
    const environments = await this.environments.list(actor);
    const byId = new Map(environments.map((environment) => [environment.id, environment]));
    return { items: gatewayBodies(await this.publisher.knownNodes(), byId) };
  }
}
