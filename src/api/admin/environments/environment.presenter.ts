import { ApiProperty } from '@nestjs/swagger';
import { ENVIRONMENT_TYPES, type Environment, STAGES } from '../../../model/environment.js';

export class EnvironmentBody {
  @ApiProperty()
  readonly id!: string;

  @ApiProperty()
  readonly name!: string;

  @ApiProperty()
  readonly description!: string;

  @ApiProperty({ enum: ENVIRONMENT_TYPES })
  readonly type!: string;

  @ApiProperty({ enum: STAGES, nullable: true })
  readonly stage!: string | null;

  @ApiProperty()
  readonly port!: number;

  @ApiProperty({ type: Number, nullable: true, description: 'Where it ends TLS; null: nowhere' })
  readonly httpsPort!: number | null;

  @ApiProperty()
  readonly accessUrl!: string;

  @ApiProperty({ description: 'Grows by one with each change of what is live' })
  readonly version!: number;
}

export const environmentBody = (environment: Environment): EnvironmentBody => ({
  id: environment.id,
  name: environment.name,
  description: environment.description,
  type: environment.type,
  stage: environment.stage,
  port: environment.port,
  httpsPort: environment.httpsPort,
  accessUrl: environment.accessUrl,
  version: environment.version,
});
