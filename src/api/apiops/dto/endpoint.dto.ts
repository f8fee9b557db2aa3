import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { HTTP_METHODS } from '../../../model/http-method.js';
import { CacheSettingsDto } from './cache-settings.dto.js';
import { EndpointDto } from './proxy.dto.js';
import { ListSuccessDto } from './success.dto.js';

const METHODS = [...HTTP_METHODS, 'ALL'];

export class EndpointList extends ListSuccessDto {
  @ApiProperty({ type: [EndpointDto] })
  readonly resultList!: readonly EndpointDto[];
}

export class EndpointAnswer extends EndpointDto {
  @ApiProperty({ example: true })
  readonly success!: boolean;
  @ApiProperty({ enum: ['SUCCESS'] })
  readonly status!: string;
}

/** Which endpoint; in a body because a path holds slashes. */
export class EndpointKeyBody {
  @ApiProperty({ example: '/cards/{id}', description: 'Path of the endpoint' })
  readonly name!: string;
  @ApiProperty({ enum: METHODS, example: 'GET' })
  readonly httpMethod!: string;
}

export class NewEndpointBody extends EndpointKeyBody {
  @ApiProperty({ example: '/v1/cards/{id}', description: 'Below the backend address, with the same {names}' })
  readonly backendResourceUrl!: string;
  @ApiProperty({ enum: METHODS, example: 'GET' })
  readonly backendHttpMethod!: string;
  @ApiPropertyOptional({ example: 'One card' })
  readonly description?: string;
}

export class DeployTargetsBody {
  @ApiPropertyOptional({ default: false, description: 'Deploy the proxy after saving' })
  readonly deploy?: boolean;
  @ApiPropertyOptional({ type: [String], description: 'Needed with deploy', example: ['production'] })
  readonly deployTargetEnvironmentNameList?: string[];
}

export class EndpointChangeBody extends DeployTargetsBody {
  @ApiProperty({ example: '/cards/{id}', description: 'Says which endpoint; cannot be changed' })
  readonly name!: string;
  @ApiProperty({ enum: METHODS, example: 'GET', description: 'Says which endpoint; cannot be changed' })
  readonly httpMethod!: string;
  @ApiPropertyOptional({ example: 'One card' })
  readonly description?: string;
  @ApiPropertyOptional({ example: '/v2/cards/{id}' })
  readonly backendResourceUrl?: string;
  @ApiPropertyOptional({ enum: METHODS })
  readonly backendHttpMethod?: string;
}

export class EndpointIdentifierBody extends DeployTargetsBody {
  @ApiPropertyOptional({ example: '/cards/{id}', description: 'This or name is needed' })
  readonly identifierName?: string;
  @ApiPropertyOptional({ enum: METHODS, example: 'GET', description: 'This or httpMethod is needed' })
  readonly identifierHttpMethod?: string;
  @ApiPropertyOptional({ example: '/cards/{id}', description: 'Same as identifierName' })
  readonly name?: string;
  @ApiPropertyOptional({ enum: METHODS, description: 'Same as identifierHttpMethod' })
  readonly httpMethod?: string;
}

export class EndpointStatusBody extends EndpointIdentifierBody {
  @ApiProperty({ description: 'False: the gateway answers 404 (ERR-006)' })
  readonly active!: boolean;
}

export class EndpointCacheBody extends EndpointIdentifierBody {
  @ApiProperty({ type: CacheSettingsDto })
  readonly cacheSettings!: CacheSettingsDto;
}
