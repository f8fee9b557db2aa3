import { Get, Header, Param } from '@nestjs/common';
import { ApiBearerAuth, ApiOkResponse, ApiOperation, ApiTags, ApiUnauthorizedResponse } from '@nestjs/swagger';
import { RequireAccess } from '../../../auth/require-access.decorator.js';
import { ErrorDto } from '../dto/error.dto.js';
import { ApiopsController } from '../http/apiops-controller.js';
import { BEARER } from '../http/describe.js';

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
  @ApiUnauthorizedResponse({ type: ErrorDto })
  hello(@Param('name') name: string): string {
    return `Hello ${name}`;
  }
}
