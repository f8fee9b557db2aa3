import { ApiProperty } from '@nestjs/swagger';
import { PROXY_SOURCES } from '../../../model/api-proxy.js';
import { ProxyDto } from './proxy.dto.js';

export class FullProxyDto extends ProxyDto {
  @ApiProperty({ example: '64b0c0ffee0000000000c001' })
  readonly id!: string;
  @ApiProperty({ enum: ['REST', 'SOAP'], description: 'Same as apiType' })
  readonly type!: string;
  @ApiProperty({ description: 'First path of the client route', example: '/cards' })
  readonly relativePath!: string;
  @ApiProperty({ enum: PROXY_SOURCES })
  readonly apiProxyCreationType!: string;
  @ApiProperty({ enum: PROXY_SOURCES, description: 'Same as apiProxyCreationType' })
  readonly enumProxyCreationType!: string;
  @ApiProperty({ type: String, nullable: true, example: '1.4.0' })
  readonly backendApiVersion!: string | null;
  @ApiProperty({ description: 'GET .../spec/ has it' })
  readonly specExists!: boolean;
  @ApiProperty({ example: '2026-04-16T10:30:00.000Z' })
  readonly created!: string;
  @ApiProperty({ example: '2026-04-16T10:30:00.000Z' })
  readonly lastModified!: string;
}

/** The proxy twice: at the top, and as the one element of `resultList`. */
export class FullProxyAnswer extends FullProxyDto {
  @ApiProperty({ example: true })
  readonly success!: boolean;
  @ApiProperty({ enum: ['SUCCESS'] })
  readonly status!: string;
  @ApiProperty({ example: 1 })
  readonly resultCount!: number;
  @ApiProperty({ type: [FullProxyDto] })
  readonly resultList!: readonly FullProxyDto[];
}
