import { Body, Get, Param, Put, Query } from '@nestjs/common';
import { ApiBody, ApiParam, ApiQuery, ApiTags } from '@nestjs/swagger';
import { CurrentActor } from '../../../auth/current-actor.decorator.js';
import { RequireAccess } from '../../../auth/require-access.decorator.js';
import type { Actor } from '../../../model/actor.js';
import { decodeEnvironmentIds, decodePromotedGroup, decodePromotedProxy } from '../decode/promoted.decode.js';
import {
  PromotedGroupAnswer,
  PromotedGroupBody,
  PromotedProxyAnswer,
  PromotedProxyBody,
  PromotedProxyList,
} from '../dto/promoted.dto.js';
import { ApiopsController } from '../http/apiops-controller.js';
import { Describe } from '../http/describe.js';
import { Messages } from '../http/message-family.js';
import { presentForPromotion, presentPromotedGroup, presentPromotedProxy } from '../present/promoted.presenter.js';
import { type ListSuccess, listed } from '../present/success.js';
import type { GroupPath } from '../services/group-calls.service.js';
import { PromotedObjects } from '../services/promoted-objects.service.js';

const DEPLOYS =
  'With `deployEnvironmentIds`, deploys there after saving: unknown ids are skipped, and a failure is told, the save stays.';
const EnvironmentIds = () =>
  ApiQuery({ name: 'deployEnvironmentIds', required: false, description: 'Ids of environments, comma-separated' });

/** Before the controllers of proxies and groups: `forpromotion` would be a name there. */
@ApiTags('Promotion')
@ApiParam({ name: 'projectName' })
@ApiopsController('apiops/projects/:projectName')
export class PromotedObjectsController {
  constructor(private readonly objects: PromotedObjects) {}

  @Get('apiProxies/forpromotion')
  @RequireAccess('proxy.view')
  @Messages('proxies')
  @Describe({ summary: 'List proxies with everything that their promotion needs', answer: PromotedProxyList })
  async proxies(
    @CurrentActor() actor: Actor,
    @Param('projectName') projectName: string,
  ): Promise<ListSuccess<unknown>> {
    return listed((await this.objects.proxiesOf(actor, projectName)).map(presentForPromotion));
  }

  @Get('apiProxyGroups/:apiProxyGroupName/proxies/forpromotion')
  @RequireAccess('group.view')
  @Messages('groups')
  @ApiParam({ name: 'apiProxyGroupName' })
  @Describe({
    summary: 'List members, in their order, with everything that their promotion needs',
    answer: PromotedProxyList,
  })
  async members(@CurrentActor() actor: Actor, @Param() path: GroupPath): Promise<ListSuccess<unknown>> {
    return listed((await this.objects.membersOf(actor, path)).map(presentForPromotion));
  }

  @Put('apiProxies/promotion')
  @RequireAccess('proxy.manage')
  @Messages('proxies')
  @EnvironmentIds()
  @ApiBody({ type: PromotedProxyBody })
  @Describe({
    summary: 'Save a promoted proxy',
    description: `Without \`id\` a new one, with it that one's draft. Its specification does not travel this way. ${DEPLOYS}`,
    answer: PromotedProxyAnswer,
  })
  async saveProxy(
    @CurrentActor() actor: Actor,
    @Param('projectName') projectName: string,
    @Query('deployEnvironmentIds') ids: unknown,
    @Body() body: unknown,
  ): Promise<unknown> {
    const sent = decodePromotedProxy(body);
    const { view, outcomes } = await this.objects.saveProxy(actor, projectName, sent, decodeEnvironmentIds(ids));
    return presentPromotedProxy(view, outcomes);
  }

  @Put('apiProxyGroups/promotion')
  @RequireAccess('group.manage')
  @Messages('groups')
  @EnvironmentIds()
  @ApiBody({ type: PromotedGroupBody })
  @Describe({
    summary: 'Save a promoted group',
    description: `Without \`id\` a new one, with it that one. ${DEPLOYS}`,
    answer: PromotedGroupAnswer,
  })
  async saveGroup(
    @CurrentActor() actor: Actor,
    @Param('projectName') projectName: string,
    @Query('deployEnvironmentIds') ids: unknown,
    @Body() body: unknown,
  ): Promise<unknown> {
    const sent = decodePromotedGroup(body);
    const { view, outcomes } = await this.objects.saveGroup(actor, projectName, sent, decodeEnvironmentIds(ids));
    return presentPromotedGroup(view, outcomes);
  }
}
