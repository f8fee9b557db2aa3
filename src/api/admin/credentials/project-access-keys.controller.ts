import { Body, Get, Param, Post } from '@nestjs/common';
import { ApiCreatedResponse, ApiOperation } from '@nestjs/swagger';
import { AccessKeysService } from '../../../auth/access-keys.service.js';
import { CurrentActor } from '../../../auth/current-actor.decorator.js';
import { RequireAccess } from '../../../auth/require-access.decorator.js';
import type { Actor } from '../../../model/actor.js';
import { ProjectsService } from '../../../projects/projects.service.js';
import { AdminController } from '../http/admin-controller.decorator.js';
import { ApiListResponse } from '../http/list-responses.js';
import { type ListBody, listBody } from '../http/paging.js';
import { ProjectUsers } from '../projects/project-users.js';
import {
  AccessKeyBody,
  accessKeyBody,
  CreateAccessKeyBody,
  CreatedAccessKeyBody,
  createdAccessKeyBody,
  sessionOf,
} from './access-key.dto.js';

/** Keys sign CloudAPI calls; the project is their account. */
@AdminController('projects/:project/access-keys', 'access keys')
@RequireAccess('project.administer')
export class ProjectAccessKeysController {
  constructor(
    private readonly projects: ProjectsService,
    private readonly users: ProjectUsers,
    private readonly keys: AccessKeysService,
  ) {}

  @Get()
  @ApiOperation({ summary: 'The access keys of a project, oldest first, without their secrets' })
  @ApiListResponse(AccessKeyBody)
  async list(@CurrentActor() actor: Actor, @Param('project') name: string): Promise<ListBody<AccessKeyBody>> {
    const { id } = await this.projects.getByName(actor, name);
    const keys = await this.keys.list(actor, id);
    const holders = keys.map(({ userId }) => userId);
    const names = await this.users.namesOf(actor, id, holders);
    return listBody(keys, (key) => accessKeyBody(key, names.get(key.userId)));
  }

  @Post()
  @ApiOperation({ summary: 'Create an access key, or a temporary one; its secret is shown this once' })
  @ApiCreatedResponse({ type: CreatedAccessKeyBody })
  async create(
    @CurrentActor() actor: Actor,
    @Param('project') name: string,
    @Body() body: CreateAccessKeyBody,
  ): Promise<CreatedAccessKeyBody> {
    const { id: projectId } = await this.projects.getByName(actor, name);
    const userId = await this.users.idOf(actor, projectId, body.username);
    const session = sessionOf(body);
    const key =
      session === null
        ? await this.keys.create(actor, { projectId, userId })
        : await this.keys.createTemporary(actor, { projectId, userId }, session);
    return createdAccessKeyBody(key, body.username);
  }
}
