import { Body, Delete, Get, HttpCode, Param, Put } from '@nestjs/common';
import { ApiNoContentResponse, ApiOkResponse, ApiOperation } from '@nestjs/swagger';
import { CurrentActor } from '../../../auth/current-actor.decorator.js';
import { MembersService } from '../../../auth/members.service.js';
import { RequireAccess } from '../../../auth/require-access.decorator.js';
import type { Actor } from '../../../model/actor.js';
import { ProjectsService } from '../../../projects/projects.service.js';
import { AdminController } from '../http/admin-controller.decorator.js';
import { ApiListResponse } from '../http/list-responses.js';
import { type ListBody, listBody } from '../http/paging.js';
import { MemberBody, memberBody, PutMemberBody } from './member.dto.js';

@AdminController('projects/:project/members', 'members')
@RequireAccess('project.administer')
export class MembersController {
  constructor(
    private readonly projects: ProjectsService,
    private readonly members: MembersService,
  ) {}

  @Get()
  @ApiOperation({ summary: 'Who may do what in a project, by user name' })
  @ApiListResponse(MemberBody)
  async list(@CurrentActor() actor: Actor, @Param('project') name: string): Promise<ListBody<MemberBody>> {
    const project = await this.projects.getByName(actor, name);
    return listBody(await this.members.list(actor, project.id), memberBody);
  }

  @Put(':username')
  @ApiOperation({ summary: 'Make a user a member, or replace what it holds' })
  @ApiOkResponse({ type: MemberBody })
  async put(
    @CurrentActor() actor: Actor,
    @Param('project') name: string,
    @Param('username') username: string,
    @Body() body: PutMemberBody,
  ): Promise<MemberBody> {
    const project = await this.projects.getByName(actor, name);
    return memberBody(await this.members.set(actor, project.id, username, body));
  }

  @Delete(':username')
  @HttpCode(204)
  @ApiOperation({ summary: 'Remove a member with its keys and the policies attached to it' })
  @ApiNoContentResponse()
  async remove(
    @CurrentActor() actor: Actor,
    @Param('project') name: string,
    @Param('username') username: string,
  ): Promise<void> {
    const project = await this.projects.getByName(actor, name);
    await this.members.remove(actor, project.id, username);
  }
}
