import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { PROMOTED_KINDS, PROMOTION_STATES } from '../../../model/promotion.js';
import { ListSuccessDto } from './success.dto.js';

export class InstanceRow {
  @ApiProperty({ example: '64b0c0ffee0000000000d001' })
  readonly id!: string;
  @ApiProperty({ example: 'live' })
  readonly name!: string;
  @ApiProperty({ example: 'https://gatewright.example.com' })
  readonly url!: string;
  @ApiProperty({ example: '#c0392b' })
  readonly color!: string;
}

export class InstanceList extends ListSuccessDto {
  @ApiProperty({ type: [InstanceRow] })
  readonly resultList!: readonly InstanceRow[];
}

export class InstanceBody {
  @ApiProperty({ example: 'live', description: 'Unique; names the instance on update' })
  readonly name!: string;
  @ApiProperty({ example: 'https://gatewright.example.com', description: 'Of its management side' })
  readonly url!: string;
  @ApiPropertyOptional({
    description: 'An access token of it; stored sealed, never told. Absent on update: it stays',
    example: 'eyJhbGciOi',
  })
  readonly token?: string;
  @ApiPropertyOptional({ example: '#c0392b' })
  readonly color?: string;
}

export class MappingBody {
  @ApiProperty({ example: 'cards-to-live', description: 'Unique; names the mapping on update' })
  readonly name!: string;
  @ApiPropertyOptional({ enum: PROMOTED_KINDS, default: 'API_PROXY', description: 'A group takes its members along' })
  readonly type?: string;
  @ApiProperty({ example: 'default' })
  readonly sourceProjectName!: string;
  @ApiProperty({ example: 'cards' })
  readonly sourceApiName!: string;
  @ApiProperty({ example: 'live' })
  readonly targetInstanceName!: string;
  @ApiPropertyOptional({ description: "Absent: the source's", example: 'default' })
  readonly targetProjectName?: string;
  @ApiPropertyOptional({ description: "Absent: the source's; of a group always", example: 'cards' })
  readonly targetApiName?: string;
  @ApiPropertyOptional({
    type: [String],
    description: 'Environments there; deployed to once it is saved',
    example: ['production'],
  })
  readonly deployTargetEnvironmentNameList?: readonly string[];
}

export class MappingRow extends MappingBody {
  @ApiProperty({ example: '64b0c0ffee0000000000c001' })
  readonly id!: string;
}

export class MappingList extends ListSuccessDto {
  @ApiProperty({ type: [MappingRow] })
  readonly resultList!: readonly MappingRow[];
}

export class ExecutionBody {
  @ApiProperty({ type: [String], example: ['cards-to-live'] })
  readonly mappingNames!: string[];
  @ApiPropertyOptional({ example: 'release 12' })
  readonly executionName?: string;
  @ApiPropertyOptional({ example: 'Every Thursday' })
  readonly executionDescription?: string;
}

export class ExecutionRow {
  @ApiProperty({ example: '64b0c0ffee0000000000c001' })
  readonly id!: string;
  @ApiProperty({
    description: 'Of the run; one call, one run, one row per mapping',
    example: '9f86d081884c7d659a2feaa0c55ad015',
  })
  readonly executionId!: string;
  @ApiProperty({ example: '64b0c0ffee0000000000d001' })
  readonly mappingId!: string;
  @ApiProperty({ example: 'cards-to-live' })
  readonly mappingName!: string;
  @ApiProperty({ example: 'local' })
  readonly sourceInstanceId!: string;
  @ApiProperty({ example: 'local' })
  readonly sourceInstanceName!: string;
  @ApiProperty({ example: '#0a0' })
  readonly sourceInstanceColor!: string;
  @ApiProperty({ example: '64b0c0ffee0000000000d002' })
  readonly targetInstanceId!: string;
  @ApiProperty({ example: 'live' })
  readonly targetInstanceName!: string;
  @ApiProperty({ example: '#a00' })
  readonly targetInstanceColor!: string;
  @ApiProperty({ example: 'cards' })
  readonly sourceApiName!: string;
  @ApiProperty({ example: 'cards' })
  readonly targetApiName!: string;
  @ApiProperty({ description: 'Approval is not supported here: always false' })
  readonly approvalRequired!: boolean;
  @ApiProperty({ type: String, nullable: true, example: null })
  readonly approvedBy!: string | null;
  @ApiProperty({ type: String, nullable: true, example: null })
  readonly approvedAt!: string | null;
  @ApiProperty({
    type: String,
    nullable: true,
    description: 'Scheduling is not supported here: always null',
    example: null,
  })
  readonly scheduledAt!: string | null;
  @ApiProperty({ description: 'Per cent', example: 100 })
  readonly progress!: number;
  @ApiProperty({ example: 2 })
  readonly currentStep!: number;
  @ApiProperty({ example: 2 })
  readonly totalSteps!: number;
  @ApiProperty({ example: 'release 12' })
  readonly executionName!: string;
  @ApiProperty({ example: 'Every Thursday' })
  readonly executionDescription!: string;
  @ApiProperty({ description: 'The step that it is at, or ended with', example: 'Save on the target' })
  readonly executionNotes!: string;
  @ApiProperty({ example: 'ops' })
  readonly executedBy!: string;
  @ApiProperty({ example: '2026-04-16T10:30:00.000Z' })
  readonly startedAt!: string;
  @ApiProperty({ type: String, nullable: true, example: '2026-04-16T10:30:05.000Z' })
  readonly completedAt!: string | null;
  @ApiProperty({ type: String, nullable: true, example: null })
  readonly errorMessage!: string | null;
  @ApiProperty({ type: String, nullable: true, example: null })
  readonly errorDetail!: string | null;
  @ApiProperty({ enum: PROMOTION_STATES })
  readonly executionStatus!: string;
}

export class ExecutionList extends ListSuccessDto {
  @ApiProperty({ type: [ExecutionRow] })
  readonly resultList!: readonly ExecutionRow[];
}

/** The first row twice: at the top, and in `resultList`. */
export class ExecutionAnswer extends ExecutionRow {
  @ApiProperty({ example: true })
  readonly success!: boolean;
  @ApiProperty({ enum: ['SUCCESS'] })
  readonly status!: string;
  @ApiProperty({ example: 1 })
  readonly resultCount!: number;
  @ApiProperty({ type: [ExecutionRow] })
  readonly resultList!: readonly ExecutionRow[];
}

export class PreviewObject {
  @ApiProperty({ enum: PROMOTED_KINDS })
  readonly type!: string;
  @ApiProperty({ example: 'cards' })
  readonly name!: string;
  @ApiProperty({ enum: ['CREATE', 'UPDATE', 'NONE'] })
  readonly action!: string;
  @ApiProperty({ type: [String], example: ['clientRoute', '+ GET /cards'] })
  readonly changes!: readonly string[];
}

export class PreviewRow {
  @ApiProperty({ example: 'cards-to-live' })
  readonly mappingName!: string;
  @ApiProperty({ example: 'live' })
  readonly targetInstanceName!: string;
  @ApiProperty({ type: [String], description: 'Would be deployed to', example: ['production'] })
  readonly deployTargetEnvironmentNameList!: readonly string[];
  @ApiProperty({ type: [PreviewObject] })
  readonly objects!: readonly PreviewObject[];
}

export class PreviewList extends ListSuccessDto {
  @ApiProperty({ type: [PreviewRow] })
  readonly resultList!: readonly PreviewRow[];
}
