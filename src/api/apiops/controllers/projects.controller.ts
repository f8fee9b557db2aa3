import { Get } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { CurrentActor } from '../../../auth/current-actor.decorator.js';
import { RequireAccess } from '../../../auth/require-access.decorator.js';
import type { Actor } from '../../../model/actor.js';
import { ProjectsService } from '../../../projects/projects.service.js';
import { ProjectList } from '../dto/project.dto.js';
import { ApiopsController } from '../http/apiops-controller.js';
import { Describe } from '../http/describe.js';
import { Messages } from '../http/message-family.js';
import { presentProject } from '../present/project.presenter.js';
import { type ListSuccess, listed } from '../present/success.js';

@ApiTags('Projects')
@ApiopsController('apiops/projects')
@Messages('proxies')
export class ProjectsController {
  constructor(private readonly projects: ProjectsService) {}

  @Get()
  @RequireAccess('authenticated')
  @Describe({ summary: 'List projects', description: 'The caller is a member of each.', answer: ProjectList })
  async list(@CurrentActor() actor: Actor): Promise<ListSuccess<unknown>> {
    return listed((await this.projects.list(actor)).map(presentProject));
  }
}
