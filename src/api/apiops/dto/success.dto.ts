import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { DryRunResultDto } from './dry-run.dto.js';

export class EnvironmentResultDto {
  @ApiProperty({ example: 'production' })
  readonly environmentName!: string;
  @ApiProperty()
  readonly success!: boolean;
  @ApiProperty({ example: 'Deployed successfully' })
  readonly message!: string;
}

export class NodeDetailDto {
  @ApiProperty({ example: 'production' })
  readonly envName!: string;
  @ApiProperty({ description: 'The gateway that answered', example: 'envoy-1' })
  readonly podName!: string;
  @ApiProperty({ example: '10.0.0.1' })
  readonly podIp!: string;
  @ApiProperty()
  readonly success!: boolean;
  @ApiProperty({ description: "The gateway's own words when it refused", example: 'Deployed successfully' })
  readonly detail!: string;
  @ApiProperty({ description: 'Milliseconds', example: 150 })
  readonly responseTime!: number;
}

export class DeploymentResultDto {
  @ApiProperty({ description: 'True only when every connected gateway of every environment confirmed' })
  readonly success!: boolean;
  @ApiProperty({ example: 'Deployment completed successfully' })
  readonly message!: string;
  @ApiProperty({ description: 'Milliseconds', example: 150 })
  readonly responseTime!: number;
  @ApiProperty({ type: [EnvironmentResultDto] })
  readonly environmentResults!: EnvironmentResultDto[];
  @ApiProperty({ type: [EnvironmentResultDto] })
  readonly deploymentResults!: EnvironmentResultDto[];
  @ApiProperty({ type: [NodeDetailDto] })
  readonly detailList!: NodeDetailDto[];
}

export class SuccessDto {
  @ApiProperty({ example: true })
  readonly success!: boolean;
  @ApiProperty({ enum: ['SUCCESS'] })
  readonly status!: string;
}

/** The request itself succeeded; whether the roll-out did is said by `deploymentResult.success`. */
export class DeploymentSuccessDto extends SuccessDto {
  @ApiPropertyOptional({ type: DeploymentResultDto, description: 'Absent when nothing was deployed or undeployed' })
  readonly deploymentResult?: DeploymentResultDto;
}

export class DryRunnableSuccessDto extends DeploymentSuccessDto {
  @ApiPropertyOptional({ enum: [true], type: Boolean, description: 'Only of a dry run: nothing was changed' })
  readonly dryRun?: true;
  @ApiPropertyOptional({ type: DryRunResultDto })
  readonly dryRunResult?: DryRunResultDto;
}

export class ListSuccessDto extends SuccessDto {
  @ApiProperty({ description: 'All matches, not only the page', example: 1 })
  readonly resultCount!: number;
}
