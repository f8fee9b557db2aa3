import { Module } from '@nestjs/common';
import { ProjectsRepository } from './projects.repository.js';
import { ProjectsService } from './projects.service.js';

@Module({ providers: [ProjectsService, ProjectsRepository], exports: [ProjectsService, ProjectsRepository] })
export class ProjectsModule {}
