import { Module } from '@nestjs/common';
import { EnvironmentsRepository } from './environments.repository.js';
import { EnvironmentsService } from './environments.service.js';

@Module({
  providers: [EnvironmentsService, EnvironmentsRepository],
  exports: [EnvironmentsService, EnvironmentsRepository],
})
export class EnvironmentsModule {}
