import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { LOAD_BALANCE_ALGORITHMS } from '../../../model/api-proxy.js';
import { HTTP_METHODS } from '../../../model/http-method.js';

export class HeaderMatchDto {
  @ApiProperty({ example: 'X-API-Version' })
  readonly name!: string;
  @ApiProperty({ example: 'v1' })
  readonly value!: string;
}

export class ClientRouteDto {
  @ApiProperty({
    type: [String],
    example: ['/cards'],
    description: 'At least one; each with a leading / and 2 characters',
  })
  readonly relativePathList!: readonly string[];
  @ApiPropertyOptional({
    type: [String],
    nullable: true,
    description: 'Empty or null: any host',
    example: ['api.example.com'],
  })
  readonly hostList?: readonly string[] | null;
  @ApiPropertyOptional({
    type: [String],
    nullable: true,
    description: 'Same as hostList',
    example: ['api.example.com'],
  })
  readonly virtualHostList?: readonly string[] | null;
  @ApiPropertyOptional({
    enum: [...HTTP_METHODS, 'ALL'],
    isArray: true,
    nullable: true,
    description: 'Null: any method',
  })
  readonly methodList?: readonly string[] | null;
  @ApiPropertyOptional({ type: [HeaderMatchDto], nullable: true, description: 'All must match; null: none needed' })
  readonly headerList?: readonly HeaderMatchDto[] | null;
  @ApiPropertyOptional({ default: true })
  readonly bufferRequest?: boolean;
  @ApiPropertyOptional({ default: true })
  readonly bufferResponse?: boolean;
}

export class RoutingAddressDto {
  @ApiProperty({ example: 'https://backend.example.com' })
  readonly address!: string;
  @ApiPropertyOptional({ description: 'Default 100 on the URL operations, 1 on the file operations', example: 100 })
  readonly weight?: number;
  @ApiPropertyOptional({ default: false })
  readonly healthCheckEnabled?: boolean;
  @ApiPropertyOptional({ default: false, description: 'Same as healthCheckEnabled' })
  readonly healthMonitoringEnabled?: boolean;
  @ApiPropertyOptional({ enum: ['SOAP11', 'SOAP12', 'HTTP'], default: 'SOAP11' })
  readonly soapType?: string;
}

export class RoutingDto {
  @ApiPropertyOptional({ type: [RoutingAddressDto], description: "Absent: the specification's first server" })
  readonly routingAddressList?: readonly RoutingAddressDto[];
  @ApiPropertyOptional({ default: true })
  readonly routingEnabled?: boolean;
  @ApiPropertyOptional({ default: false })
  readonly mirrorEnabled?: boolean;
  @ApiPropertyOptional({ default: false, description: 'Same as mirrorEnabled' })
  readonly echoEnabled?: boolean;
  @ApiPropertyOptional({
    enum: [...LOAD_BALANCE_ALGORITHMS, 'WEIGHTED_ROUND_ROBIN', 'LEAST_CONNECTIONS'],
    default: 'ROUND_ROBIN',
    description: 'The last two are other words for WEIGHTED and LRU, and never told',
  })
  readonly loadBalanceAlgorithm?: string;
  @ApiPropertyOptional({ default: 30, description: 'Seconds' })
  readonly connectTimeout?: number;
  @ApiPropertyOptional({ default: 60, description: 'Seconds' })
  readonly readTimeout?: number;
  @ApiPropertyOptional({ default: 0 })
  readonly retryCount?: number;
  @ApiPropertyOptional({ default: 0 })
  readonly failoverRetryCount?: number;
  @ApiPropertyOptional({ default: false })
  readonly ignoreRoutingError?: boolean;
}
