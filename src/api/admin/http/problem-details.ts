import { ApiProperty } from '@nestjs/swagger';

export class FieldErrorDetails {
  @ApiProperty({ example: 'displayName' })
  readonly field!: string;

  @ApiProperty()
  readonly message!: string;
}

/** How the documents describe `ProblemBody`. */
export class ProblemDetails {
  @ApiProperty({ format: 'uri', example: 'urn:gatewright:problem:not-found' })
  readonly type!: string;

  @ApiProperty({ example: 'Not found' })
  readonly title!: string;

  @ApiProperty({ example: 404 })
  readonly status!: number;

  @ApiProperty({ example: 'not_found' })
  readonly code!: string;

  @ApiProperty()
  readonly detail!: string;

  @ApiProperty({ type: String, required: false, description: 'The offending field' })
  readonly field?: string;

  @ApiProperty({ type: [FieldErrorDetails], required: false, description: 'Every misfit found' })
  readonly errors?: readonly FieldErrorDetails[];
}
