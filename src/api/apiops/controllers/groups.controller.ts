import { Body, Delete, Get, HttpCode, Param, Post, Put, Query } from '@nestjs/common';
import { ApiBody, ApiParam, ApiTags } from '@nestjs/swagger';
import { CurrentActor } from '../../../auth/current-actor.decorator.js';
import { RequireAccess } from '../../../auth/require-access.decorator.js';
import type { Actor } from '../../../model/actor.js';
import { decodeGroup } from '../decode/group.decode.js';
import { decodeList, sliceOf } from '../decode/page.decode.js';
import { GroupBody, GroupList } from '../dto/group.dto.js';
import { DeploymentSuccessDto, SuccessDto } from '../dto/success.dto.js';
import { ApiopsController } from '../http/apiops-controller.js';
import { Describe } from '../http/describe.js';
import { ListQuery } from '../http/list-query.js';
import { Messages } from '../http/message-family.js';
import { presentGroup } from '../present/group.presenter.js';
import { type ListSuccess, listed, type Success, succeeded } from '../present/success.js';
import { GroupCalls, type GroupPath } from '../services/group-calls.service.js';
import { GroupSaving } from '../services/group-saving.service.js';
import { type GroupMemberPath, Membership } from '../services/membership.service.js';

@ApiTags('API proxy groups')
@ApiParam({ name: 'projectName' })
@ApiopsController('apiops/projects/:projectName/apiProxyGroups')
@Messages('groups')
export class GroupsController {
  constructor(
    private readonly groups: GroupCalls,
    private readonly saving: GroupSaving,
    private readonly membership: Membership,
  ) {}

  @Get()
  @RequireAccess('group.view')
  @ListQuery()
  @Describe({ summary: 'List groups, ordered by name', answer: GroupList })
  async list(
    @CurrentActor() actor: Actor,
    @Param('projectName') projectName: string,
    @Query() query: Readonly<Record<string, unknown>>,
  ): Promise<ListSuccess<unknown>> {
    const request = decodeList(query);
    const rows = await this.groups.list(actor, projectName);
    return listed(sliceOf(rows, request).map(presentGroup), rows.length);
  }

  @Post()
  @HttpCode(200)
  @RequireAccess('group.manage')
  @Messages('group-save')
  @ApiBody({ type: GroupBody })
  @Describe({
    summary: 'Create a group',
    description: 'With `environmentName`, deploys it too.',
    answer: DeploymentSuccessDto,
  })
  async create(
    @CurrentActor() actor: Actor,
    @Param('projectName') projectName: string,
    @Body() body: unknown,
  ): Promise<Success> {
    return succeeded(await this.saving.create(actor, projectName, decodeGroup(body)));
  }

  @Put()
  @RequireAccess('group.manage')
  @Messages('group-save')
  @ApiBody({ type: GroupBody })
  @Describe({
    summary: 'Replace a group',
    description: 'The name in the body says which.',
    answer: DeploymentSuccessDto,
  })
  async replace(
    @CurrentActor() actor: Actor,
    @Param('projectName') projectName: string,
    @Body() body: unknown,
  ): Promise<Success> {
    return succeeded(await this.saving.replace(actor, projectName, decodeGroup(body)));
  }

  @Delete(':apiProxyGroupName')
  @RequireAccess('group.manage')
  @ApiParam({ name: 'apiProxyGroupName' })
  @Describe({
    summary: 'Delete a group',
    description: 'Undeploys it everywhere first; members stay.',
    answer: DeploymentSuccessDto,
  })
  async delete(@CurrentActor() actor: Actor, @Param() path: GroupPath): Promise<Success> {
    return succeeded(await this.groups.delete(actor, path));
  }

  @Post(':apiProxyGroupName/apiProxies/:apiProxyName')
  @HttpCode(200)
  @RequireAccess('group.manage')
  @ApiParam({ name: 'apiProxyGroupName' })
  @ApiParam({ name: 'apiProxyName' })
  @Describe({
    summary: 'Add a member',
    description: 'Idempotent. Also needs the right to manage proxies.',
    answer: SuccessDto,
  })
  async addMember(@CurrentActor() actor: Actor, @Param() path: GroupMemberPath): Promise<Success> {
    await this.membership.add(actor, path);
    return succeeded();
  }

  @Delete(':apiProxyGroupName/apiProxies/:apiProxyName')
  @RequireAccess('group.manage')
  @ApiParam({ name: 'apiProxyGroupName' })
  @ApiParam({ name: 'apiProxyName' })
  @Describe({ summary: 'Remove a member', description: 'Idempotent. The proxy itself stays.', answer: SuccessDto })
  async removeMember(@CurrentActor() actor: Actor, @Param() path: GroupMemberPath): Promise<Success> {
    await this.membership.remove(actor, path);
    return succeeded();
  }
}
