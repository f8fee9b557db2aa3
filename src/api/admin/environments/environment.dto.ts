import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsIn, IsInt, IsString, Max, MaxLength, Min } from 'class-validator';
import { ENVIRONMENT_TYPES, type EnvironmentType, STAGES, type Stage } from '../../../model/environment.js';
import { Nullable, Optional } from '../http/optional.decorator.js';

class EnvironmentSettings {
  @ApiPropertyOptional()
  @Optional()
  @IsString()
  @MaxLength(2000)
  readonly description?: string;

  @ApiPropertyOptional({ enum: STAGES, nullable: true, description: "Its name in CloudAPI's words; null: none" })
  @Nullable()
  @IsIn(STAGES)
  readonly stage?: Stage | null;

  @ApiPropertyOptional({ type: Number, nullable: true, minimum: 1, maximum: 65535, description: 'Null: the default' })
  @Nullable()
  @IsInt()
  @Min(1)
  @Max(65535)
  readonly port?: number | null;

  @ApiPropertyOptional({ type: String, nullable: true, description: "Null: the listener's own address" })
  @Nullable()
  @IsString()
  @MaxLength(2000)
  readonly accessUrl?: string | null;
}

export class CreateEnvironmentBody extends EnvironmentSettings {
  @ApiProperty({ example: 'production' })
  @IsString()
  @MaxLength(64)
  readonly name!: string;

  @ApiProperty({ enum: ENVIRONMENT_TYPES })
  @IsIn(ENVIRONMENT_TYPES)
  readonly type!: EnvironmentType;
}

/** Fields left out stay as they are. The name is for life: gateways and addresses carry it. */
export class UpdateEnvironmentBody extends EnvironmentSettings {
  @ApiPropertyOptional({ enum: ENVIRONMENT_TYPES })
  @Optional()
  @IsIn(ENVIRONMENT_TYPES)
  readonly type?: EnvironmentType;
}
