import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsBoolean, IsString, MaxLength } from 'class-validator';
import { Optional } from '../http/optional.decorator.js';

export class CreateUserBody {
  @ApiProperty({ example: 'ada' })
  @IsString()
  @MaxLength(200)
  readonly username!: string;

  @ApiPropertyOptional()
  @Optional()
  @IsString()
  @MaxLength(200)
  readonly displayName?: string;

  @ApiProperty({ format: 'password', writeOnly: true })
  @IsString()
  @MaxLength(1024)
  readonly password!: string;

  @ApiPropertyOptional({ default: false, description: 'Holds every permission everywhere' })
  @Optional()
  @IsBoolean()
  readonly admin?: boolean;
}

/** Fields left out stay as they are. */
export class UpdateUserBody {
  @ApiPropertyOptional()
  @Optional()
  @IsString()
  @MaxLength(200)
  readonly displayName?: string;

  @ApiPropertyOptional({ format: 'password', writeOnly: true })
  @Optional()
  @IsString()
  @MaxLength(1024)
  readonly password?: string;

  @ApiPropertyOptional()
  @Optional()
  @IsBoolean()
  readonly admin?: boolean;

  @ApiPropertyOptional({ description: 'A disabled user cannot sign in, and its tokens and keys are refused' })
  @Optional()
  @IsBoolean()
  readonly disabled?: boolean;
}
