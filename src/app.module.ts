import { type DynamicModule, type FactoryProvider, Global, Module } from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';
import { TypeOrmModule } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';
import { AdminModule } from './api/admin/admin.module.js';
import { ApiopsModule } from './api/apiops/apiops.module.js';
import { CloudApiModule } from './api/cloudapi/cloudapi.module.js';
import { operationsModule } from './api/operations/operations.module.js';
import { RamModule } from './api/ram/ram.module.js';
import { ApiProxiesModule } from './api-proxies/api-proxies.module.js';
import { AuthModule } from './auth/auth.module.js';
import { BearerTokenGuard } from './auth/bearer-token.guard.js';
import type { Config } from './config/config.js';
import { CONFIG } from './config/config.token.js';
import type { DataPlaneDriver } from './data-planes/data-plane.js';
import { DATA_PLANES } from './data-planes/data-planes.token.js';
import { UnitOfWork } from './database/unit-of-work.js';
import { DeploymentsModule } from './deployments/deployments.module.js';
import { EnvironmentsModule } from './environments/environments.module.js';
import { FirstStart } from './first-start.js';
import { Installation } from './installation.js';
import { gatewayStats, readinessChecks } from './operations-wiring.js';
import { ProjectsModule } from './projects/projects.module.js';
import { ProxyGroupsModule } from './proxy-groups/proxy-groups.module.js';
import { PublishingModule } from './publishing/publishing.module.js';
import { RetentionModule } from './retention/retention.module.js';
import { Clock, SystemClock } from './shared/clock.js';
import { FaultPoints } from './shared/fault-points.js';
import { loggingModule } from './shared/logging.js';
import { StagesModule } from './stages/stages.module.js';

/** What the process brings along: settings, a connected database, the programs that serve traffic. */
export interface Surroundings {
  readonly config: Config;
  readonly dataSource: DataSource;
  readonly drivers: readonly DataPlaneDriver[];
}

@Global()
@Module({})
class SurroundingsModule {}

function surroundingsModule({ config, drivers }: Surroundings): DynamicModule {
  const providers: FactoryProvider[] = [
    { provide: CONFIG, useFactory: () => config },
    { provide: DATA_PLANES, useFactory: () => drivers },
    { provide: Clock, useFactory: () => new SystemClock() },
    { provide: FaultPoints, useFactory: () => new FaultPoints(config.faultPoint) },
    { provide: UnitOfWork, inject: [DataSource], useFactory: (dataSource: DataSource) => new UnitOfWork(dataSource) },
  ];
  return { module: SurroundingsModule, providers, exports: providers.map(({ provide }) => provide) };
}

/** Every feature without a way in: what the dialects and the tests build on. */
@Module({
  imports: [
    AuthModule,
    ProjectsModule,
    EnvironmentsModule,
    ApiProxiesModule,
    ProxyGroupsModule,
    PublishingModule,
    DeploymentsModule,
    StagesModule,
    RetentionModule,
  ],
  providers: [FirstStart, Installation],
  exports: [FirstStart, Installation],
})
class CoreModule {}

export function coreModule(surroundings: Surroundings): DynamicModule {
  const database = TypeOrmModule.forRootAsync({
    useFactory: () => surroundings.dataSource.options,
    dataSourceFactory: async () => surroundings.dataSource,
  });
  return { module: CoreModule, imports: [surroundingsModule(surroundings), database] };
}

@Module({ imports: [AuthModule] })
class AppModule {}

/** The composition root: the only file that names every dialect. */
export function appModule(surroundings: Surroundings): DynamicModule {
  return {
    module: AppModule,
    imports: [
      loggingModule(surroundings.config.logLevel),
      coreModule(surroundings),
      ApiopsModule,
      CloudApiModule,
      RamModule,
      AdminModule,
      operationsModule({ imports: [EnvironmentsModule], providers: [readinessChecks, gatewayStats] }),
    ],
    providers: [{ provide: APP_GUARD, useExisting: BearerTokenGuard }],
  };
}
