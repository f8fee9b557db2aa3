import { Body, Get, HttpCode, Put } from '@nestjs/common';
import { ApiNoContentResponse, ApiOkResponse, ApiOperation, ApiProperty } from '@nestjs/swagger';
import { IsString, MaxLength } from 'class-validator';
import { CurrentActor } from '../../../auth/current-actor.decorator.js';
import { RequireAccess } from '../../../auth/require-access.decorator.js';
import { UsersService } from '../../../auth/users.service.js';
import type { Actor } from '../../../model/actor.js';
import { AdminController } from '../http/admin-controller.decorator.js';

export class MeBody {
  @ApiProperty()
  readonly username!: string;

  @ApiProperty()
  readonly admin!: boolean;
}

export class ChangePasswordBody {
  @ApiProperty({ format: 'password', writeOnly: true })
  @IsString()
  @MaxLength(1024)
  readonly currentPassword!: string;

  @ApiProperty({ format: 'password', writeOnly: true })
  @IsString()
  @MaxLength(1024)
  readonly newPassword!: string;
}

@AdminController('me', 'users')
@RequireAccess('authenticated')
export class MeController {
  constructor(private readonly users: UsersService) {}

  @Get()
  @ApiOperation({ summary: 'Who is calling' })
  @ApiOkResponse({ type: MeBody })
  get(@CurrentActor() { username, admin }: Actor): MeBody {
    return { username, admin };
  }

  @Put('password')
  @HttpCode(204)
  @ApiOperation({ summary: "Change the caller's own password" })
  @ApiNoContentResponse()
  changePassword(@CurrentActor() actor: Actor, @Body() body: ChangePasswordBody): Promise<void> {
    return this.users.changePassword(actor, body.currentPassword, body.newPassword);
  }
}
