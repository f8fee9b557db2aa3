import { Body, Delete, Get, HttpCode, Param, Patch, Post } from '@nestjs/common';
import { ApiCreatedResponse, ApiNoContentResponse, ApiOkResponse, ApiOperation } from '@nestjs/swagger';
import { CurrentActor } from '../../../auth/current-actor.decorator.js';
import { RequireAccess } from '../../../auth/require-access.decorator.js';
import { EnvironmentsService } from '../../../environments/environments.service.js';
import type { Actor } from '../../../model/actor.js';
import { AdminController } from '../http/admin-controller.decorator.js';
import { ApiListResponse } from '../http/list-responses.js';
import { type ListBody, listBody } from '../http/paging.js';
import { CreateEnvironmentBody, UpdateEnvironmentBody } from './environment.dto.js';
import { EnvironmentBody, environmentBody } from './environment.presenter.js';

@AdminController('environments', 'environments')
export class EnvironmentsController {
  constructor(private readonly environments: EnvironmentsService) {}

  @Get()
  @RequireAccess('authenticated')
  @ApiOperation({ summary: 'Every environment, in order of creation' })
  @ApiListResponse(EnvironmentBody)
  async list(@CurrentActor() actor: Actor): Promise<ListBody<EnvironmentBody>> {
    return listBody(await this.environments.list(actor), environmentBody);
  }

  @Post()
  @RequireAccess('installation.administer')
  @ApiOperation({ summary: 'Create an environment; its listener opens at once' })
  @ApiCreatedResponse({ type: EnvironmentBody })
  async create(@CurrentActor() actor: Actor, @Body() body: CreateEnvironmentBody): Promise<EnvironmentBody> {
    return environmentBody(await this.environments.create(actor, body));
  }

  @Get(':environment')
  @RequireAccess('authenticated')
  @ApiOperation({ summary: 'One environment' })
  @ApiOkResponse({ type: EnvironmentBody })
  async get(@CurrentActor() actor: Actor, @Param('environment') name: string): Promise<EnvironmentBody> {
    return environmentBody(await this.environments.getByName(actor, name));
  }

  @Patch(':environment')
  @RequireAccess('installation.administer')
  @ApiOperation({ summary: 'Change an environment; its name stays' })
  @ApiOkResponse({ type: EnvironmentBody })
  async update(
    @CurrentActor() actor: Actor,
    @Param('environment') name: string,
    @Body() body: UpdateEnvironmentBody,
  ): Promise<EnvironmentBody> {
    return environmentBody(await this.environments.update(actor, name, body));
  }

  @Delete(':environment')
  @HttpCode(204)
  @RequireAccess('installation.administer')
  @ApiOperation({ summary: 'Delete an environment where nothing is deployed' })
  @ApiNoContentResponse()
  delete(@CurrentActor() actor: Actor, @Param('environment') name: string): Promise<void> {
    return this.environments.delete(actor, name);
  }
}
