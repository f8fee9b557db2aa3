import { Body, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { ApiBody, ApiParam, ApiTags } from '@nestjs/swagger';
import { CurrentActor } from '../../../auth/current-actor.decorator.js';
import { RequireAccess } from '../../../auth/require-access.decorator.js';
import type { Actor } from '../../../model/actor.js';
import { PromotionRunsService } from '../../../promotions/promotion-runs.service.js';
import { decodeList } from '../decode/page.decode.js';
import { decodeRun } from '../decode/promotion.decode.js';
import { ExecutionAnswer, ExecutionBody, ExecutionList, PreviewList } from '../dto/promotion.dto.js';
import { ApiopsController } from '../http/apiops-controller.js';
import { Describe } from '../http/describe.js';
import { ListQuery } from '../http/list-query.js';
import { Messages } from '../http/message-family.js';
import { presentExecution, presentPreview, presentRun } from '../present/promotion.presenter.js';
import { type ListSuccess, listed } from '../present/success.js';

/** Without paging: the newest of them. */
const DEFAULT_PAGE = { number: 1, size: 1000 };

@ApiTags('Promotion')
@ApiopsController('apiops/promotion')
@Messages('packages')
export class PromotionExecutionsController {
  constructor(private readonly runs: PromotionRunsService) {}

  @Post('executions')
  @HttpCode(200)
  @RequireAccess('authenticated')
  @ApiBody({ type: ExecutionBody })
  @Describe({
    summary: 'Run promotion mappings',
    description:
      'Each needs the right to export in its project, and to deploy where it deploys. One after the other; answers when all ' +
      'are done, and refuses with the first that failed. What was promoted before that stays.',
    answer: ExecutionAnswer,
  })
  async execute(@CurrentActor() actor: Actor, @Body() body: unknown): Promise<unknown> {
    return presentRun(await this.runs.execute(actor, decodeRun(body)));
  }

  @Post('preview')
  @HttpCode(200)
  @RequireAccess('authenticated')
  @ApiBody({ type: ExecutionBody })
  @Describe({
    summary: 'Say what promotion mappings would change',
    description: 'Not in the contract. Looks at both sides, and writes on neither.',
    answer: PreviewList,
  })
  async preview(@CurrentActor() actor: Actor, @Body() body: unknown): Promise<ListSuccess<unknown>> {
    const { mappingNames } = decodeRun(body);
    return listed((await this.runs.preview(actor, mappingNames)).map(presentPreview));
  }

  @Get('executions')
  @RequireAccess('authenticated')
  @ListQuery()
  @Describe({
    summary: 'List executions of your projects, newest first',
    description: 'Not in the contract. One row per mapping; at most 1000.',
    answer: ExecutionList,
  })
  async list(
    @CurrentActor() actor: Actor,
    @Query() query: Readonly<Record<string, unknown>>,
  ): Promise<ListSuccess<unknown>> {
    const { paging } = decodeList(query);
    const page = paging === undefined ? DEFAULT_PAGE : { number: paging.page, size: paging.size };
    const { items, total } = await this.runs.search(actor, page);
    return listed(items.map(presentExecution), total);
  }

  @Get('executions/:executionId')
  @RequireAccess('authenticated')
  @ApiParam({ name: 'executionId' })
  @Describe({ summary: 'State of one promotion execution', answer: ExecutionAnswer })
  async get(@CurrentActor() actor: Actor, @Param('executionId') executionId: string): Promise<unknown> {
    return presentRun(await this.runs.ofRun(actor, executionId));
  }
}
