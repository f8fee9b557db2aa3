import { Body, Get, Param, Put, Query, Res } from '@nestjs/common';
import { ApiBody, ApiParam, ApiQuery, ApiTags } from '@nestjs/swagger';
import type { Response } from 'express';
import { SPEC_FORMATS } from '../../../api-proxies/spec-publish/published-spec.js';
import { CurrentActor } from '../../../auth/current-actor.decorator.js';
import { RequireAccess } from '../../../auth/require-access.decorator.js';
import type { Actor } from '../../../model/actor.js';
import { decodeMemberOrder } from '../decode/member-order.decode.js';
import { decodeList, sliceOf } from '../decode/page.decode.js';
import { decodeSpecFormat } from '../decode/spec.decode.js';
import { GroupAnswer, MemberOrderBody } from '../dto/group-members.dto.js';
import { ProxyList } from '../dto/proxy.dto.js';
import { SuccessDto } from '../dto/success.dto.js';
import { ApiopsController } from '../http/apiops-controller.js';
import { Describe, DescribeSpec } from '../http/describe.js';
import { ListQuery } from '../http/list-query.js';
import { Messages } from '../http/message-family.js';
import { presentGroupAnswer } from '../present/group.presenter.js';
import { presentMemberRow } from '../present/proxy.presenter.js';
import { type ListSuccess, listed, type Success, succeeded } from '../present/success.js';
import type { GroupPath } from '../services/group-calls.service.js';
import { GroupMembers } from '../services/group-members.service.js';
import { SpecCalls } from '../services/spec-calls.service.js';

const OURS = 'Not of the contract, in its style.';

/** What the contract lacks: one group, its members and their order, its specification. Docs: apiops.md. */
@ApiTags('API proxy groups')
@ApiParam({ name: 'projectName' })
@ApiParam({ name: 'apiProxyGroupName' })
@ApiopsController('apiops/projects/:projectName/apiProxyGroups/:apiProxyGroupName')
@Messages('groups')
export class GroupMembersController {
  constructor(
    private readonly members: GroupMembers,
    private readonly specs: SpecCalls,
  ) {}

  @Get()
  @RequireAccess('group.view')
  @Describe({ summary: 'Get a group: its settings and members', description: OURS, answer: GroupAnswer })
  async get(@CurrentActor() actor: Actor, @Param() path: GroupPath): Promise<GroupAnswer> {
    return presentGroupAnswer(await this.members.view(actor, path));
  }

  @Get('apiProxies')
  @RequireAccess('group.view')
  @ListQuery()
  @Describe({ summary: 'List the members, in their order', description: OURS, answer: ProxyList })
  async list(
    @CurrentActor() actor: Actor,
    @Param() path: GroupPath,
    @Query() query: Readonly<Record<string, unknown>>,
  ): Promise<ListSuccess<unknown>> {
    const request = decodeList(query);
    const { members } = await this.members.view(actor, path);
    return listed(sliceOf(members, request).map(presentMemberRow), members.length);
  }

  @Put('apiProxies')
  @RequireAccess('group.manage')
  @ApiBody({ type: MemberOrderBody })
  @Describe({
    summary: 'Change the order of the members',
    description: `Of several members with one endpoint the first serves it, from the next deployment on. ${OURS}`,
    answer: SuccessDto,
  })
  async order(@CurrentActor() actor: Actor, @Param() path: GroupPath, @Body() body: unknown): Promise<Success> {
    await this.members.order(actor, path, decodeMemberOrder(body));
    return succeeded();
  }

  @Get('spec')
  @RequireAccess('group.view')
  @ApiQuery({ name: 'format', required: false, enum: SPEC_FORMATS, description: 'Default json' })
  @DescribeSpec({
    summary: 'Read the specification of a group: that of its members in one',
    description: `Of the saved members; where several have an endpoint, the first. ${OURS}`,
  })
  async spec(
    @CurrentActor() actor: Actor,
    @Param() path: GroupPath,
    @Query('format') format: unknown,
    @Res({ passthrough: true }) response: Response,
  ): Promise<string> {
    const { mediaType, text } = await this.specs.ofGroup(actor, path, decodeSpecFormat(format));
    response.setHeader('Content-Type', mediaType);
    return text;
  }
}
