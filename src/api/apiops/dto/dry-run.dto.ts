import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { HeaderMatchDto } from './route.dto.js';

const ANY_JSON = {
  nullable: true,
  anyOf: [
    { type: 'string' },
    { type: 'number' },
    { type: 'boolean' },
    { type: 'object' },
    { type: 'array', items: { nullable: true } },
  ],
};

export class FieldChangeDto {
  @ApiProperty({ example: 'clientRoute.relativePathList' })
  readonly field!: string;
  @ApiProperty({ ...ANY_JSON, description: 'Null also where values are not shown', example: ['/cards'] })
  readonly before!: unknown;
  @ApiProperty({ ...ANY_JSON, example: ['/cards', '/karten'] })
  readonly after!: unknown;
}

export class EndpointNameDto {
  @ApiProperty({ example: '/cards/{id}' })
  readonly endpoint!: string;
  @ApiProperty({ example: 'GET' })
  readonly httpMethod!: string;
}

export class ChangedEndpointDto extends EndpointNameDto {
  @ApiProperty({ type: [FieldChangeDto] })
  readonly changeList!: FieldChangeDto[];
}

export class EndpointChangesDto {
  @ApiProperty({ type: [EndpointNameDto] })
  readonly added!: EndpointNameDto[];
  @ApiProperty({ type: [ChangedEndpointDto] })
  readonly changed!: ChangedEndpointDto[];
  @ApiProperty({ type: [EndpointNameDto] })
  readonly removed!: EndpointNameDto[];
}

export class ProxyDiffDto {
  @ApiProperty({ type: [FieldChangeDto] })
  readonly changeList!: FieldChangeDto[];
  @ApiProperty({ type: EndpointChangesDto })
  readonly endpoints!: EndpointChangesDto;
}

export class ChangedMemberDto extends ProxyDiffDto {
  @ApiProperty({ example: 'cards' })
  readonly apiProxyName!: string;
}

export class MemberChangesDto {
  @ApiProperty({ type: [String], example: ['loans'] })
  readonly added!: string[];
  @ApiProperty({ type: [ChangedMemberDto] })
  readonly changed!: ChangedMemberDto[];
  @ApiProperty({ type: [String], example: ['savings'] })
  readonly removed!: string[];
}

export class TargetDiffDto extends ProxyDiffDto {
  @ApiProperty()
  readonly identical!: boolean;
  @ApiPropertyOptional({ type: MemberChangesDto, description: 'Only of a group' })
  readonly members?: MemberChangesDto;
}

export class DryRunRouteDto {
  @ApiProperty({ example: 'cards', description: 'Who serves it' })
  readonly apiProxyName!: string;
  @ApiProperty({ example: '*', description: '`*`: any' })
  readonly host!: string;
  @ApiProperty({ example: '/pay/cards/{id}', description: 'With a last `/*`: everything below' })
  readonly path!: string;
  @ApiProperty({ example: 'GET' })
  readonly method!: string;
  @ApiProperty({ type: [HeaderMatchDto] })
  readonly headerList!: HeaderMatchDto[];
}

export class DryRunRoutesDto {
  @ApiProperty({ type: [DryRunRouteDto] })
  readonly added!: DryRunRouteDto[];
  @ApiProperty({ type: [DryRunRouteDto], description: 'Served on, by another member, backend or rule' })
  readonly changed!: DryRunRouteDto[];
  @ApiProperty({ type: [DryRunRouteDto] })
  readonly removed!: DryRunRouteDto[];
}

export class DryRunConflictDto {
  @ApiProperty({ example: '*|=/pay/cards|GET|', description: 'host|path|method|headers' })
  readonly route!: string;
  @ApiProperty({ enum: ['API_PROXY', 'API_PROXY_GROUP'] })
  readonly ownerType!: string;
  @ApiProperty({ example: 'cards' })
  readonly ownerName!: string;
}

export class DryRunFaultDto {
  @ApiProperty({ example: 'cards' })
  readonly apiProxyName!: string;
  @ApiProperty({ example: 'routingInfo.routingAddressList[0].address' })
  readonly field!: string;
  @ApiProperty({ example: 'is not an http or https URL' })
  readonly message!: string;
}

/** An extension of ours. */
export class DryRunResultDto {
  @ApiProperty({ description: 'Whether the call itself would go through' })
  readonly success!: boolean;
  @ApiProperty({
    type: String,
    nullable: true,
    description: 'Null: nothing that is served would change',
    example: 'production',
  })
  readonly environmentName!: string | null;
  @ApiProperty({ type: DryRunRoutesDto, description: 'Empty while there are faults' })
  readonly routes!: DryRunRoutesDto;
  @ApiProperty({ type: [DryRunConflictDto] })
  readonly conflictList!: DryRunConflictDto[];
  @ApiProperty({ type: [DryRunFaultDto] })
  readonly faultList!: DryRunFaultDto[];
  @ApiPropertyOptional({ type: TargetDiffDto, description: 'What a rollback would change in what is saved' })
  readonly savedChanges?: TargetDiffDto;
}
