import { Module } from '@nestjs/common';
import { AuthModule } from '../auth/auth.module.js';
import { PackagesModule } from '../packages/packages.module.js';
import { PromotionExecutionsRepository } from './promotion-executions.repository.js';
import { PromotionRunsService } from './promotion-runs.service.js';
import { PromotionSettingsRepository } from './promotion-settings.repository.js';
import { PromotionSettingsService } from './promotion-settings.service.js';
import { TargetClient } from './target-client.js';
import { TargetInstallation } from './target-installation.js';

@Module({
  imports: [AuthModule, PackagesModule],
  providers: [
    PromotionSettingsService,
    PromotionRunsService,
    PromotionSettingsRepository,
    PromotionExecutionsRepository,
    TargetClient,
    TargetInstallation,
  ],
  exports: [PromotionSettingsService, PromotionRunsService],
})
export class PromotionsModule {}
