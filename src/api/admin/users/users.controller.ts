import { Body, Delete, Get, HttpCode, Param, Patch, Post, Query } from '@nestjs/common';
import { ApiCreatedResponse, ApiNoContentResponse, ApiOkResponse, ApiOperation } from '@nestjs/swagger';
import { CurrentActor } from '../../../auth/current-actor.decorator.js';
import { RequireAccess } from '../../../auth/require-access.decorator.js';
import { UsersService } from '../../../auth/users.service.js';
import type { Actor } from '../../../model/actor.js';
import { AdminController } from '../http/admin-controller.decorator.js';
import { ApiPageResponse } from '../http/list-responses.js';
import { type PageBody, PageQuery, pageBody, pageRequest } from '../http/paging.js';
import { CreateUserBody, UpdateUserBody } from './user.dto.js';
import { UserBody, userBody } from './user.presenter.js';

@AdminController('users', 'users')
@RequireAccess('installation.administer')
export class UsersController {
  constructor(private readonly users: UsersService) {}

  @Get()
  @ApiOperation({ summary: 'Every user, by name' })
  @ApiPageResponse(UserBody)
  async list(@CurrentActor() actor: Actor, @Query() query: PageQuery): Promise<PageBody<UserBody>> {
    return pageBody(await this.users.list(actor, pageRequest(query)), query, userBody);
  }

  @Post()
  @ApiOperation({ summary: 'Create a user' })
  @ApiCreatedResponse({ type: UserBody })
  async create(@CurrentActor() actor: Actor, @Body() body: CreateUserBody): Promise<UserBody> {
    return userBody(await this.users.create(actor, body));
  }

  @Get(':username')
  @ApiOperation({ summary: 'One user' })
  @ApiOkResponse({ type: UserBody })
  async get(@CurrentActor() actor: Actor, @Param('username') username: string): Promise<UserBody> {
    return userBody(await this.users.getByUsername(actor, username));
  }

  @Patch(':username')
  @ApiOperation({ summary: 'Change a user; the name stays' })
  @ApiOkResponse({ type: UserBody })
  async update(
    @CurrentActor() actor: Actor,
    @Param('username') username: string,
    @Body() body: UpdateUserBody,
  ): Promise<UserBody> {
    const { id } = await this.users.getByUsername(actor, username);
    return userBody(await this.users.update(actor, id, body));
  }

  @Delete(':username')
  @HttpCode(204)
  @ApiOperation({ summary: 'Delete a user with its memberships, tokens, keys and attachments' })
  @ApiNoContentResponse()
  async delete(@CurrentActor() actor: Actor, @Param('username') username: string): Promise<void> {
    const { id } = await this.users.getByUsername(actor, username);
    await this.users.delete(actor, id);
  }
}
