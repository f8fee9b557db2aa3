import { Delete, Get, HttpCode, Param, Put } from '@nestjs/common';
import { ApiNoContentResponse, ApiOperation } from '@nestjs/swagger';
import { CurrentActor } from '../../../auth/current-actor.decorator.js';
import { RamPoliciesService } from '../../../auth/ram-policies.service.js';
import { RequireAccess } from '../../../auth/require-access.decorator.js';
import type { Actor } from '../../../model/actor.js';
import { AdminController } from '../http/admin-controller.decorator.js';
import { ApiListResponse } from '../http/list-responses.js';
import { type ListBody, listBody } from '../http/paging.js';
import { ProjectUsers } from '../projects/project-users.js';
import { AttachmentBody, attachmentBody } from './policy.dto.js';
import { ProjectPolicies } from './project-policies.js';

@AdminController('projects/:project/policies/:policy/attachments', 'policies')
@RequireAccess('project.administer')
export class AttachmentsController {
  constructor(
    private readonly named: ProjectPolicies,
    private readonly users: ProjectUsers,
    private readonly policies: RamPoliciesService,
  ) {}

  @Get()
  @ApiOperation({ summary: 'Whom a RAM policy is attached to' })
  @ApiListResponse(AttachmentBody)
  async list(
    @CurrentActor() actor: Actor,
    @Param('project') project: string,
    @Param('policy') name: string,
  ): Promise<ListBody<AttachmentBody>> {
    const { id, projectId } = await this.named.find(actor, project, name);
    const attachments = await this.policies.attachments(actor, projectId);
    const ofPolicy = attachments.filter(({ policyId }) => policyId === id);
    return listBody(ofPolicy, attachmentBody);
  }

  @Put(':username')
  @HttpCode(204)
  @ApiOperation({ summary: 'Attach a RAM policy to a user; twice is once' })
  @ApiNoContentResponse()
  async attach(
    @CurrentActor() actor: Actor,
    @Param('project') project: string,
    @Param('policy') name: string,
    @Param('username') username: string,
  ): Promise<void> {
    const { id, projectId } = await this.named.find(actor, project, name);
    await this.policies.attach(actor, id, await this.users.idOf(actor, projectId, username));
  }

  @Delete(':username')
  @HttpCode(204)
  @ApiOperation({ summary: 'Detach a RAM policy from a user' })
  @ApiNoContentResponse()
  async detach(
    @CurrentActor() actor: Actor,
    @Param('project') project: string,
    @Param('policy') name: string,
    @Param('username') username: string,
  ): Promise<void> {
    const { id, projectId } = await this.named.find(actor, project, name);
    await this.policies.detach(actor, id, await this.users.idOf(actor, projectId, username));
  }
}
