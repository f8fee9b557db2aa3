import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsObject, IsString, MaxLength } from 'class-validator';
import type { RamAttachment, StoredRamPolicy } from '../../../auth/auth-types.js';
import type { JsonValue } from '../../../shared/canonical-json.js';
import { Optional } from '../http/optional.decorator.js';

const EXAMPLE = {
  Version: '1',
  Statement: [{ Effect: 'Allow', Action: 'apigateway:Describe*', Resource: 'acs:apigateway:*:*:*' }],
};

type JsonObject = { readonly [name: string]: JsonValue };

export class CreatePolicyBody {
  @ApiProperty({ example: 'read-only' })
  @IsString()
  @MaxLength(128)
  readonly name!: string;

  @ApiPropertyOptional()
  @Optional()
  @IsString()
  @MaxLength(1024)
  readonly description?: string;

  @ApiProperty({ type: Object, example: EXAMPLE, description: 'Identity policy, Version 1' })
  @IsObject()
  readonly document!: JsonObject;
}

/** Fields left out stay as they are. */
export class UpdatePolicyBody {
  @ApiPropertyOptional()
  @Optional()
  @IsString()
  @MaxLength(128)
  readonly name?: string;

  @ApiPropertyOptional()
  @Optional()
  @IsString()
  @MaxLength(1024)
  readonly description?: string;

  @ApiPropertyOptional({ type: Object, example: EXAMPLE })
  @Optional()
  @IsObject()
  readonly document?: JsonObject;
}

export class PolicyBody {
  @ApiProperty()
  readonly id!: string;

  @ApiProperty()
  readonly name!: string;

  @ApiProperty()
  readonly description!: string;

  @ApiProperty({ type: Object, example: EXAMPLE })
  readonly document!: unknown;

  @ApiProperty({ format: 'date-time' })
  readonly createdAt!: string;

  @ApiProperty({ format: 'date-time' })
  readonly modifiedAt!: string;
}

export const policyBody = (policy: StoredRamPolicy): PolicyBody => ({
  id: policy.id,
  name: policy.name,
  description: policy.description,
  document: policy.document,
  createdAt: policy.createdAt.toISOString(),
  modifiedAt: policy.modifiedAt.toISOString(),
});

export class AttachmentBody {
  @ApiProperty()
  readonly policy!: string;

  @ApiProperty()
  readonly username!: string;
}

export const attachmentBody = ({ policyName, username }: RamAttachment): AttachmentBody => ({
  policy: policyName,
  username,
});
