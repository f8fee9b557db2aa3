import { Body, Delete, Get, HttpCode, Param, Patch, Post } from '@nestjs/common';
import { ApiCreatedResponse, ApiNoContentResponse, ApiOkResponse, ApiOperation } from '@nestjs/swagger';
import { CurrentActor } from '../../../auth/current-actor.decorator.js';
import { RamPoliciesService } from '../../../auth/ram-policies.service.js';
import { RequireAccess } from '../../../auth/require-access.decorator.js';
import type { Actor } from '../../../model/actor.js';
import { ProjectsService } from '../../../projects/projects.service.js';
import { AdminController } from '../http/admin-controller.decorator.js';
import { ApiListResponse } from '../http/list-responses.js';
import { type ListBody, listBody } from '../http/paging.js';
import { CreatePolicyBody, PolicyBody, policyBody, UpdatePolicyBody } from './policy.dto.js';
import { ProjectPolicies } from './project-policies.js';

@AdminController('projects/:project/policies', 'policies')
@RequireAccess('project.administer')
export class PoliciesController {
  constructor(
    private readonly projects: ProjectsService,
    private readonly named: ProjectPolicies,
    private readonly policies: RamPoliciesService,
  ) {}

  @Get()
  @ApiOperation({ summary: 'The RAM policies of a project' })
  @ApiListResponse(PolicyBody)
  async list(@CurrentActor() actor: Actor, @Param('project') project: string): Promise<ListBody<PolicyBody>> {
    const { id } = await this.projects.getByName(actor, project);
    return listBody(await this.policies.list(actor, id), policyBody);
  }

  @Post()
  @ApiOperation({ summary: 'Create a RAM policy' })
  @ApiCreatedResponse({ type: PolicyBody })
  async create(
    @CurrentActor() actor: Actor,
    @Param('project') project: string,
    @Body() body: CreatePolicyBody,
  ): Promise<PolicyBody> {
    const { id } = await this.projects.getByName(actor, project);
    return policyBody(await this.policies.create(actor, id, body));
  }

  @Get(':policy')
  @ApiOperation({ summary: 'One RAM policy' })
  @ApiOkResponse({ type: PolicyBody })
  async get(
    @CurrentActor() actor: Actor,
    @Param('project') project: string,
    @Param('policy') name: string,
  ): Promise<PolicyBody> {
    return policyBody(await this.named.find(actor, project, name));
  }

  @Patch(':policy')
  @ApiOperation({ summary: 'Change a RAM policy; it counts from the next call on' })
  @ApiOkResponse({ type: PolicyBody })
  async update(
    @CurrentActor() actor: Actor,
    @Param('project') project: string,
    @Param('policy') name: string,
    @Body() body: UpdatePolicyBody,
  ): Promise<PolicyBody> {
    const { id } = await this.named.find(actor, project, name);
    return policyBody(await this.policies.update(actor, id, body));
  }

  @Delete(':policy')
  @HttpCode(204)
  @ApiOperation({ summary: 'Delete a RAM policy and detach it from everybody' })
  @ApiNoContentResponse()
  async delete(
    @CurrentActor() actor: Actor,
    @Param('project') project: string,
    @Param('policy') name: string,
  ): Promise<void> {
    const { id } = await this.named.find(actor, project, name);
    await this.policies.delete(actor, id);
  }
}
