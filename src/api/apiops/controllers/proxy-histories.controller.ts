import { Body, Delete, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { ApiBody, ApiParam, ApiQuery, ApiTags } from '@nestjs/swagger';
import { CurrentActor } from '../../../auth/current-actor.decorator.js';
import { RequireAccess } from '../../../auth/require-access.decorator.js';
import type { Actor } from '../../../model/actor.js';
import { decodeList } from '../decode/page.decode.js';
import { decodeRevision, pageOf } from '../decode/revision.decode.js';
import { decodeRollback } from '../decode/rollback.decode.js';
import { DeploymentNoteBody } from '../dto/deployment.dto.js';
import { ProxyHistoryList, RevisionDiffList, RollbackSuccessDto, ToldSuccessDto } from '../dto/history.dto.js';
import { ApiopsController } from '../http/apiops-controller.js';
import { Describe } from '../http/describe.js';
import { DryRunQuery } from '../http/dry-run-query.js';
import { HistoryQuery } from '../http/list-query.js';
import { Messages } from '../http/message-family.js';
import { HISTORY_TEXTS } from '../http/messages.js';
import { dryRunDone } from '../present/dry-run.presenter.js';
import { presentProxyHistory } from '../present/history.presenter.js';
import { presentDiff } from '../present/revision-diff.js';
import { type ListSuccess, listed, type Success, told } from '../present/success.js';
import { HistoryCalls } from '../services/history-calls.service.js';
import type { ProxyPath } from '../services/proxy-calls.service.js';
import { RollbackCalls } from '../services/rollback-calls.service.js';

interface RevisionPath extends ProxyPath {
  readonly revision: string;
}

@ApiTags('API proxies')
@ApiParam({ name: 'projectName' })
@ApiParam({ name: 'apiProxyName' })
@ApiopsController('apiops/projects/:projectName/apiProxies/:apiProxyName/deploy-histories')
@Messages('history')
export class ProxyHistoriesController {
  constructor(
    private readonly histories: HistoryCalls,
    private readonly rollbacks: RollbackCalls,
  ) {}

  @Get()
  @RequireAccess('proxy.view')
  @HistoryQuery()
  @Describe({ summary: 'List deployments and undeployments of a proxy, newest first', answer: ProxyHistoryList })
  async list(
    @CurrentActor() actor: Actor,
    @Param() path: ProxyPath,
    @Query() query: Readonly<Record<string, unknown>>,
  ): Promise<ListSuccess<unknown>> {
    const view = await this.histories.list(actor, path, pageOf(decodeList(query)));
    return listed(presentProxyHistory(view), view.total);
  }

  @Get(':revision')
  @RequireAccess('proxy.view')
  @ApiParam({ name: 'revision' })
  @Describe({ summary: 'Get one of them', answer: ProxyHistoryList })
  async get(@CurrentActor() actor: Actor, @Param() path: RevisionPath): Promise<ListSuccess<unknown>> {
    return listed(presentProxyHistory(await this.histories.get(actor, path, decodeRevision(path.revision))));
  }

  @Get(':revision/diff/:otherRevision')
  @RequireAccess('proxy.view')
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
  @RequireAccess('proxy.manage')
  @ApiParam({ name: 'revision' })
  @Describe({
    summary: 'Delete one of them',
    description: 'Also a persistent one; not what is live.',
    answer: ToldSuccessDto,
  })
  async delete(@CurrentActor() actor: Actor, @Param() path: RevisionPath): Promise<Success> {
    await this.histories.delete(actor, path, decodeRevision(path.revision));
    return told(HISTORY_TEXTS.proxyDeleted);
  }

  @Post(':revision/rollback')
  @HttpCode(200)
  @RequireAccess('proxy.manage')
  @Messages('rollback')
  @ApiParam({ name: 'revision' })
  @ApiQuery({ name: 'environmentName', required: false, description: 'Deploy it there, too' })
  @DryRunQuery()
  @ApiBody({ type: DeploymentNoteBody, required: false })
  @Describe({
    summary: 'Bring a proxy back to what a revision froze',
    description:
      'What is saved comes back. With `environmentName` it is deployed there in the same transaction; if it cannot be, what is saved is back all the same, and the answer says why.',
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
