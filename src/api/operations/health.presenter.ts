import { ApiProperty } from '@nestjs/swagger';
import type { Readiness } from './readiness.js';

export class HealthCheckBody {
  @ApiProperty()
  readonly name: string;

  @ApiProperty({ enum: ['ok', 'failed'] })
  readonly status: 'ok' | 'failed';

  @ApiProperty({ type: String, required: false })
  readonly reason?: string;

  constructor(name: string, reason: string | null) {
    this.name = name;
    this.status = reason === null ? 'ok' : 'failed';
    if (reason !== null) this.reason = reason;
  }
}

export class HealthBody {
  @ApiProperty({ enum: ['ok', 'unavailable'] })
  readonly status: 'ok' | 'unavailable';

  @ApiProperty({ type: [HealthCheckBody] })
  readonly checks: readonly HealthCheckBody[];

  constructor(ready: boolean, checks: readonly HealthCheckBody[]) {
    this.status = ready ? 'ok' : 'unavailable';
    this.checks = checks;
  }
}

export const LIVE = new HealthBody(true, []);

export const healthBody = ({ ready, checks }: Readiness): HealthBody =>
  new HealthBody(
    ready,
    checks.map(({ name, reason }) => new HealthCheckBody(name, reason)),
  );
