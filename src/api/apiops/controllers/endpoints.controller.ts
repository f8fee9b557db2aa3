import { Body, Get, HttpCode, Param, Patch, Post, Query } from '@nestjs/common';
import { ApiBody, ApiParam, ApiQuery, ApiTags } from '@nestjs/swagger';
import { CurrentActor } from '../../../auth/current-actor.decorator.js';
import { RequireAccess } from '../../../auth/require-access.decorator.js';
import type { Actor } from '../../../model/actor.js';
import {
  decodeEndpointCache,
  decodeEndpointChange,
  decodeEndpointKey,
  decodeEndpointStatus,
  decodeNewEndpoint,
} from '../decode/endpoint.decode.js';
import { decodeList } from '../decode/page.decode.js';
import {
  EndpointAnswer,
  EndpointCacheBody,
  EndpointChangeBody,
  EndpointKeyBody,
  EndpointList,
  EndpointStatusBody,
  NewEndpointBody,
} from '../dto/endpoint.dto.js';
import { DeploymentSuccessDto, SuccessDto } from '../dto/success.dto.js';
import { ApiopsController } from '../http/apiops-controller.js';
import { Describe } from '../http/describe.js';
import { ListQuery } from '../http/list-query.js';
import { Messages } from '../http/message-family.js';
import { presentEndpointAnswer, presentEndpointList } from '../present/endpoint.presenter.js';
import { type ListSuccess, type Success, succeeded } from '../present/success.js';
import { EndpointCalls } from '../services/endpoint-calls.service.js';
import type { ProxyPath } from '../services/proxy-calls.service.js';

type QueryFields = Readonly<Record<string, unknown>>;

const NOT_LIVE = 'Changes the saved proxy; what is deployed stays until the next deployment (`redeployRequired`).';
const DEPLOYS = `${NOT_LIVE} With \`deploy\`, deploys to every named environment after saving.`;

/** Source: apiops.md 4.6. There are no policies yet: their lists are empty. */
@ApiTags('Endpoints')
@ApiParam({ name: 'projectName' })
@ApiParam({ name: 'apiProxyName' })
@ApiopsController('apiops/projects/:projectName/apiProxies/:apiProxyName')
@Messages('proxies')
export class EndpointsController {
  constructor(private readonly endpoints: EndpointCalls) {}

  @Get('endpoints')
  @RequireAccess('proxy.view')
  @ListQuery()
  @Describe({ summary: 'List endpoints, in the order of the definition', answer: EndpointList })
  async list(
    @CurrentActor() actor: Actor,
    @Param() path: ProxyPath,
    @Query() query: QueryFields,
  ): Promise<ListSuccess<unknown>> {
    const request = decodeList(query);
    return presentEndpointList(await this.endpoints.list(actor, path), request, false);
  }

  @Get('methods')
  @RequireAccess('proxy.view')
  @ListQuery()
  @ApiQuery({ name: 'withPolicies', required: false, type: Boolean, description: 'With their lists of policies' })
  @Describe({ summary: 'List methods: the endpoints, if asked for with their policies', answer: EndpointList })
  async methods(
    @CurrentActor() actor: Actor,
    @Param() path: ProxyPath,
    @Query() query: QueryFields,
  ): Promise<ListSuccess<unknown>> {
    const request = decodeList(query);
    return presentEndpointList(await this.endpoints.list(actor, path), request, query['withPolicies'] === 'true');
  }

  @Post('endpoints')
  @HttpCode(200)
  @RequireAccess('proxy.manage')
  @ApiBody({ type: NewEndpointBody })
  @Describe({ summary: 'Create an endpoint', description: `It is active. ${NOT_LIVE}`, answer: SuccessDto })
  async create(@CurrentActor() actor: Actor, @Param() path: ProxyPath, @Body() body: unknown): Promise<Success> {
    await this.endpoints.create(actor, path, decodeNewEndpoint(body));
    return succeeded();
  }

  @Patch('endpoints')
  @RequireAccess('proxy.manage')
  @ApiBody({ type: EndpointChangeBody })
  @Describe({ summary: 'Update an endpoint', description: DEPLOYS, answer: DeploymentSuccessDto })
  async update(@CurrentActor() actor: Actor, @Param() path: ProxyPath, @Body() body: unknown): Promise<Success> {
    return succeeded(await this.endpoints.change(actor, path, decodeEndpointChange(body)));
  }

  @Patch('endpoints/status')
  @RequireAccess('proxy.manage')
  @ApiBody({ type: EndpointStatusBody })
  @Describe({ summary: 'Switch an endpoint on or off', description: DEPLOYS, answer: DeploymentSuccessDto })
  async status(@CurrentActor() actor: Actor, @Param() path: ProxyPath, @Body() body: unknown): Promise<Success> {
    return succeeded(await this.endpoints.change(actor, path, decodeEndpointStatus(body)));
  }

  @Patch('endpoints/cache')
  @RequireAccess('proxy.manage')
  @ApiBody({ type: EndpointCacheBody })
  @Describe({
    summary: 'Update the cache settings of an endpoint',
    description:
      'The settings take the place of all that were there; what is left out has its default. Each gateway keeps answers of ' +
      'its own, for the deployed revision only. A deployment is refused where Envoys serve the environment.',
    answer: DeploymentSuccessDto,
  })
  async cache(@CurrentActor() actor: Actor, @Param() path: ProxyPath, @Body() body: unknown): Promise<Success> {
    return succeeded(await this.endpoints.change(actor, path, decodeEndpointCache(body)));
  }

  @Post('endpoints/delete')
  @HttpCode(200)
  @RequireAccess('proxy.manage')
  @ApiBody({ type: EndpointKeyBody })
  @Describe({ summary: 'Delete an endpoint', description: NOT_LIVE, answer: SuccessDto })
  async delete(@CurrentActor() actor: Actor, @Param() path: ProxyPath, @Body() body: unknown): Promise<Success> {
    await this.endpoints.delete(actor, path, decodeEndpointKey(body));
    return succeeded();
  }

  @Post('endpoints/details')
  @HttpCode(200)
  @RequireAccess('proxy.view')
  @ApiBody({ type: EndpointKeyBody })
  @Describe({ summary: 'Get an endpoint', answer: EndpointAnswer })
  async details(
    @CurrentActor() actor: Actor,
    @Param() path: ProxyPath,
    @Body() body: unknown,
  ): Promise<EndpointAnswer> {
    return presentEndpointAnswer(await this.endpoints.get(actor, path, decodeEndpointKey(body)), false);
  }

  @Post(['endpoints/policies', 'methods/policies'])
  @HttpCode(200)
  @RequireAccess('proxy.view')
  @ApiBody({ type: EndpointKeyBody })
  @Describe({ summary: 'Get an endpoint with its policies', answer: EndpointAnswer })
  async policies(
    @CurrentActor() actor: Actor,
    @Param() path: ProxyPath,
    @Body() body: unknown,
  ): Promise<EndpointAnswer> {
    return presentEndpointAnswer(await this.endpoints.get(actor, path, decodeEndpointKey(body)), true);
  }
}
