import { Get } from '@nestjs/common';
import { ApiOkResponse, ApiOperation } from '@nestjs/swagger';
import { RequireAccess } from '../../../auth/require-access.decorator.js';
import { AdminController } from '../http/admin-controller.decorator.js';
import { ROLE_CATALOGUE, RolesBody } from './member.dto.js';

@AdminController('roles', 'members')
@RequireAccess('authenticated')
export class RolesController {
  @Get()
  @ApiOperation({ summary: 'Every role and permission that a member may be given' })
  @ApiOkResponse({ type: RolesBody })
  list(): RolesBody {
    return ROLE_CATALOGUE;
  }
}
