import { Body, Delete, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { ApiBody, ApiParam, ApiTags } from '@nestjs/swagger';
import { CurrentActor } from '../../../auth/current-actor.decorator.js';
import { RequireAccess } from '../../../auth/require-access.decorator.js';
import type { Actor } from '../../../model/actor.js';
import { decodeNote } from '../decode/deployment-note.decode.js';
import { decodeDryRun } from '../decode/dry-run.decode.js';
import { DeploymentNoteBody } from '../dto/deployment.dto.js';
import { GroupEnvironmentList } from '../dto/group.dto.js';
import { DryRunnableSuccessDto } from '../dto/success.dto.js';
import { ApiopsController } from '../http/apiops-controller.js';
import { Describe } from '../http/describe.js';
import { DryRunQuery } from '../http/dry-run-query.js';
import { Messages } from '../http/message-family.js';
import { dryRunDone } from '../present/dry-run.presenter.js';
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
  @DryRunQuery()
  @ApiBody({ type: DeploymentNoteBody, required: false })
  @Describe({
    summary: 'Deploy a group to an environment',
    description: 'All members and the settings of the group go live together, or nothing changes.',
    answer: DryRunnableSuccessDto,
  })
  async deploy(
    @CurrentActor() actor: Actor,
    @Param() path: GroupEnvironmentPath,
    @Body() body: unknown,
    @Query('dryRun') dryRun: unknown,
  ): Promise<Success> {
    const note = decodeNote(body, 'deploy');
    if (decodeDryRun(dryRun)) return dryRunDone(await this.groups.preview(actor, path, 'deploy'));
    return succeeded([await this.groups.deploy(actor, path, note)]);
  }

  @Delete(':environmentName')
  @RequireAccess('group.deploy')
  @ApiParam({ name: 'environmentName' })
  @DryRunQuery()
  @ApiBody({ type: DeploymentNoteBody, required: false })
  @Describe({ summary: 'Undeploy a group from an environment', answer: DryRunnableSuccessDto })
  async undeploy(
    @CurrentActor() actor: Actor,
    @Param() path: GroupEnvironmentPath,
    @Body() body: unknown,
    @Query('dryRun') dryRun: unknown,
  ): Promise<Success> {
    const note = decodeNote(body, 'undeploy');
    if (decodeDryRun(dryRun)) return dryRunDone(await this.groups.preview(actor, path, 'undeploy'));
    return succeeded([await this.groups.undeploy(actor, path, note)]);
  }
}
