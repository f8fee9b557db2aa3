import { Body, Delete, Get, HttpCode, Param, Post } from '@nestjs/common';
import { ApiCreatedResponse, ApiNoContentResponse, ApiOperation } from '@nestjs/swagger';
import { CurrentActor } from '../../../auth/current-actor.decorator.js';
import { RequireAccess } from '../../../auth/require-access.decorator.js';
import { TokensService } from '../../../auth/tokens.service.js';
import type { Actor } from '../../../model/actor.js';
import { AdminController } from '../http/admin-controller.decorator.js';
import { ApiListResponse } from '../http/list-responses.js';
import { type ListBody, listBody } from '../http/paging.js';
import { CreatedTokenBody, CreateTokenBody, createdTokenBody, newToken, TokenBody, tokenBody } from './token.dto.js';

@AdminController('tokens', 'tokens')
@RequireAccess('authenticated')
export class TokensController {
  constructor(private readonly tokens: TokensService) {}

  @Get()
  @ApiOperation({ summary: "The caller's own tokens, newest first, with those that ended" })
  @ApiListResponse(TokenBody)
  async list(@CurrentActor() actor: Actor): Promise<ListBody<TokenBody>> {
    return listBody(await this.tokens.list(actor), tokenBody);
  }

  @Post()
  @ApiOperation({ summary: 'Create a token of the caller; it is shown this once' })
  @ApiCreatedResponse({ type: CreatedTokenBody })
  async create(@CurrentActor() actor: Actor, @Body() body: CreateTokenBody): Promise<CreatedTokenBody> {
    return createdTokenBody(await this.tokens.create(actor, newToken(body)));
  }

  @Delete(':token')
  @HttpCode(204)
  @ApiOperation({ summary: "Revoke a token by its id: one's own, or anybody's for an administrator" })
  @ApiNoContentResponse()
  revoke(@CurrentActor() actor: Actor, @Param('token') id: string): Promise<void> {
    return this.tokens.revoke(actor, id);
  }
}
