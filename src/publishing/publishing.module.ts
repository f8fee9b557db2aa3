import { Module } from '@nestjs/common';
import { SecretsModule } from '../secrets/secrets.module.js';
import { FlipGates } from './flip-gates.js';
import { FragmentSecrets } from './fragment-secrets.js';
import { NodesRepository } from './nodes.repository.js';
import { NotificationsRepository } from './notifications.repository.js';
import { Publisher } from './publisher.service.js';
import { RolloutsService } from './rollouts.service.js';
import { ServingRepository } from './serving.repository.js';
import { SnapshotFeed } from './snapshot-feed.js';
import { SnapshotsRepository } from './snapshots.repository.js';

@Module({
  imports: [SecretsModule],
  providers: [
    FlipGates,
    FragmentSecrets,
    Publisher,
    RolloutsService,
    SnapshotFeed,
    SnapshotsRepository,
    NodesRepository,
    NotificationsRepository,
    ServingRepository,
  ],
  exports: [Publisher, RolloutsService, ServingRepository, SnapshotsRepository],
})
export class PublishingModule {}
