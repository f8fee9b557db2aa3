import { ApiProperty } from '@nestjs/swagger';
import { ENVIRONMENT_TYPES } from '../../../model/environment.js';
import { ListSuccessDto } from './success.dto.js';

export class EnvironmentRow {
  @ApiProperty({ example: '64b0c0ffee0000000000e001' })
  readonly id!: string;
  @ApiProperty({ example: 'production' })
  readonly name!: string;
  @ApiProperty({ example: 'Live' })
  readonly description!: string;
  @ApiProperty({ enum: ENVIRONMENT_TYPES })
  readonly type!: string;
  @ApiProperty({ enum: ['PUBLISHED', 'UNPUBLISHED', 'REPUBLISH_REQUIRED'] })
  readonly status!: string;
  @ApiProperty({ example: 'https://gw.example.com' })
  readonly accessUrl!: string;
  @ApiProperty({ type: Boolean, nullable: true, description: 'Null outside a proxy or a group' })
  readonly deployed!: boolean | null;
  @ApiProperty({ type: Boolean, nullable: true, description: 'Null outside a proxy or a group' })
  readonly redeployRequired!: boolean | null;
}

export class EnvironmentList extends ListSuccessDto {
  @ApiProperty({ type: [EnvironmentRow] })
  readonly resultList!: EnvironmentRow[];
}
