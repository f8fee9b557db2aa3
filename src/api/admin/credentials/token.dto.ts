import { ApiProperty } from '@nestjs/swagger';
import { IsISO8601, IsString, MaxLength, MinLength } from 'class-validator';
import type { AccessToken } from '../../../auth/auth-types.js';
import type { CreatedToken, NewToken } from '../../../auth/tokens.service.js';
import { invalid } from '../../../shared/problem.js';
import { Nullable } from '../http/optional.decorator.js';

export class CreateTokenBody {
  @ApiProperty({ example: 'ci' })
  @IsString()
  @MinLength(1)
  @MaxLength(100)
  readonly name!: string;

  @ApiProperty({ type: String, format: 'date-time', nullable: true, required: false, description: 'Null: never' })
  @Nullable()
  @IsISO8601({ strict: true, strictSeparator: true })
  readonly expiresAt?: string | null;
}

/** Pure. */
export const newToken = ({ name, expiresAt }: CreateTokenBody): NewToken => ({ name, expiresAt: expiryOf(expiresAt) });

/** Without an offset a time would mean another moment on another machine. */
function expiryOf(expiresAt: string | null | undefined): Date | null {
  if (expiresAt === undefined || expiresAt === null) return null;
  const instant = new Date(expiresAt);
  if (!/T.*(Z|[+-]\d\d:?\d\d)$/.test(expiresAt) || Number.isNaN(instant.getTime())) {
    throw invalid('expiresAt', 'use a date and time with an offset, e.g. 2030-01-31T12:00:00Z');
  }
  return instant;
}

export class TokenBody {
  @ApiProperty()
  readonly id!: string;

  @ApiProperty()
  readonly name!: string;

  @ApiProperty({ format: 'date-time' })
  readonly createdAt!: string;

  @ApiProperty({ type: String, format: 'date-time', nullable: true })
  readonly expiresAt!: string | null;

  @ApiProperty({ type: String, format: 'date-time', nullable: true })
  readonly revokedAt!: string | null;

  @ApiProperty({ type: String, format: 'date-time', nullable: true })
  readonly lastUsedAt!: string | null;
}

export class CreatedTokenBody extends TokenBody {
  @ApiProperty({ description: 'Shown this once' })
  readonly token!: string;
}

export const tokenBody = (token: AccessToken): TokenBody => ({
  id: token.id,
  name: token.name,
  createdAt: token.createdAt.toISOString(),
  expiresAt: isoOrNull(token.expiresAt),
  revokedAt: isoOrNull(token.revokedAt),
  lastUsedAt: isoOrNull(token.lastUsedAt),
});

export const createdTokenBody = (token: CreatedToken): CreatedTokenBody => ({
  ...tokenBody(token),
  token: token.secret,
});

const isoOrNull = (date: Date | null): string | null => date?.toISOString() ?? null;
