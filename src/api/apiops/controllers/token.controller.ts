import { Body, HttpCode, Post } from '@nestjs/common';
import {
  ApiBadRequestResponse,
  ApiBody,
  ApiConsumes,
  ApiInternalServerErrorResponse,
  ApiOkResponse,
  ApiOperation,
  ApiTags,
  ApiTooManyRequestsResponse,
  ApiUnauthorizedResponse,
} from '@nestjs/swagger';
import { AuthService } from '../../../auth/auth.service.js';
import { RequireAccess } from '../../../auth/require-access.decorator.js';
import { decodeTokenRequest } from '../decode/token.decode.js';
import { ErrorDto } from '../dto/error.dto.js';
import { TokenAnswer, TokenBody } from '../dto/token.dto.js';
import { ApiopsController } from '../http/apiops-controller.js';
import { Messages } from '../http/message-family.js';
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
  @ApiBadRequestResponse({ type: ErrorDto, description: '`unsupported_grant_type`' })
  @ApiUnauthorizedResponse({ type: ErrorDto, description: '`unauthorized_client`: Bad credentials' })
  @ApiTooManyRequestsResponse({ type: ErrorDto, description: '`rate_limit_exceeded`: too many failures' })
  @ApiInternalServerErrorResponse({ type: ErrorDto, description: '`server_error`' })
  async issue(@Body() body: unknown): Promise<TokenAnswer> {
    const { username, password } = decodeTokenRequest(body);
    return presentToken(await this.auth.issueTokenForPassword(username, password));
  }
}
