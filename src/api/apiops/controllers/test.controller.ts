import { Get, Header, Param } from '@nestjs/common';
import { ApiBearerAuth, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { RequireAccess } from '../../../auth/require-access.decorator.js';
import { ApiopsController } from '../http/apiops-controller.js';
import { BEARER, Refuses } from '../http/describe.js';
import { GENERAL } from '../http/messages.js';

const TEXT = { content: { 'text/plain': { schema: { type: 'string' } } } };

@ApiTags('Test')
@ApiopsController('apiops/test')
export class TestController {
  @Get('healthcheck')
  @RequireAccess('public')
  @Header('Content-Type', 'text/plain;charset=UTF-8')
  @ApiOperation({ summary: 'Liveness' })
  @ApiOkResponse({ ...TEXT, description: '`OK`' })
  health(): string {
    return 'OK';
  }

  @Get('hello/:name')
  @RequireAccess('authenticated')
  @Header('Content-Type', 'text/plain;charset=UTF-8')
  @ApiOperation({ summary: 'Check a token' })
  @ApiBearerAuth(BEARER)
  @ApiOkResponse({ ...TEXT, description: '`Hello {name}`' })
  @Refuses(401, 'No token, or one that is not valid or has expired', 'unauthorized_client', GENERAL.invalidToken)
  hello(@Param('name') name: string): string {
    return `Hello ${name}`;
  }
}
