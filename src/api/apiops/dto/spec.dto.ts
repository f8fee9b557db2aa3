import { ApiPropertyOptional } from '@nestjs/swagger';

/** OpenAPI 3.0, 3.1 or Swagger 2.0. */
export class SpecDocumentDto {
  @ApiPropertyOptional({ example: '3.0.3' })
  readonly openapi?: string;
  @ApiPropertyOptional({ example: '2.0' })
  readonly swagger?: string;
  @ApiPropertyOptional({ type: Object })
  readonly info?: object;
  @ApiPropertyOptional({ type: Object })
  readonly paths?: object;
}
