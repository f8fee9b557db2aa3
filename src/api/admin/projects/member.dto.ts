import { ApiProperty } from '@nestjs/swagger';
import { ArrayMaxSize, IsArray, IsString } from 'class-validator';
import { CATEGORY_PERMISSIONS, ROLES } from '../../../auth/roles.js';
import type { Member } from '../../../model/project.js';

export class PutMemberBody {
  @ApiProperty({ enum: ROLES, isArray: true })
  @IsArray()
  @ArrayMaxSize(100)
  @IsString({ each: true })
  readonly roles!: readonly string[];

  @ApiProperty({ type: [String], example: ['API_MANAGEMENT:MANAGE'] })
  @IsArray()
  @ArrayMaxSize(100)
  @IsString({ each: true })
  readonly permissions!: readonly string[];
}

export class MemberBody {
  @ApiProperty()
  readonly username!: string;

  @ApiProperty({ type: [String] })
  readonly roles!: readonly string[];

  @ApiProperty({ type: [String] })
  readonly permissions!: readonly string[];
}

export const memberBody = ({ username, roles, permissions }: Member): MemberBody => ({ username, roles, permissions });

/** Everything that a member may be given. */
export class RolesBody {
  @ApiProperty({ type: [String] })
  readonly roles!: readonly string[];

  @ApiProperty({ type: [String] })
  readonly permissions!: readonly string[];
}

export const ROLE_CATALOGUE: RolesBody = { roles: ROLES, permissions: CATEGORY_PERMISSIONS };
