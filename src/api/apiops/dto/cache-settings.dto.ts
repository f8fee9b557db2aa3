import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';

export class CacheVariableDto {
  @ApiProperty({ enum: ['HEADER', 'PARAMETER', 'CONTEXT_VALUES'], description: 'Others are refused by name' })
  readonly type!: string;
  @ApiPropertyOptional({ example: 'X-Country', description: 'Stands in for headerName and paramName' })
  readonly name?: string;
  @ApiPropertyOptional({ example: 'X-Country' })
  readonly headerName?: string;
  @ApiPropertyOptional({ enum: ['QUERY', 'PATH'], default: 'QUERY' })
  readonly paramType?: string;
  @ApiPropertyOptional({ example: 'page' })
  readonly paramName?: string;
  @ApiPropertyOptional({ example: 'REQUEST_REMOTE_ADDRESS' })
  readonly contextValue?: string;
}

export class CacheSettingsDto {
  @ApiPropertyOptional({ default: false, description: 'Gateways keep answers. Environments with Envoys refuse it' })
  readonly cacheActive?: boolean;
  @ApiPropertyOptional({ default: true, description: 'False: answers to POST, too, told apart by the body' })
  readonly cacheOnlyHttpGetRequests?: boolean;
  @ApiPropertyOptional({ enum: ['QUERY_PARAMS', 'CUSTOM'], default: 'QUERY_PARAMS' })
  readonly cacheKeyType?: string;
  @ApiPropertyOptional({
    enum: ['LOCAL', 'DISTRIBUTED'],
    default: 'DISTRIBUTED',
    description: 'Kept as it is sent; every gateway keeps its own answers either way',
  })
  readonly cacheStorageType?: string;
  @ApiPropertyOptional({ default: 1000, description: 'Answers; the least recently used one goes first' })
  readonly capacity?: number;
  @ApiPropertyOptional({ default: 60, description: 'Seconds; a backend may shorten it' })
  readonly ttl?: number;
  @ApiProperty({ enum: ['CONTINUE', 'STOP'], description: 'What to do when the cache fails' })
  readonly handlingAction!: string;
  @ApiPropertyOptional({ default: false, description: 'True: only known callers may ask for a fresh answer' })
  readonly invalidationRequiresAuthn?: boolean;
  @ApiPropertyOptional({ default: false, description: 'True: answers without a body are kept, too' })
  readonly cacheNullValue?: boolean;
  @ApiPropertyOptional({ type: [CacheVariableDto], description: 'Needed with CUSTOM' })
  readonly variableList?: readonly CacheVariableDto[];
}
