import { Body, HttpCode, Post } from '@nestjs/common';
import { ApiBody, ApiConsumes, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { AuthService } from '../../../auth/auth.service.js';
import { RequireAccess } from '../../../auth/require-access.decorator.js';
import { decodeTokenRequest } from '../decode/token.decode.js';
import { TokenAnswer, TokenBody } from '../dto/token.dto.js';
import { ApiopsController } from '../http/apiops-controller.js';
import { Refuses } from '../http/describe.js';
import { Messages } from '../http/message-family.js';
import { GENERAL } from '../http/messages.js';
import { presentToken } from '../present/token.presenter.js';

@ApiTags('Auth')
@ApiopsController('apiops/auth')
@Messages('token')
export class TokenController {
  constructor(private readonly auth: AuthService) {}

  @Post('token')
  @HttpCode(200)
  @RequireAccess('public')
  @ApiOperation({ summary: 'Exchange user name and password for a token' })
  @ApiConsumes('application/x-www-form-urlencoded', 'application/json')
  @ApiBody({ type: TokenBody })
  @ApiOkResponse({ type: TokenAnswer })
  @Refuses(400, 'Another grant, or a body that cannot be read', 'unsupported_grant_type', GENERAL.grantType)
  @Refuses(401, 'Wrong name or password', 'unauthorized_client', GENERAL.badCredentials)
  @Refuses(429, 'Too many failures; see Retry-After', 'rate_limit_exceeded', GENERAL.rateLimited)
  @Refuses(500, 'The reason is in the log', 'server_error', GENERAL.internal)
  @Refuses(503, 'Not ready', 'server_error', 'The database cannot be reached')
  async issue(@Body() body: unknown): Promise<TokenAnswer> {
    const { username, password } = decodeTokenRequest(body);
    return presentToken(await this.auth.issueTokenForPassword(username, password));
  }
}
