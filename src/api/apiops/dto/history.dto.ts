import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { DEPLOYMENT_STATES } from '../../../model/deployment.js';
import { TargetDiffDto } from './dry-run.dto.js';
import { DryRunnableSuccessDto, ListSuccessDto, SuccessDto } from './success.dto.js';

export class GroupHistoryRow {
  @ApiProperty({ example: 12, description: 'Counts up per proxy or group over all environments' })
  readonly revision!: number;
  @ApiProperty({ example: 'ops' })
  readonly username!: string;
  @ApiProperty({ example: '2026-04-16T10:30:00.000Z' })
  readonly deploymentTime!: string;
  @ApiProperty({ description: 'Same as deploymentTime', example: '2026-04-16T10:30:00.000Z' })
  readonly date!: string;
  @ApiProperty({ example: 'Deployed by APIOPS Api' })
  readonly description!: string;
  @ApiProperty({ example: 'production' })
  readonly environment!: string;
  @ApiProperty({ description: 'True: a deploy, or a rollback that deployed; false: an undeploy' })
  readonly deploy!: boolean;
  @ApiProperty({ description: 'Kept for good' })
  readonly persistent!: boolean;
  @ApiProperty({ description: 'Something of it is served there now. An extension of ours' })
  readonly live!: boolean;
  @ApiProperty({
    enum: DEPLOYMENT_STATES.map((state) => state.toUpperCase()),
    description: 'What became of it. An extension of ours',
  })
  readonly state!: string;
}

export class ProxyHistoryRow extends GroupHistoryRow {
  @ApiProperty({ type: String, nullable: true, example: '1.4.0' })
  readonly backendApiVersion!: string | null;
}

export class ProxyHistoryList extends ListSuccessDto {
  @ApiProperty({ type: [ProxyHistoryRow] })
  readonly resultList!: ProxyHistoryRow[];
}

export class GroupHistoryList extends ListSuccessDto {
  @ApiProperty({ type: [GroupHistoryRow] })
  readonly resultList!: GroupHistoryRow[];
}

export class ToldSuccessDto extends SuccessDto {
  @ApiProperty({ example: 'Deploy history record deleted successfully.' })
  readonly resultMessage!: string;
}

export class RollbackSuccessDto extends DryRunnableSuccessDto {
  @ApiPropertyOptional({
    example: 'API Proxy rolled back successfully to deploy history revision (12). Deployed to environment: production',
    description: 'Also says why it was not deployed, when what is saved is back but its deployment failed',
  })
  readonly resultMessage?: string;
}

export class RevisionDiffRow extends TargetDiffDto {
  @ApiProperty({ example: 11 })
  readonly revision!: number;
  @ApiProperty({ example: 12 })
  readonly otherRevision!: number;
}

export class RevisionDiffList extends ListSuccessDto {
  @ApiProperty({ type: [RevisionDiffRow], description: 'One' })
  readonly resultList!: RevisionDiffRow[];
}
