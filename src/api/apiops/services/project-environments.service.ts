import { Injectable } from '@nestjs/common';
import { requireAccess } from '../../../auth/access.js';
import { EnvironmentsService } from '../../../environments/environments.service.js';
import type { Actor } from '../../../model/actor.js';
import type { Environment } from '../../../model/environment.js';
import { Lookups } from './lookups.service.js';

/** Environments that a project may use: every one of the installation. */
@Injectable()
export class ProjectEnvironments {
  constructor(
    private readonly lookups: Lookups,
    private readonly environments: EnvironmentsService,
  ) {}

  async list(actor: Actor, projectName: string): Promise<Environment[]> {
    const project = await this.lookups.project(actor, projectName);
    requireAccess(actor, 'project.view', project.id);
    return this.environments.list(actor);
  }
}
