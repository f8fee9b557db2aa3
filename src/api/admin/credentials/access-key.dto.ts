import { ApiProperty } from '@nestjs/swagger';
import { IsBoolean, IsString, MaxLength } from 'class-validator';
import type { CreatedAccessKey } from '../../../auth/access-keys.service.js';
import type { AccessKey } from '../../../auth/auth-types.js';

export class CreateAccessKeyBody {
  @ApiProperty({ example: 'ada', description: 'Member of the project, or an administrator' })
  @IsString()
  @MaxLength(200)
  readonly username!: string;
}

export class UpdateAccessKeyBody {
  @ApiProperty({ description: 'A key that is not active is refused' })
  @IsBoolean()
  readonly active!: boolean;
}

export class AccessKeyBody {
  @ApiProperty({ example: 'LTAI5tQnKxV1mW8cZr3Yb7Ha' })
  readonly accessKeyId!: string;

  @ApiProperty({ type: String, nullable: true, description: 'Null: somebody outside the project' })
  readonly username!: string | null;

  @ApiProperty()
  readonly active!: boolean;

  @ApiProperty({ format: 'date-time' })
  readonly createdAt!: string;
}

export class CreatedAccessKeyBody extends AccessKeyBody {
  @ApiProperty({ description: 'Shown this once' })
  readonly accessKeySecret!: string;
}

export const accessKeyBody = (key: AccessKey, username: string | undefined): AccessKeyBody => ({
  accessKeyId: key.id,
  username: username ?? null,
  active: key.active,
  createdAt: key.createdAt.toISOString(),
});

export const createdAccessKeyBody = (key: CreatedAccessKey, username: string): CreatedAccessKeyBody => ({
  ...accessKeyBody(key, username),
  accessKeySecret: key.secret,
});
