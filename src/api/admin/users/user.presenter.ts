import { ApiProperty } from '@nestjs/swagger';
import type { User } from '../../../auth/auth-types.js';

export class UserBody {
  @ApiProperty()
  readonly id!: string;

  @ApiProperty()
  readonly username!: string;

  @ApiProperty()
  readonly displayName!: string;

  @ApiProperty()
  readonly admin!: boolean;

  @ApiProperty()
  readonly disabled!: boolean;

  @ApiProperty({ format: 'date-time' })
  readonly createdAt!: string;

  @ApiProperty({ format: 'date-time' })
  readonly modifiedAt!: string;
}

export const userBody = (user: User): UserBody => ({
  id: user.id,
  username: user.username,
  displayName: user.displayName,
  admin: user.admin,
  disabled: user.disabled,
  createdAt: user.createdAt.toISOString(),
  modifiedAt: user.modifiedAt.toISOString(),
});
