import { Get, Query } from '@nestjs/common';
import { ApiOperation, ApiPropertyOptional } from '@nestjs/swagger';
import { IsString, MaxLength } from 'class-validator';
import { AuditService } from '../../../auth/audit.service.js';
import { CurrentActor } from '../../../auth/current-actor.decorator.js';
import { RequireAccess } from '../../../auth/require-access.decorator.js';
import type { Actor } from '../../../model/actor.js';
import { ProjectsService } from '../../../projects/projects.service.js';
import { AdminController } from '../http/admin-controller.decorator.js';
import { ApiPageResponse } from '../http/list-responses.js';
import { Optional } from '../http/optional.decorator.js';
import { type PageBody, PageQuery, pageBody, pageRequest } from '../http/paging.js';
import { AuditEntryBody, auditEntryBody } from './audit.presenter.js';

class AuditQuery extends PageQuery {
  @ApiPropertyOptional({ description: 'Entries of this project only; its administrators may read them' })
  @Optional()
  @IsString()
  @MaxLength(100)
  readonly project?: string;
}

@AdminController('audit', 'installation')
export class AuditController {
  constructor(
    private readonly audit: AuditService,
    private readonly projects: ProjectsService,
  ) {}

  @Get()
  @RequireAccess('project.administer')
  @ApiOperation({ summary: 'Every change and every refusal, newest first' })
  @ApiPageResponse(AuditEntryBody)
  async list(@CurrentActor() actor: Actor, @Query() query: AuditQuery): Promise<PageBody<AuditEntryBody>> {
    const project = query.project === undefined ? null : await this.projects.getByName(actor, query.project);
    const entries = await this.audit.list(actor, project?.id ?? null, pageRequest(query));
    return pageBody(entries, query, auditEntryBody);
  }
}
