import { type DynamicModule, Module, type ModuleMetadata } from '@nestjs/common';
import { DocsController } from './docs.controller.js';
import { DocsCatalogue } from './docs.js';
import { HealthController } from './health.controller.js';
import { MetricsController } from './metrics.controller.js';
import { Metrics } from './metrics.js';
import { ReadinessProbe } from './readiness.js';

@Module({
  controllers: [HealthController, MetricsController, DocsController],
  providers: [ReadinessProbe, Metrics, DocsCatalogue],
  exports: [Metrics, DocsCatalogue],
})
export class OperationsModule {}

/** `providers` brings READINESS_CHECKS and, where gateways are counted, GATEWAY_STATS; `imports` what these need. */
export const operationsModule = ({
  imports = [],
  providers = [],
}: Pick<ModuleMetadata, 'imports' | 'providers'>): DynamicModule => ({ module: OperationsModule, imports, providers });
