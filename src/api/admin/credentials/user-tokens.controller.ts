import { Body, Get, Param, Post } from '@nestjs/common';
import { ApiCreatedResponse, ApiOperation } from '@nestjs/swagger';
import { CurrentActor } from '../../../auth/current-actor.decorator.js';
import { RequireAccess } from '../../../auth/require-access.decorator.js';
import { TokensService } from '../../../auth/tokens.service.js';
import { UsersService } from '../../../auth/users.service.js';
import type { Actor } from '../../../model/actor.js';
import { AdminController } from '../http/admin-controller.decorator.js';
import { ApiListResponse } from '../http/list-responses.js';
import { type ListBody, listBody } from '../http/paging.js';
import { CreatedTokenBody, CreateTokenBody, createdTokenBody, newToken, TokenBody, tokenBody } from './token.dto.js';

@AdminController('users/:username/tokens', 'tokens')
@RequireAccess('installation.administer')
export class UserTokensController {
  constructor(
    private readonly users: UsersService,
    private readonly tokens: TokensService,
  ) {}

  @Get()
  @ApiOperation({ summary: "A user's tokens, newest first, with those that ended" })
  @ApiListResponse(TokenBody)
  async list(@CurrentActor() actor: Actor, @Param('username') username: string): Promise<ListBody<TokenBody>> {
    const { id } = await this.users.getByUsername(actor, username);
    return listBody(await this.tokens.list(actor, id), tokenBody);
  }

  @Post()
  @ApiOperation({ summary: 'Create a token of a user; it is shown this once' })
  @ApiCreatedResponse({ type: CreatedTokenBody })
  async create(
    @CurrentActor() actor: Actor,
    @Param('username') username: string,
    @Body() body: CreateTokenBody,
  ): Promise<CreatedTokenBody> {
    const { id } = await this.users.getByUsername(actor, username);
    return createdTokenBody(await this.tokens.create(actor, newToken(body), id));
  }
}
