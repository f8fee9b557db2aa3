import { Body, Delete, Get, HttpCode, Param, Patch, Post, Query } from '@nestjs/common';
import { ApiCreatedResponse, ApiNoContentResponse, ApiOkResponse, ApiOperation } from '@nestjs/swagger';
import { CurrentActor } from '../../../auth/current-actor.decorator.js';
import { RequireAccess } from '../../../auth/require-access.decorator.js';
import type { Actor } from '../../../model/actor.js';
import { ProjectsService } from '../../../projects/projects.service.js';
import { AdminController } from '../http/admin-controller.decorator.js';
import { ApiPageResponse } from '../http/list-responses.js';
import { type PageBody, PageQuery, pageBody, pageOf } from '../http/paging.js';
import { CreateProjectBody, UpdateProjectBody } from './project.dto.js';
import { ProjectBody, projectBody } from './project.presenter.js';

@AdminController('projects', 'projects')
export class ProjectsController {
  constructor(private readonly projects: ProjectsService) {}

  @Get()
  @RequireAccess('authenticated')
  @ApiOperation({ summary: 'The projects that the caller sees, by name' })
  @ApiPageResponse(ProjectBody)
  async list(@CurrentActor() actor: Actor, @Query() query: PageQuery): Promise<PageBody<ProjectBody>> {
    return pageBody(pageOf(await this.projects.list(actor), query), query, projectBody);
  }

  @Post()
  @RequireAccess('installation.administer')
  @ApiOperation({ summary: 'Create a project' })
  @ApiCreatedResponse({ type: ProjectBody })
  async create(@CurrentActor() actor: Actor, @Body() body: CreateProjectBody): Promise<ProjectBody> {
    return projectBody(await this.projects.create(actor, body));
  }

  @Get(':project')
  @RequireAccess('project.view')
  @ApiOperation({ summary: 'One project' })
  @ApiOkResponse({ type: ProjectBody })
  async get(@CurrentActor() actor: Actor, @Param('project') name: string): Promise<ProjectBody> {
    return projectBody(await this.projects.getByName(actor, name));
  }

  @Patch(':project')
  @RequireAccess('installation.administer')
  @ApiOperation({ summary: 'Change a project; its id and account stay' })
  @ApiOkResponse({ type: ProjectBody })
  async update(
    @CurrentActor() actor: Actor,
    @Param('project') name: string,
    @Body() body: UpdateProjectBody,
  ): Promise<ProjectBody> {
    return projectBody(await this.projects.update(actor, name, body));
  }

  @Delete(':project')
  @HttpCode(204)
  @RequireAccess('installation.administer')
  @ApiOperation({ summary: 'Delete a project that holds nothing' })
  @ApiNoContentResponse()
  delete(@CurrentActor() actor: Actor, @Param('project') name: string): Promise<void> {
    return this.projects.delete(actor, name);
  }
}
