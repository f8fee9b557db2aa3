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
  @ApiPropertyOptional({ description: 'An access token of it; stored sealed, never told. Absent on update: it stays' })
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
  @ApiPropertyOptional({ description: "Absent: the source's" })
  readonly targetProjectName?: string;
  @ApiPropertyOptional({ description: "Absent: the source's; of a group always" })
  readonly targetApiName?: string;
  @ApiPropertyOptional({ type: [String], description: 'Environments there; deployed to once it is saved' })
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
  @ApiPropertyOptional()
  readonly executionDescription?: string;
}

export class ExecutionRow {
  @ApiProperty()
  readonly id!: string;
  @ApiProperty({ description: 'Of the run; one call, one run, one row per mapping' })
  readonly executionId!: string;
  @ApiProperty()
  readonly mappingId!: string;
  @ApiProperty({ example: 'cards-to-live' })
  readonly mappingName!: string;
  @ApiProperty({ example: 'local' })
  readonly sourceInstanceId!: string;
  @ApiProperty({ example: 'local' })
  readonly sourceInstanceName!: string;
  @ApiProperty()
  readonly sourceInstanceColor!: string;
  @ApiProperty()
  readonly targetInstanceId!: string;
  @ApiProperty({ example: 'live' })
  readonly targetInstanceName!: string;
  @ApiProperty()
  readonly targetInstanceColor!: string;
  @ApiProperty({ example: 'cards' })
  readonly sourceApiName!: string;
  @ApiProperty({ example: 'cards' })
  readonly targetApiName!: string;
  @ApiProperty({ description: 'Approval is not supported here: always false' })
  readonly approvalRequired!: boolean;
  @ApiProperty({ type: String, nullable: true })
  readonly approvedBy!: string | null;
  @ApiProperty({ type: String, nullable: true })
  readonly approvedAt!: string | null;
  @ApiProperty({ type: String, nullable: true, description: 'Scheduling is not supported here: always null' })
  readonly scheduledAt!: string | null;
  @ApiProperty({ description: 'Per cent', example: 100 })
  readonly progress!: number;
  @ApiProperty({ example: 2 })
  readonly currentStep!: number;
  @ApiProperty({ example: 2 })
  readonly totalSteps!: number;
  @ApiProperty({ example: 'release 12' })
  readonly executionName!: string;
  @ApiProperty()
  readonly executionDescription!: string;
  @ApiProperty({ description: 'The step that it is at, or ended with', example: 'Save on the target' })
  readonly executionNotes!: string;
  @ApiProperty({ example: 'ops' })
  readonly executedBy!: string;
  @ApiProperty({ example: '2026-04-16T10:30:00.000Z' })
  readonly startedAt!: string;
  @ApiProperty({ type: String, nullable: true })
  readonly completedAt!: string | null;
  @ApiProperty({ type: String, nullable: true })
  readonly errorMessage!: string | null;
  @ApiProperty({ type: String, nullable: true })
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
  @ApiProperty({ type: [String], description: 'Would be deployed to' })
  readonly deployTargetEnvironmentNameList!: readonly string[];
  @ApiProperty({ type: [PreviewObject] })
  readonly objects!: readonly PreviewObject[];
}

export class PreviewList extends ListSuccessDto {
  @ApiProperty({ type: [PreviewRow] })
  readonly resultList!: readonly PreviewRow[];
}
