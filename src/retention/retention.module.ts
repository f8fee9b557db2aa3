import { Module } from '@nestjs/common';
import { OutdatedRepository } from './outdated.repository.js';
import { RetentionService } from './retention.service.js';
import { UnreferencedRepository } from './unreferenced.repository.js';

@Module({ providers: [RetentionService, OutdatedRepository, UnreferencedRepository], exports: [RetentionService] })
export class RetentionModule {}
