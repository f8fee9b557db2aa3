import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { PROXY_SOURCES } from '../../../model/api-proxy.js';
import { ENVIRONMENT_TYPES } from '../../../model/environment.js';
import { EndpointDto } from './proxy.dto.js';
import { ClientRouteDto, RoutingDto } from './route.dto.js';
import { DeploymentResultDto, ListSuccessDto } from './success.dto.js';

export class ApiRoutingDto {
  @ApiProperty({ example: 'https://backend.example.com' })
  readonly url!: string;
}

export class PromotedRoutingDto extends RoutingDto {
  @ApiProperty({ type: [ApiRoutingDto], description: 'The addresses alone; routingAddressList wins' })
  readonly apiRoutingList!: readonly ApiRoutingDto[];
}

export class DeployListDto {
  @ApiProperty({ example: '64b0c0ffee0000000000e001' })
  readonly environmentSettingsId!: string;
  @ApiProperty({ example: 'production' })
  readonly environmentName!: string;
  @ApiProperty({ enum: ENVIRONMENT_TYPES })
  readonly environmentType!: string;
  @ApiProperty({ enum: ['HTTP'] })
  readonly environmentCommunicationProtocolType!: string;
  @ApiProperty({ example: 'https://gw.example.com' })
  readonly accessUrl!: string;
  @ApiProperty()
  readonly deploy!: boolean;
  @ApiProperty()
  readonly redeployRequired!: boolean;
}

export class PromotedProxyDto {
  @ApiProperty({ example: '64b0c0ffee0000000000c001' })
  readonly id!: string;
  @ApiProperty({ example: 'cards' })
  readonly name!: string;
  @ApiProperty({ example: 'Card API' })
  readonly description!: string;
  @ApiProperty({ enum: ['REST', 'SOAP'] })
  readonly type!: string;
  @ApiProperty({ enum: PROXY_SOURCES })
  readonly enumProxyCreationType!: string;
  @ApiProperty({ enum: ['NONE'] })
  readonly protocolTransformation!: string;
  @ApiProperty({ example: '/cards' })
  readonly relativePath!: string;
  @ApiProperty({ type: ClientRouteDto })
  readonly clientRoute!: ClientRouteDto;
  @ApiProperty({ type: PromotedRoutingDto })
  readonly routing!: PromotedRoutingDto;
  @ApiProperty({ type: [String], example: ['pay'] })
  readonly categoryList!: readonly string[];
  @ApiProperty({ type: String, nullable: true, example: '1.4.0' })
  readonly backendApiVersion!: string | null;
  @ApiProperty({ type: [EndpointDto] })
  readonly endpointList!: readonly EndpointDto[];
  @ApiProperty({ type: [DeployListDto] })
  readonly apiProxyDeployList!: readonly DeployListDto[];
}

export class PromotedProxyList extends ListSuccessDto {
  @ApiProperty({ type: [PromotedProxyDto] })
  readonly resultList!: readonly PromotedProxyDto[];
}

export class PromotedProxyAnswer extends PromotedProxyDto {
  @ApiProperty({ example: true })
  readonly success!: boolean;
  @ApiProperty({ enum: ['SUCCESS'] })
  readonly status!: string;
  @ApiPropertyOptional({ type: DeploymentResultDto })
  readonly deploymentResult?: DeploymentResultDto;
}

export class PromotedEndpointBody {
  @ApiProperty({ example: '/cards/{id}' })
  readonly endpoint!: string;
  @ApiProperty({ example: 'GET' })
  readonly httpMethod!: string;
  @ApiPropertyOptional({ example: 'Card API' })
  readonly description?: string;
  @ApiPropertyOptional({ default: true })
  readonly active?: boolean;
  @ApiPropertyOptional({ description: 'Absent: the endpoint', example: '/v1/cards/{id}' })
  readonly backendResourceUrl?: string;
  @ApiPropertyOptional({ description: 'Absent: httpMethod', example: 'GET' })
  readonly backendHttpMethod?: string;
}

export class PromotedRoutingBody extends RoutingDto {
  @ApiPropertyOptional({ type: [ApiRoutingDto] })
  readonly apiRoutingList?: readonly ApiRoutingDto[];
}

/** As forpromotion tells it. What is left out stays, or is as in a new proxy. */
export class PromotedProxyBody {
  @ApiPropertyOptional({
    description: 'Of the proxy to overwrite; absent: a new one',
    example: '64b0c0ffee0000000000c001',
  })
  readonly id?: string;
  @ApiProperty({ example: 'cards' })
  readonly name!: string;
  @ApiPropertyOptional({ example: 'Card API' })
  readonly description?: string;
  @ApiPropertyOptional({ enum: ['REST', 'SOAP'] })
  readonly type?: string;
  @ApiPropertyOptional({ enum: PROXY_SOURCES })
  readonly enumProxyCreationType?: string;
  @ApiPropertyOptional({ type: ClientRouteDto })
  readonly clientRoute?: ClientRouteDto;
  @ApiPropertyOptional({ type: PromotedRoutingBody })
  readonly routing?: PromotedRoutingBody;
  @ApiPropertyOptional({ type: [PromotedEndpointBody] })
  readonly endpointList?: readonly PromotedEndpointBody[];
  @ApiPropertyOptional({ type: String, nullable: true, example: '1.4.0' })
  readonly backendApiVersion?: string | null;
}

export class MemberNameDto {
  @ApiProperty({ example: 'cards' })
  readonly name!: string;
}

export class PromotedGroupBody {
  @ApiPropertyOptional({
    description: 'Of the group to overwrite; absent: a new one',
    example: '64b0c0ffee0000000000c001',
  })
  readonly id?: string;
  @ApiProperty({ example: 'PaymentGroup' })
  readonly name!: string;
  @ApiPropertyOptional({ example: 'Card API' })
  readonly description?: string;
  @ApiPropertyOptional({ type: ClientRouteDto, description: 'Needed for a new group' })
  readonly clientRoute?: ClientRouteDto;
  @ApiPropertyOptional({ type: [MemberNameDto], description: 'Exactly these, in this order; absent: they stay' })
  readonly apiProxyList?: readonly MemberNameDto[];
}

export class PromotedGroupAnswer {
  @ApiProperty({ example: true })
  readonly success!: boolean;
  @ApiProperty({ enum: ['SUCCESS'] })
  readonly status!: string;
  @ApiProperty({ example: '64b0c0ffee0000000000b001' })
  readonly id!: string;
  @ApiProperty({ example: 'PaymentGroup' })
  readonly name!: string;
  @ApiProperty({ example: 'Card API' })
  readonly description!: string;
  @ApiProperty({ type: ClientRouteDto })
  readonly clientRoute!: ClientRouteDto;
  @ApiProperty({ type: [MemberNameDto] })
  readonly apiProxyList!: readonly MemberNameDto[];
  @ApiProperty({ type: [DeployListDto] })
  readonly apiProxyGroupDeployList!: readonly DeployListDto[];
  @ApiPropertyOptional({ type: DeploymentResultDto })
  readonly deploymentResult?: DeploymentResultDto;
}
