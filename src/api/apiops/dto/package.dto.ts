import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { LOAD_BALANCE_ALGORITHMS } from '../../../model/api-proxy.js';
import { PACKAGE_TYPES } from '../../../packages/package-content.js';
import { ListSuccessDto, SuccessDto } from './success.dto.js';

const ZIP = {
  type: String,
  format: 'binary',
  description: 'A ZIP of an export, plain or encrypted; its name ends in .zip',
};
const MAPPING = {
  type: 'object' as const,
  additionalProperties: { type: 'string' },
  description: 'JSON text: environment of the package to environment here; an empty value transfers nothing',
  example: { production: 'prod' },
};

export class ProxyImportBody {
  @ApiProperty(ZIP)
  readonly apiProxyExportFile!: unknown;
  @ApiPropertyOptional(MAPPING)
  readonly environmentMapping?: Readonly<Record<string, string>>;
}

export class ProxyImportedDto extends SuccessDto {
  @ApiProperty({ description: 'Says what it is called now', example: 'ApiProxy (name: cards-imported) is imported.' })
  readonly resultMessage!: string;
}

export class ImportAddressDto {
  @ApiProperty({ example: 'https://backend.example.com' })
  readonly address!: string;
  @ApiPropertyOptional({ default: 1 })
  readonly weight?: number;
  @ApiPropertyOptional({ enum: ['SOAP11', 'SOAP12', 'HTTP'], default: 'SOAP11' })
  readonly soapType?: string;
}

export class ImportRoutingDto {
  @ApiPropertyOptional({ enum: [...LOAD_BALANCE_ALGORITHMS, 'WEIGHTED_ROUND_ROBIN', 'LEAST_CONNECTIONS'] })
  readonly algorithm?: string;
  @ApiPropertyOptional({ type: [ImportAddressDto] })
  readonly addressList?: ImportAddressDto[];
}

export class ProxyImportMetadataBody {
  @ApiPropertyOptional({ default: false })
  readonly deploy?: boolean;
  @ApiPropertyOptional({
    type: [String],
    nullable: true,
    description: 'Needed with deploy; checked before any write',
    example: ['production'],
  })
  readonly deployTargetEnvironmentNameList?: string[] | null;
  @ApiPropertyOptional({ type: ImportRoutingDto, nullable: true, description: "Null: the package's" })
  readonly routing?: ImportRoutingDto | null;
  @ApiPropertyOptional({ type: Boolean, nullable: true, description: 'true is not supported here' })
  readonly maintenanceMode?: boolean | null;
}

export class CertificateWordsDto {
  @ApiPropertyOptional({ enum: ['MATCH_BY_NAME', 'OVERWRITE_ALL'], description: 'Packages hold no certificates here' })
  readonly certEnvironmentMergeMethod?: string;
  @ApiPropertyOptional({ enum: ['FILL_FROM_PACKAGE', 'REMOVE_FROM_TARGET'] })
  readonly certEnvironmentUncoveredAction?: string;
}

export class ProxyImportOverBody extends CertificateWordsDto {
  @ApiProperty(ZIP)
  readonly apiProxyExportFile!: unknown;
  @ApiPropertyOptional({ type: ProxyImportMetadataBody, description: 'JSON text' })
  readonly metadata?: ProxyImportMetadataBody;
  @ApiPropertyOptional(MAPPING)
  readonly environmentMapping?: Readonly<Record<string, string>>;
}

export class ExportTypeList extends ListSuccessDto {
  @ApiProperty({ enum: PACKAGE_TYPES, isArray: true })
  readonly resultList!: readonly string[];
}

export class ExportObjectRow {
  @ApiProperty({ example: 'cards' })
  readonly name!: string;
}

export class ExportObjectList extends ListSuccessDto {
  @ApiProperty({ type: [ExportObjectRow] })
  readonly resultList!: readonly ExportObjectRow[];
}

export class ExportObjectsBody {
  @ApiProperty({ type: [String], example: ['cards'] })
  readonly names!: string[];
  @ApiPropertyOptional({ description: 'The supported types have one kind each: the type itself', example: 'API_PROXY' })
  readonly kind?: string;
}

export class ImportObjectsBody extends CertificateWordsDto {
  @ApiProperty(ZIP)
  readonly exportFile!: unknown;
  @ApiPropertyOptional({ type: Boolean, default: false, description: 'Replace what has the same name' })
  readonly override?: boolean;
  @ApiPropertyOptional(MAPPING)
  readonly environmentMapping?: Readonly<Record<string, string>>;
}

export class ObjectsImportedDto extends SuccessDto {
  @ApiPropertyOptional({
    type: [String],
    description: 'What could not be carried over; absent when nothing',
    example: ['API_PROXY loans'],
  })
  readonly unresolvedReferences?: readonly string[];
}
