import { Get, Param } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { CurrentActor } from '../../../auth/current-actor.decorator.js';
import { RequireAccess } from '../../../auth/require-access.decorator.js';
import { EnvironmentsService } from '../../../environments/environments.service.js';
import type { Actor } from '../../../model/actor.js';
import { EnvironmentList } from '../dto/environment.dto.js';
import { ApiopsController } from '../http/apiops-controller.js';
import { Describe } from '../http/describe.js';
import { Messages } from '../http/message-family.js';
import { presentEnvironment } from '../present/environment.presenter.js';
import { type ListSuccess, listed } from '../present/success.js';
import { ProjectEnvironments } from '../services/project-environments.service.js';

@ApiTags('Environments')
@ApiopsController('apiops')
export class EnvironmentsController {
  constructor(
    private readonly environments: EnvironmentsService,
    private readonly projectEnvironments: ProjectEnvironments,
  ) {}

  @Get('environments')
  @RequireAccess('authenticated')
  @Describe({ summary: 'List environments', answer: EnvironmentList })
  async list(@CurrentActor() actor: Actor): Promise<ListSuccess<unknown>> {
    return listed((await this.environments.list(actor)).map(presentEnvironment));
  }

  @Get('environments/:projectName')
  @RequireAccess('project.view')
  @Messages('environments-of-project')
  @Describe({ summary: 'List the environments of a project (old path)', answer: EnvironmentList })
  async listOfProject(
    @CurrentActor() actor: Actor,
    @Param('projectName') projectName: string,
  ): Promise<ListSuccess<unknown>> {
    return listed((await this.projectEnvironments.list(actor, projectName)).map(presentEnvironment));
  }

  @Get('projects/:projectName/environments')
  @RequireAccess('project.view')
  @Messages('project-environments')
  @Describe({ summary: 'List the environments of a project', answer: EnvironmentList })
  async listInProject(
    @CurrentActor() actor: Actor,
    @Param('projectName') projectName: string,
  ): Promise<ListSuccess<unknown>> {
    return listed((await this.projectEnvironments.list(actor, projectName)).map(presentEnvironment));
  }
}
