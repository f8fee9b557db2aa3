import { ApiProperty } from '@nestjs/swagger';
import { GroupRow } from './group.dto.js';
import { ClientRouteDto } from './route.dto.js';

export class GroupDto extends GroupRow {
  @ApiProperty({ type: ClientRouteDto })
  readonly clientRoute!: ClientRouteDto;
  @ApiProperty({
    type: [String],
    description: 'Members, in the order in which they are asked for an endpoint',
    example: ['cards', 'loans'],
  })
  readonly apiProxyNameList!: readonly string[];
}

/** The group twice: at the top, and as the one element of `resultList`. */
export class GroupAnswer extends GroupDto {
  @ApiProperty({ example: true })
  readonly success!: boolean;
  @ApiProperty({ enum: ['SUCCESS'] })
  readonly status!: string;
  @ApiProperty({ example: 1 })
  readonly resultCount!: number;
  @ApiProperty({ type: [GroupDto] })
  readonly resultList!: readonly GroupDto[];
}

export class MemberOrderBody {
  @ApiProperty({ type: [String], example: ['cards', 'loans'], description: 'Every member, once' })
  readonly apiProxyNameList!: readonly string[];
}
