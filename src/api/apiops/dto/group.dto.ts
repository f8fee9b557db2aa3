import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { ENVIRONMENT_TYPES } from '../../../model/environment.js';
import { ClientRouteDto } from './route.dto.js';
import { ListSuccessDto } from './success.dto.js';

export class GroupRow {
  @ApiProperty({ example: '64b0c0ffee0000000000b001' })
  readonly id!: string;
  @ApiProperty({ example: 'PaymentGroup' })
  readonly name!: string;
  @ApiProperty({ example: 'All payment APIs' })
  readonly description!: string;
}

export class GroupList extends ListSuccessDto {
  @ApiProperty({ type: [GroupRow] })
  readonly resultList!: GroupRow[];
}

export class GroupEnvironmentRow {
  @ApiProperty({ example: 'production' })
  readonly environmentName!: string;
  @ApiProperty({ description: 'Same as environmentName', example: 'production' })
  readonly name!: string;
  @ApiProperty({ enum: ENVIRONMENT_TYPES })
  readonly type!: string;
  @ApiProperty({ example: 'https://gw.example.com' })
  readonly accessUrl!: string;
  @ApiProperty()
  readonly deployed!: boolean;
  @ApiProperty({ description: 'The saved group or a member differs from what is deployed' })
  readonly redeployRequired!: boolean;
}

export class GroupEnvironmentList extends ListSuccessDto {
  @ApiProperty({ type: [GroupEnvironmentRow] })
  readonly resultList!: GroupEnvironmentRow[];
}

export class GroupBody {
  @ApiProperty({ example: 'PaymentGroup', description: 'Unique in the project; names the group on update' })
  readonly name!: string;
  @ApiPropertyOptional({ example: 'All payment APIs' })
  readonly description?: string;
  @ApiProperty({ type: ClientRouteDto })
  readonly clientRoute!: ClientRouteDto;
  @ApiPropertyOptional({ description: 'Deploy to this environment after saving', example: 'production' })
  readonly environmentName?: string;
}
