import { ApiProperty } from '@nestjs/swagger';
import { ListSuccessDto } from './success.dto.js';

export class ProjectRow {
  @ApiProperty({ example: '64b0c0ffee0000000000a001' })
  readonly id!: string;
  @ApiProperty({ example: 'Payments' })
  readonly name!: string;
  @ApiProperty({ example: 'Card APIs' })
  readonly description!: string;
  @ApiProperty({ description: 'Put once before every path of the project when `enableRelativePath`', example: '/pay' })
  readonly relativePath!: string;
  @ApiProperty()
  readonly enableRelativePath!: boolean;
  @ApiProperty({ type: [String], example: ['core'] })
  readonly tags!: string[];
}

export class ProjectList extends ListSuccessDto {
  @ApiProperty({ type: [ProjectRow] })
  readonly resultList!: ProjectRow[];
}
