import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { ListSuccessDto } from './success.dto.js';

export class DeployStatusRow {
  @ApiProperty()
  readonly deployed!: boolean;
  @ApiProperty({ type: String, nullable: true, example: '2026-07-01T10:00:00Z', description: 'Null: never deployed' })
  readonly lastDeployTime!: string | null;
  @ApiProperty({ type: Number, nullable: true, example: 12, description: 'Of the last deployment or undeployment' })
  readonly revision!: number | null;
  @ApiProperty({ description: 'The saved proxy differs from what is deployed' })
  readonly redeployRequired!: boolean;
}

export class DeployStatusList extends ListSuccessDto {
  @ApiProperty({ type: [DeployStatusRow] })
  readonly resultList!: readonly DeployStatusRow[];
}

export class PodRouteDto {
  @ApiProperty({ description: 'The gateway took a version that has the route, and none since that has not' })
  readonly routeActive!: boolean;
  @ApiProperty({ type: String, nullable: true, example: '/cards' })
  readonly servedPath!: string | null;
  @ApiProperty({ type: [String], example: ['GET', 'POST'] })
  readonly methods!: readonly string[];
  @ApiProperty({ example: 'http://10.0.1.11:8091' })
  readonly workerPodIp!: string;
  @ApiProperty({ example: '/apigateway' })
  readonly apinizerRootContext!: string;
  @ApiPropertyOptional({
    description: 'Why the gateway refused the current configuration, in its own words',
    example: 'no such cluster',
  })
  readonly error?: string;
}

export class RouteHealthRow {
  @ApiProperty({ description: 'Every gateway that answered has the route' })
  readonly routeActive!: boolean;
  @ApiProperty({ type: String, nullable: true, example: '/cards', description: 'Without the root context' })
  readonly servedPath!: string | null;
  @ApiProperty({ type: [String], example: ['GET', 'POST'] })
  readonly methods!: readonly string[];
  @ApiProperty({ example: '/apigateway' })
  readonly apinizerRootContext!: string;
  @ApiProperty({ description: 'Gateways that are connected', example: 2 })
  readonly podsResponded!: number;
  @ApiProperty({ description: 'Those of them that have the route', example: 2 })
  readonly podsActive!: number;
  @ApiProperty({ description: 'The record says that it is deployed' })
  readonly deployedInManager!: boolean;
  @ApiProperty({ description: 'The record and a gateway disagree' })
  readonly inconsistent!: boolean;
  @ApiProperty({ type: [PodRouteDto] })
  readonly pods!: readonly PodRouteDto[];
}

export class RouteHealthList extends ListSuccessDto {
  @ApiProperty({ type: [RouteHealthRow] })
  readonly resultList!: readonly RouteHealthRow[];
}

export class InvokeInfoRow {
  @ApiProperty({ example: 'production' })
  readonly environmentName!: string;
  @ApiProperty({ example: 'https://gw.example.com' })
  readonly gatewayBaseUrl!: string;
  @ApiProperty({ example: '/apigateway' })
  readonly rootContext!: string;
  @ApiProperty({ type: [String], example: ['/apigateway/cards'] })
  readonly fullPaths!: readonly string[];
  @ApiProperty({ type: [String], example: ['GET', 'POST'] })
  readonly methods!: readonly string[];
  @ApiProperty({ type: [String], example: ['https'] })
  readonly schemes!: readonly string[];
  @ApiProperty()
  readonly deployed!: boolean;
}

export class InvokeInfoList extends ListSuccessDto {
  @ApiProperty({ type: [InvokeInfoRow] })
  readonly resultList!: readonly InvokeInfoRow[];
}
