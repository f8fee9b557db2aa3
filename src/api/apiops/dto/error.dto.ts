import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { DryRunResultDto } from './dry-run.dto.js';
import { DeploymentResultDto } from './success.dto.js';

export class ValidationErrorDto {
  @ApiProperty({ example: 'cards.routingInfo.routingAddressList[0].address' })
  readonly field!: string;
  @ApiProperty({ example: 'is not an http or https URL' })
  readonly message!: string;
}

export class ErrorDto {
  @ApiProperty({ example: 'bad_request' })
  readonly error!: string;
  @ApiProperty({ example: 'name value can not be empty!' })
  readonly error_description!: string;
  @ApiProperty({ example: false })
  readonly success!: boolean;
  @ApiProperty({ enum: ['FAILURE'] })
  readonly status!: string;
  @ApiProperty({ description: 'The same text as error_description', example: 'name value can not be empty!' })
  readonly resultMessage!: string;
  @ApiPropertyOptional({ type: [ValidationErrorDto] })
  readonly validation_errors?: ValidationErrorDto[];
  @ApiPropertyOptional({ description: 'Seconds; only with rate_limit_exceeded', example: 60 })
  readonly retry_after?: number;
  @ApiPropertyOptional({ type: DeploymentResultDto, description: 'Only when a gateway refused the roll-out' })
  readonly deploymentResult?: DeploymentResultDto;
  @ApiPropertyOptional({ enum: [true], type: Boolean, description: 'Only of a dry run' })
  readonly dryRun?: true;
  @ApiPropertyOptional({ type: DryRunResultDto, description: 'Of a dry run: all that stands in the way' })
  readonly dryRunResult?: DryRunResultDto;
}
