import { Body, Delete, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { ApiBody, ApiParam, ApiQuery, ApiTags } from '@nestjs/swagger';
import { CurrentActor } from '../../../auth/current-actor.decorator.js';
import { RequireAccess } from '../../../auth/require-access.decorator.js';
import type { Actor } from '../../../model/actor.js';
import { decodeList } from '../decode/page.decode.js';
import { decodeRevision, pageOf } from '../decode/revision.decode.js';
import { decodeRollback } from '../decode/rollback.decode.js';
import { DeploymentNoteBody } from '../dto/deployment.dto.js';
import { GroupHistoryList, RevisionDiffList, RollbackSuccessDto, ToldSuccessDto } from '../dto/history.dto.js';
import { ApiopsController } from '../http/apiops-controller.js';
import { Describe } from '../http/describe.js';
import { DryRunQuery } from '../http/dry-run-query.js';
import { HistoryQuery } from '../http/list-query.js';
import { Messages } from '../http/message-family.js';
import { HISTORY_TEXTS } from '../http/messages.js';
import { dryRunDone } from '../present/dry-run.presenter.js';
import { presentGroupHistory } from '../present/history.presenter.js';
import { presentDiff } from '../present/revision-diff.js';
import { type ListSuccess, listed, type Success, told } from '../present/success.js';
import type { GroupPath } from '../services/group-calls.service.js';
import { HistoryCalls } from '../services/history-calls.service.js';
import { RollbackCalls } from '../services/rollback-calls.service.js';

interface RevisionPath extends GroupPath {
  readonly revision: string;
}

@ApiTags('API proxy groups')
@ApiParam({ name: 'projectName' })
@ApiParam({ name: 'apiProxyGroupName' })
@ApiopsController('apiops/projects/:projectName/apiProxyGroups/:apiProxyGroupName/deploy-histories')
@Messages('groups')
export class GroupHistoriesController {
  constructor(
    private readonly histories: HistoryCalls,
    private readonly rollbacks: RollbackCalls,
  ) {}

  @Get()
  @RequireAccess('group.view')
  @HistoryQuery()
  @Describe({ summary: 'List deployments and undeployments of a group, newest first', answer: GroupHistoryList })
  async list(
    @CurrentActor() actor: Actor,
    @Param() path: GroupPath,
    @Query() query: Readonly<Record<string, unknown>>,
  ): Promise<ListSuccess<unknown>> {
    const view = await this.histories.list(actor, path, pageOf(decodeList(query)));
    return listed(presentGroupHistory(view), view.total);
  }

  @Get(':revision')
  @RequireAccess('group.view')
  @ApiParam({ name: 'revision' })
  @Describe({ summary: 'Get one of them', answer: GroupHistoryList })
  async get(@CurrentActor() actor: Actor, @Param() path: RevisionPath): Promise<ListSuccess<unknown>> {
    return listed(presentGroupHistory(await this.histories.get(actor, path, decodeRevision(path.revision))));
  }

  @Get(':revision/diff/:otherRevision')
  @RequireAccess('group.view')
  @ApiParam({ name: 'revision' })
  @ApiParam({ name: 'otherRevision' })
  @Describe({
    summary: 'Say what one revision changed of another',
    description: '`before` is what `revision` froze, `after` what `otherRevision` froze. An extension of ours.',
    answer: RevisionDiffList,
  })
  async diff(
    @CurrentActor() actor: Actor,
    @Param() path: RevisionPath & { readonly otherRevision: string },
  ): Promise<ListSuccess<unknown>> {
    const [revision, otherRevision] = [decodeRevision(path.revision), decodeRevision(path.otherRevision)];
    const [before, after] = await this.histories.compare(actor, path, [revision, otherRevision]);
    return listed([{ revision, otherRevision, ...presentDiff(before, after) }]);
  }

  @Delete(':revision')
  @RequireAccess('group.manage')
  @ApiParam({ name: 'revision' })
  @Describe({
    summary: 'Delete one of them',
    description: 'Also a persistent one; not what is live.',
    answer: ToldSuccessDto,
  })
  async delete(@CurrentActor() actor: Actor, @Param() path: RevisionPath): Promise<Success> {
    await this.histories.delete(actor, path, decodeRevision(path.revision));
    return told(HISTORY_TEXTS.groupDeleted);
  }

  @Post(':revision/rollback')
  @HttpCode(200)
  @RequireAccess('group.manage')
  @Messages('group-rollback')
  @ApiParam({ name: 'revision' })
  @ApiQuery({ name: 'environmentName', required: false, description: 'Deploy it there, too' })
  @DryRunQuery()
  @ApiBody({ type: DeploymentNoteBody, required: false })
  @Describe({
    summary: 'Bring a group back to what a revision froze',
    description:
      'The settings, the members in their order and what is saved of each member come back together. With `environmentName` the group is deployed there in the same transaction; if it cannot be, what is saved is back all the same, and the answer says why. Also needs the right to manage proxies. An extension of ours.',
    answer: RollbackSuccessDto,
  })
  async rollback(
    @CurrentActor() actor: Actor,
    @Param() path: RevisionPath,
    @Query() query: Readonly<Record<string, unknown>>,
    @Body() body: unknown,
  ): Promise<Success> {
    const request = decodeRollback(path.revision, query, body);
    if (request.dryRun) return dryRunDone(await this.rollbacks.preview(actor, path, request));
    const { message, outcomes } = await this.rollbacks.rollback(actor, path, request);
    return told(message, outcomes);
  }
}
