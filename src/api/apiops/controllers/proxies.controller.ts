import { Body, Delete, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { ApiBody, ApiParam, ApiQuery, ApiTags } from '@nestjs/swagger';
import { CurrentActor } from '../../../auth/current-actor.decorator.js';
import { RequireAccess } from '../../../auth/require-access.decorator.js';
import type { Actor } from '../../../model/actor.js';
import { decodeNote } from '../decode/deployment-note.decode.js';
import { decodeDryRun } from '../decode/dry-run.decode.js';
import { decodeList, sliceOf } from '../decode/page.decode.js';
import { DeploymentNoteBody } from '../dto/deployment.dto.js';
import { ProxyAnswer, ProxyList } from '../dto/proxy.dto.js';
import { DeploymentSuccessDto, DryRunnableSuccessDto } from '../dto/success.dto.js';
import { ApiopsController } from '../http/apiops-controller.js';
import { Describe } from '../http/describe.js';
import { DryRunQuery } from '../http/dry-run-query.js';
import { ListQuery } from '../http/list-query.js';
import { Messages } from '../http/message-family.js';
import { dryRunDone } from '../present/dry-run.presenter.js';
import { presentProxyAnswer, presentProxyRow } from '../present/proxy.presenter.js';
import { type ListSuccess, listed, type Success, succeeded } from '../present/success.js';
import { ProxyCalls, type ProxyEnvironmentPath, type ProxyPath } from '../services/proxy-calls.service.js';

@ApiTags('API proxies')
@ApiParam({ name: 'projectName' })
@ApiopsController('apiops/projects/:projectName/apiProxies')
@Messages('proxies')
export class ProxiesController {
  constructor(private readonly proxies: ProxyCalls) {}

  @Get()
  @RequireAccess('proxy.view')
  @ListQuery()
  @Describe({ summary: 'List proxies, ordered by name', answer: ProxyList })
  async list(
    @CurrentActor() actor: Actor,
    @Param('projectName') projectName: string,
    @Query() query: Readonly<Record<string, unknown>>,
  ): Promise<ListSuccess<unknown>> {
    const request = decodeList(query);
    const rows = await this.proxies.list(actor, projectName);
    return listed(sliceOf(rows, request).map(presentProxyRow), rows.length);
  }

  @Get(':apiProxyName')
  @RequireAccess('proxy.view')
  @ApiParam({ name: 'apiProxyName' })
  @ApiQuery({ name: 'withPolicies', required: false, type: Boolean, description: 'With their lists of policies' })
  @Describe({ summary: 'Get a proxy', answer: ProxyAnswer })
  async get(
    @CurrentActor() actor: Actor,
    @Param() path: ProxyPath,
    @Query('withPolicies') withPolicies: unknown,
  ): Promise<ProxyAnswer> {
    return presentProxyAnswer(await this.proxies.view(actor, path), withPolicies === 'true');
  }

  @Delete(':apiProxyName')
  @RequireAccess('proxy.manage')
  @Messages('proxy-delete')
  @ApiParam({ name: 'apiProxyName' })
  @Describe({ summary: 'Delete a proxy', description: 'Undeploys it everywhere first.', answer: DeploymentSuccessDto })
  async delete(@CurrentActor() actor: Actor, @Param() path: ProxyPath): Promise<Success> {
    return succeeded(await this.proxies.delete(actor, path));
  }

  @Post(':apiProxyName/environments/:environmentName')
  @HttpCode(200)
  @RequireAccess('proxy.deploy')
  @Messages('proxy-deploy')
  @ApiParam({ name: 'apiProxyName' })
  @ApiParam({ name: 'environmentName' })
  @DryRunQuery()
  @ApiBody({ type: DeploymentNoteBody, required: false })
  @Describe({ summary: 'Deploy a proxy to an environment', answer: DryRunnableSuccessDto })
  async deploy(
    @CurrentActor() actor: Actor,
    @Param() path: ProxyEnvironmentPath,
    @Body() body: unknown,
    @Query('dryRun') dryRun: unknown,
  ): Promise<Success> {
    const note = decodeNote(body, 'deploy');
    if (decodeDryRun(dryRun)) return dryRunDone(await this.proxies.preview(actor, path, 'deploy'));
    return succeeded([await this.proxies.deploy(actor, path, note)]);
  }

  @Delete(':apiProxyName/environments/:environmentName')
  @RequireAccess('proxy.deploy')
  @Messages('proxy-deploy')
  @ApiParam({ name: 'apiProxyName' })
  @ApiParam({ name: 'environmentName' })
  @DryRunQuery()
  @ApiBody({ type: DeploymentNoteBody, required: false })
  @Describe({ summary: 'Undeploy a proxy from an environment', answer: DryRunnableSuccessDto })
  async undeploy(
    @CurrentActor() actor: Actor,
    @Param() path: ProxyEnvironmentPath,
    @Body() body: unknown,
    @Query('dryRun') dryRun: unknown,
  ): Promise<Success> {
    const note = decodeNote(body, 'undeploy');
    if (decodeDryRun(dryRun)) return dryRunDone(await this.proxies.preview(actor, path, 'undeploy'));
    return succeeded([await this.proxies.undeploy(actor, path, note)]);
  }
}
