import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsBoolean, IsInt, IsObject, IsString, MaxLength } from 'class-validator';
import type { CreatedAccessKey, CreatedTemporaryKey, SessionInput } from '../../../auth/access-keys.service.js';
import type { AccessKey } from '../../../auth/auth-types.js';
import type { JsonValue } from '../../../shared/canonical-json.js';
import { invalid } from '../../../shared/problem.js';
import { Optional } from '../http/optional.decorator.js';

export class CreateAccessKeyBody {
  @ApiProperty({ example: 'ada', description: 'Member of the project, or an administrator' })
  @IsString()
  @MaxLength(200)
  readonly username!: string;

  @ApiPropertyOptional({
    minimum: 900,
    maximum: 43_200,
    description: 'A temporary key, which ends then and is good only with its securityToken',
  })
  @Optional()
  @IsInt()
  readonly expiresInSeconds?: number;

  @ApiPropertyOptional({
    type: Object,
    description: 'For a temporary key: RAM policy that must itself allow each call, beside what its user may do',
  })
  @Optional()
  @IsObject()
  readonly policy?: { readonly [name: string]: JsonValue };
}

/** Null: a long-lived key. @throws Problem for a policy of one, which nothing would ever read */
export function sessionOf({ expiresInSeconds, policy }: CreateAccessKeyBody): SessionInput | null {
  if (expiresInSeconds === undefined) {
    if (policy !== undefined) throw invalid('policy', 'only temporary keys have one: give expiresInSeconds too');
    return null;
  }
  return { seconds: expiresInSeconds, ...(policy === undefined ? {} : { policy }) };
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

  @ApiProperty({ type: String, format: 'date-time', nullable: true, description: 'Of a temporary key; null: never' })
  readonly expiresAt!: string | null;
}

export class CreatedAccessKeyBody extends AccessKeyBody {
  @ApiProperty({ description: 'Shown this once' })
  readonly accessKeySecret!: string;

  @ApiPropertyOptional({ description: 'Of a temporary key, to be sent with every call; shown this once' })
  readonly securityToken?: string;
}

export const accessKeyBody = (key: AccessKey, username: string | undefined): AccessKeyBody => ({
  accessKeyId: key.id,
  username: username ?? null,
  active: key.active,
  createdAt: key.createdAt.toISOString(),
  expiresAt: key.expiresAt?.toISOString() ?? null,
});

export const createdAccessKeyBody = (
  key: CreatedAccessKey | CreatedTemporaryKey,
  username: string,
): CreatedAccessKeyBody => ({
  ...accessKeyBody(key, username),
  accessKeySecret: key.secret,
  ...('securityToken' in key ? { securityToken: key.securityToken } : {}),
});
