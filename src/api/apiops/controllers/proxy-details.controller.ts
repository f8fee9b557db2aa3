import { Body, Get, Headers, Param, Put, Query, Res } from '@nestjs/common';
import { ApiParam, ApiQuery, ApiTags } from '@nestjs/swagger';
import type { Response } from 'express';
import { SPEC_FORMATS } from '../../../api-proxies/spec-publish/published-spec.js';
import { CurrentActor } from '../../../auth/current-actor.decorator.js';
import { RequireAccess } from '../../../auth/require-access.decorator.js';
import type { Actor } from '../../../model/actor.js';
import { decodeSpecBody, decodeSpecFormat } from '../decode/spec.decode.js';
import { FullProxyAnswer } from '../dto/full-proxy.dto.js';
import { SuccessDto } from '../dto/success.dto.js';
import { ApiopsController } from '../http/apiops-controller.js';
import { Describe, DescribeSpec, XML } from '../http/describe.js';
import { Messages } from '../http/message-family.js';
import { SpecBody } from '../http/spec-body.js';
import { presentFullProxyAnswer } from '../present/proxy.presenter.js';
import { type Success, succeeded } from '../present/success.js';
import { ProxyCalls, type ProxyPath } from '../services/proxy-calls.service.js';
import { SpecCalls } from '../services/spec-calls.service.js';

/** Everything that is stored of a proxy. Source: apiops.md 4.3. */
@ApiTags('API proxies')
@ApiParam({ name: 'projectName' })
@ApiParam({ name: 'apiProxyName' })
@ApiopsController('apiops/projects/:projectName/apiProxies/:apiProxyName')
@Messages('proxies')
export class ProxyDetailsController {
  constructor(
    private readonly proxies: ProxyCalls,
    private readonly specs: SpecCalls,
  ) {}

  @Get('full')
  @RequireAccess('proxy.view')
  @ApiQuery({ name: 'withPolicies', required: false, type: Boolean, description: 'With their lists of policies' })
  @Describe({ summary: 'Get everything that is stored of a proxy', answer: FullProxyAnswer })
  async full(
    @CurrentActor() actor: Actor,
    @Param() path: ProxyPath,
    @Query('withPolicies') withPolicies: unknown,
  ): Promise<FullProxyAnswer> {
    return presentFullProxyAnswer(await this.proxies.view(actor, path), withPolicies === 'true');
  }

  @Get('spec')
  @RequireAccess('proxy.view')
  @ApiQuery({ name: 'format', required: false, enum: SPEC_FORMATS, description: 'Default json; a WSDL stays XML' })
  @DescribeSpec({ summary: 'Read the specification as it was imported' }, XML)
  async spec(
    @CurrentActor() actor: Actor,
    @Param() path: ProxyPath,
    @Query('format') format: unknown,
    @Res({ passthrough: true }) response: Response,
  ): Promise<string> {
    const { mediaType, text } = await this.specs.ofProxy(actor, path, decodeSpecFormat(format));
    response.setHeader('Content-Type', mediaType);
    return text;
  }

  @Put('spec')
  @RequireAccess('proxy.manage')
  @SpecBody()
  @Describe({
    summary: 'Replace the specification',
    description: 'The endpoints follow it, as when the proxy is reparsed; route and routing stay.',
    answer: SuccessDto,
  })
  async replaceSpec(
    @CurrentActor() actor: Actor,
    @Param() path: ProxyPath,
    @Headers('content-type') mediaType: string | undefined,
    @Body() body: unknown,
  ): Promise<Success> {
    await this.specs.replace(actor, path, decodeSpecBody(body, mediaType));
    return succeeded();
  }
}
