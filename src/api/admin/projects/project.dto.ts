import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { ArrayMaxSize, IsArray, IsBoolean, IsString, MaxLength } from 'class-validator';
import { Optional } from '../http/optional.decorator.js';

class ProjectSettings {
  @ApiPropertyOptional()
  @Optional()
  @IsString()
  @MaxLength(2000)
  readonly description?: string;

  @ApiPropertyOptional({ example: '/pay', description: 'Put before every path of the project' })
  @Optional()
  @IsString()
  @MaxLength(500)
  readonly relativePath?: string;

  @ApiPropertyOptional({ default: false })
  @Optional()
  @IsBoolean()
  readonly enableRelativePath?: boolean;

  @ApiPropertyOptional({ type: [String] })
  @Optional()
  @IsArray()
  @ArrayMaxSize(50)
  @IsString({ each: true })
  @MaxLength(100, { each: true })
  readonly tags?: readonly string[];
}

export class CreateProjectBody extends ProjectSettings {
  @ApiProperty({ maxLength: 100 })
  @IsString()
  @MaxLength(100)
  readonly name!: string;
}

/** Fields left out stay as they are. */
export class UpdateProjectBody extends ProjectSettings {
  @ApiPropertyOptional({ maxLength: 100 })
  @Optional()
  @IsString()
  @MaxLength(100)
  readonly name?: string;
}
