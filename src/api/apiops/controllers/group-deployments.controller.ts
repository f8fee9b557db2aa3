import { Body, Delete, Get, HttpCode, Param, Post } from '@nestjs/common';
import { ApiBody, ApiParam, ApiTags } from '@nestjs/swagger';
import { CurrentActor } from '../../../auth/current-actor.decorator.js';
import { RequireAccess } from '../../../auth/require-access.decorator.js';
import type { Actor } from '../../../model/actor.js';
import { decodeNote } from '../decode/deployment-note.decode.js';
import { DeploymentNoteBody } from '../dto/deployment.dto.js';
import { GroupEnvironmentList } from '../dto/group.dto.js';
import { DeploymentSuccessDto } from '../dto/success.dto.js';
import { ApiopsController } from '../http/apiops-controller.js';
import { Describe } from '../http/describe.js';
import { Messages } from '../http/message-family.js';
import { presentGroupEnvironments } from '../present/group.presenter.js';
import { type ListSuccess, listed, type Success, succeeded } from '../present/success.js';
import { GroupCalls, type GroupEnvironmentPath, type GroupPath } from '../services/group-calls.service.js';

@ApiTags('API proxy groups')
@ApiParam({ name: 'projectName' })
@ApiParam({ name: 'apiProxyGroupName' })
@ApiopsController('apiops/projects/:projectName/apiProxyGroups/:apiProxyGroupName/environments')
@Messages('groups')
export class GroupDeploymentsController {
  constructor(private readonly groups: GroupCalls) {}

  @Get()
  @RequireAccess('group.view')
  @Describe({ summary: 'List where a group is or was deployed', answer: GroupEnvironmentList })
  async list(@CurrentActor() actor: Actor, @Param() path: GroupPath): Promise<ListSuccess<unknown>> {
    const { records, environments } = await this.groups.records(actor, path);
    return listed(presentGroupEnvironments(records, environments));
  }

  @Post(':environmentName')
  @HttpCode(200)
  @RequireAccess('group.deploy')
  @ApiParam({ name: 'environmentName' })
  @ApiBody({ type: DeploymentNoteBody, required: false })
  @Describe({
    summary: 'Deploy a group to an environment',
    description: 'All members and the settings of the group go live together, or nothing changes.',
    answer: DeploymentSuccessDto,
  })
  async deploy(
    @CurrentActor() actor: Actor,
    @Param() path: GroupEnvironmentPath,
    @Body() body: unknown,
  ): Promise<Success> {
    return succeeded([await this.groups.deploy(actor, path, decodeNote(body, 'deploy'))]);
  }

  @Delete(':environmentName')
  @RequireAccess('group.deploy')
  @ApiParam({ name: 'environmentName' })
  @ApiBody({ type: DeploymentNoteBody, required: false })
  @Describe({ summary: 'Undeploy a group from an environment', answer: DeploymentSuccessDto })
  async undeploy(
    @CurrentActor() actor: Actor,
    @Param() path: GroupEnvironmentPath,
    @Body() body: unknown,
  ): Promise<Success> {
    return succeeded([await this.groups.undeploy(actor, path, decodeNote(body, 'undeploy'))]);
  }
}
