import { Controller, Get, HttpStatus, Res } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiServiceUnavailableResponse, ApiTags } from '@nestjs/swagger';
import type { Response } from 'express';
import { RequireAccess } from '../../auth/require-access.decorator.js';
import { HealthBody, healthBody, LIVE } from './health.presenter.js';
import { ReadinessProbe } from './readiness.js';

@ApiTags('health')
@Controller('health')
@RequireAccess('public')
export class HealthController {
  constructor(private readonly probe: ReadinessProbe) {}

  @Get('live')
  @ApiOperation({ summary: 'Whether the process runs' })
  @ApiOkResponse({ type: HealthBody })
  live(): HealthBody {
    return LIVE;
  }

  @Get('ready')
  @ApiOperation({ summary: 'Whether the process can do its work, with reasons when it cannot' })
  @ApiOkResponse({ type: HealthBody })
  @ApiServiceUnavailableResponse({ type: HealthBody })
  async ready(@Res({ passthrough: true }) response: Response): Promise<HealthBody> {
    const readiness = await this.probe.ask();
    response.status(readiness.ready ? HttpStatus.OK : HttpStatus.SERVICE_UNAVAILABLE);
    return healthBody(readiness);
  }

  @Get()
  @ApiOperation({ summary: 'Liveness and readiness in one' })
  @ApiOkResponse({ type: HealthBody })
  @ApiServiceUnavailableResponse({ type: HealthBody })
  health(@Res({ passthrough: true }) response: Response): Promise<HealthBody> {
    return this.ready(response);
  }
}
