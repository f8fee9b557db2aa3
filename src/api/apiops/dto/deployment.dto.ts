import { ApiPropertyOptional } from '@nestjs/swagger';

export class DeploymentNoteBody {
  @ApiPropertyOptional({
    description: 'Kept in the history. Default: Deployed (Undeployed) by APIOPS Api',
    example: 'Release 7',
  })
  readonly description?: string;
  @ApiPropertyOptional({ default: false, description: 'Keep the history record for good' })
  readonly persistent?: boolean;
}
