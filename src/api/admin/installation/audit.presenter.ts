import { ApiProperty } from '@nestjs/swagger';
import type { RecordedAuditEntry } from '../../../auth/auth-types.js';

export class AuditEntryBody {
  @ApiProperty({ description: 'Grows with each entry' })
  readonly number!: number;

  @ApiProperty({ format: 'date-time' })
  readonly at!: string;

  @ApiProperty()
  readonly username!: string;

  @ApiProperty({ description: 'Credential that was used, or none' })
  readonly via!: string;

  @ApiProperty({ example: 'POST /admin/v1/users' })
  readonly action!: string;

  @ApiProperty()
  readonly resource!: string;

  @ApiProperty({ type: String, nullable: true })
  readonly projectId!: string | null;

  @ApiProperty({ description: '`ok`, or the code of the refusal' })
  readonly outcome!: string;

  @ApiProperty()
  readonly detail!: string;

  @ApiProperty({ description: 'The X-Request-Id of the answer' })
  readonly requestId!: string;
}

export const auditEntryBody = ({ at, ...entry }: RecordedAuditEntry): AuditEntryBody => ({
  number: entry.number,
  at: at.toISOString(),
  username: entry.username,
  via: entry.via,
  action: entry.action,
  resource: entry.resource,
  projectId: entry.projectId,
  outcome: entry.outcome,
  detail: entry.detail,
  requestId: entry.requestId,
});
