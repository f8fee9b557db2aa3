import { Body, Delete, HttpCode, Param, Patch } from '@nestjs/common';
import { ApiNoContentResponse, ApiOperation } from '@nestjs/swagger';
import { AccessKeysService } from '../../../auth/access-keys.service.js';
import { CurrentActor } from '../../../auth/current-actor.decorator.js';
import { RequireAccess } from '../../../auth/require-access.decorator.js';
import type { Actor } from '../../../model/actor.js';
import { AdminController } from '../http/admin-controller.decorator.js';
import { UpdateAccessKeyBody } from './access-key.dto.js';

@AdminController('access-keys', 'access keys')
@RequireAccess('project.administer')
export class AccessKeysController {
  constructor(private readonly keys: AccessKeysService) {}

  @Patch(':accessKeyId')
  @HttpCode(204)
  @ApiOperation({ summary: 'Activate or deactivate an access key, from the next call on' })
  @ApiNoContentResponse()
  update(
    @CurrentActor() actor: Actor,
    @Param('accessKeyId') id: string,
    @Body() { active }: UpdateAccessKeyBody,
  ): Promise<void> {
    return active ? this.keys.activate(actor, id) : this.keys.deactivate(actor, id);
  }

  @Delete(':accessKeyId')
  @HttpCode(204)
  @ApiOperation({ summary: 'Delete an access key' })
  @ApiNoContentResponse()
  delete(@CurrentActor() actor: Actor, @Param('accessKeyId') id: string): Promise<void> {
    return this.keys.delete(actor, id);
  }
}
