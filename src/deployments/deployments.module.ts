import { Module } from '@nestjs/common';
import { ApiProxiesModule } from '../api-proxies/api-proxies.module.js';
import { AppsModule } from '../apps/apps.module.js';
import { AuthModule } from '../auth/auth.module.js';
import { EnvironmentsModule } from '../environments/environments.module.js';
import { ProjectsModule } from '../projects/projects.module.js';
import { ProxyGroupsModule } from '../proxy-groups/proxy-groups.module.js';
import { PublishingModule } from '../publishing/publishing.module.js';
import { TagsModule } from '../tags/tags.module.js';
import { VpcAccessesModule } from '../vpc-accesses/vpc-accesses.module.js';
import { BatchTargets } from './batch-targets.js';
import { BatchesRepository } from './batches.repository.js';
import { BatchesService } from './batches.service.js';
import { CallersService } from './callers.service.js';
import { DeploymentReversal } from './deployment-reversal.js';
import { DeploymentRunner } from './deployment-runner.js';
import { DeploymentsRepository } from './deployments.repository.js';
import { DeploymentsService } from './deployments.service.js';
import { DueRefreshesRepository } from './due-refreshes.repository.js';
import { FrozenTargets } from './frozen-targets.js';
import { HistoriesRepository } from './histories.repository.js';
import { HistoriesService } from './histories.service.js';
import { LiveService } from './live.service.js';
import { PreviewsService } from './previews.service.js';
import { ReachService } from './reach.service.js';
import { RecordsRepository } from './records.repository.js';
import { RefreshesService } from './refreshes.service.js';
import { ReleaseCompiler } from './release-compiler.js';
import { ReleasePipeline } from './release-pipeline.js';
import { ReleasesRepository } from './releases.repository.js';
import { RollbacksService } from './rollbacks.service.js';
import { RouteClaimsRepository } from './route-claims.repository.js';
import { SpecTextsService } from './spec-texts.service.js';
import { SurroundingsRepository } from './surroundings.repository.js';
import { TargetLoader } from './target-loader.js';
import { VersionsRepository } from './versions.repository.js';
import { VersionsService } from './versions.service.js';
import { VpcBackendsService } from './vpc-backends.service.js';
import { VpcUsesRepository } from './vpc-uses.repository.js';

@Module({
  imports: [
    AuthModule,
    ProjectsModule,
    EnvironmentsModule,
    ApiProxiesModule,
    ProxyGroupsModule,
    TagsModule,
    AppsModule,
    VpcAccessesModule,
    PublishingModule,
  ],
  providers: [
    DeploymentsService,
    LiveService,
    ReachService,
    HistoriesService,
    RollbacksService,
    RefreshesService,
    CallersService,
    VpcBackendsService,
    PreviewsService,
    VersionsService,
    BatchesService,
    BatchTargets,
    FrozenTargets,
    HistoriesRepository,
    DeploymentRunner,
    DeploymentReversal,
    ReleasePipeline,
    ReleaseCompiler,
    TargetLoader,
    DeploymentsRepository,
    ReleasesRepository,
    SurroundingsRepository,
    SpecTextsService,
    DueRefreshesRepository,
    VpcUsesRepository,
    RouteClaimsRepository,
    RecordsRepository,
    VersionsRepository,
    BatchesRepository,
  ],
  exports: [
    DeploymentsService,
    LiveService,
    ReachService,
    HistoriesService,
    RollbacksService,
    RefreshesService,
    CallersService,
    VpcBackendsService,
    PreviewsService,
    VersionsService,
    BatchesService,
    DeploymentRunner,
  ],
})
export class DeploymentsModule {}
