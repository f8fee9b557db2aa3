import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { CacheSettingsDto } from './cache-settings.dto.js';
import { ClientRouteDto, RoutingDto } from './route.dto.js';
import { ListSuccessDto } from './success.dto.js';

export class ProxyRow {
  @ApiProperty({ example: 'cards' })
  readonly name!: string;
  @ApiProperty({ example: 'Card API' })
  readonly description!: string;
  @ApiProperty({ enum: ['REST', 'SOAP'] })
  readonly type!: string;
  @ApiProperty({ description: 'First path of the client route', example: '/cards' })
  readonly relativePath!: string;
  @ApiProperty()
  readonly soapToRest!: boolean;
}

export class ProxyList extends ListSuccessDto {
  @ApiProperty({ type: [ProxyRow] })
  readonly resultList!: ProxyRow[];
}

export class EndpointDto {
  @ApiProperty({ example: '64b0c0ffee0000000000f001' })
  readonly id!: string;
  @ApiProperty({ example: '/cards/{id}' })
  readonly endpoint!: string;
  @ApiProperty({ example: 'Card API' })
  readonly description!: string;
  @ApiProperty()
  readonly active!: boolean;
  @ApiProperty({ example: 'GET' })
  readonly httpMethod!: string;
  @ApiProperty({ example: '/v1/cards/{id}' })
  readonly backendResourceUrl!: string;
  @ApiProperty({ example: 'GET' })
  readonly backendHttpMethod!: string;
  @ApiPropertyOptional({ type: CacheSettingsDto, description: 'Only where they were set' })
  readonly cacheSettings?: CacheSettingsDto;
  @ApiPropertyOptional({ type: [Object], description: 'Only with withPolicies=true' })
  readonly requestPolicyList?: readonly object[];
  @ApiPropertyOptional({ type: [Object], description: 'Only with withPolicies=true' })
  readonly responsePolicyList?: readonly object[];
  @ApiPropertyOptional({ type: [Object], description: 'Only with withPolicies=true' })
  readonly errorPolicyList?: readonly object[];
}

export class ProxyDeploymentDto {
  @ApiProperty({ example: 'production' })
  readonly environmentName!: string;
  @ApiProperty()
  readonly deployed!: boolean;
  @ApiProperty({ description: 'The saved object differs from what is deployed' })
  readonly redeployRequired!: boolean;
}

export class ProxyDto {
  @ApiProperty({ example: 'cards' })
  readonly name!: string;
  @ApiProperty({ example: 'Card API' })
  readonly description!: string;
  @ApiProperty({ enum: ['REST', 'SOAP'] })
  readonly apiType!: string;
  @ApiProperty({ type: [String], example: ['pay'] })
  readonly categoryList!: readonly string[];
  @ApiProperty({ enum: ['BOTH', 'NONE', 'EXTERNAL', 'INTERNAL'] })
  readonly sharingType!: string;
  @ApiProperty({ type: ClientRouteDto })
  readonly clientRoute!: ClientRouteDto;
  @ApiProperty({ type: RoutingDto })
  readonly routing!: RoutingDto;
  @ApiProperty({ type: [EndpointDto] })
  readonly endpointList!: readonly EndpointDto[];
  @ApiProperty({ type: [ProxyDeploymentDto] })
  readonly deploymentList!: readonly ProxyDeploymentDto[];
}

/** The proxy twice: at the top, and as the one element of `resultList`. */
export class ProxyAnswer extends ProxyDto {
  @ApiProperty({ example: true })
  readonly success!: boolean;
  @ApiProperty({ enum: ['SUCCESS'] })
  readonly status!: string;
  @ApiProperty({ example: 1 })
  readonly resultCount!: number;
  @ApiProperty({ type: [ProxyDto] })
  readonly resultList!: readonly ProxyDto[];
}

export class SpecCredentialDto {
  @ApiPropertyOptional({ example: 'Authorization', description: 'Also accepted as headerName' })
  readonly keyName?: string;
  @ApiPropertyOptional({ description: 'Also accepted as headerValue', example: 'Bearer s' })
  readonly value?: string;
  @ApiPropertyOptional({ enum: ['header', 'query'], default: 'header' })
  readonly type?: string;
}

export class ProxyMetadataBody {
  @ApiProperty({ example: 'cards', description: 'Unique in the project' })
  readonly apiProxyName!: string;
  @ApiPropertyOptional({ description: 'Empty on update: the stored text stays', example: 'Card API' })
  readonly apiProxyDescription?: string;
  @ApiProperty({ enum: ['OPEN_API', 'SWAGGER', 'WSDL', 'REVERSE_PROXY', 'EMPTY_API'] })
  readonly apiProxyCreationType!: string;
  @ApiPropertyOptional({
    type: ClientRouteDto,
    description: 'Absent: `/` and the name on create, the stored one on update',
  })
  readonly clientRoute?: ClientRouteDto;
  @ApiPropertyOptional({
    type: RoutingDto,
    description: "Absent: the specification's first server, the stored one on update",
  })
  readonly routingInfo?: RoutingDto;
  @ApiPropertyOptional({ default: false })
  readonly deploy?: boolean;
  @ApiPropertyOptional({
    type: [String],
    description: 'Needed with deploy; every name is checked before anything is written',
    example: ['production'],
  })
  readonly deployTargetEnvironmentNameList?: string[];
  @ApiPropertyOptional({ default: false, description: 'On PUT: true refuses a proxy that does not exist' })
  readonly reParse?: boolean;
  @ApiPropertyOptional({ example: '1.4.0' })
  readonly backendApiVersion?: string;
  @ApiPropertyOptional({ description: 'Put the new proxy into this group', example: 'PaymentGroup' })
  readonly apiProxyGroupName?: string;
}

export class ProxyFromUrlBody extends ProxyMetadataBody {
  @ApiPropertyOptional({
    example: 'https://specs.example.com/cards.yaml',
    description: 'Needed for OPEN_API and SWAGGER',
  })
  readonly specUrl?: string;
  @ApiPropertyOptional({ type: [SpecCredentialDto] })
  readonly specAuthorizationValueList?: SpecCredentialDto[];
}

export class ProxyFromFileBody {
  @ApiProperty({ type: ProxyMetadataBody, description: 'JSON text' })
  readonly metadata!: ProxyMetadataBody;
  @ApiProperty({ type: String, format: 'binary', description: 'OpenAPI 3.0, 3.1 or Swagger 2.0, JSON or YAML' })
  readonly specFile!: unknown;
}
