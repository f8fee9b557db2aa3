import { Body, Param, Patch } from '@nestjs/common';
import { ApiBody, ApiParam, ApiTags } from '@nestjs/swagger';
import { CurrentActor } from '../../../auth/current-actor.decorator.js';
import { RequireAccess } from '../../../auth/require-access.decorator.js';
import type { Actor } from '../../../model/actor.js';
import { decodeTargetsOf } from '../decode/deploy-targets.decode.js';
import { decodeAccessType, decodeHideSpec } from '../decode/spec.decode.js';
import { DeployTargetsBody } from '../dto/endpoint.dto.js';
import { DeploymentSuccessDto } from '../dto/success.dto.js';
import { ApiopsController } from '../http/apiops-controller.js';
import { Describe } from '../http/describe.js';
import { Messages } from '../http/message-family.js';
import { type Success, succeeded } from '../present/success.js';
import type { ProxyPath } from '../services/proxy-calls.service.js';
import { SpecCalls } from '../services/spec-calls.service.js';

const HIDDEN =
  'Gateways answer 403 (ERR-141) in place of the specification, and groups leave it out of theirs, from the next deployment on.';

/** Both generations' words for one setting. Source: apiops.md 5.4, 10.39. */
@ApiTags('API proxies')
@ApiParam({ name: 'projectName' })
@ApiParam({ name: 'apiProxyName' })
@ApiopsController('apiops/projects/:projectName/apiProxies/:apiProxyName/settings')
@Messages('proxies')
export class ProxySettingsController {
  constructor(private readonly specs: SpecCalls) {}

  @Patch('hide-spec-file/:hideSpecFile')
  @RequireAccess('proxy.manage')
  @ApiParam({ name: 'hideSpecFile', enum: ['true', 'false'] })
  @ApiBody({ type: DeployTargetsBody, required: false })
  @Describe({ summary: 'Hide or show the specification of a proxy', description: HIDDEN, answer: DeploymentSuccessDto })
  async hide(
    @CurrentActor() actor: Actor,
    @Param() path: ProxyPath,
    @Param('hideSpecFile') hideSpecFile: string,
    @Body() body: unknown,
  ): Promise<Success> {
    return succeeded(await this.specs.show(actor, path, decodeHideSpec(hideSpecFile), decodeTargetsOf(body)));
  }

  @Patch('spec-access-type/:specAccessType')
  @RequireAccess('proxy.manage')
  @ApiParam({ name: 'specAccessType', enum: ['PUBLIC', 'HIDDEN'] })
  @ApiBody({ type: DeployTargetsBody, required: false })
  @Describe({
    summary: 'Say who may read the specification of a proxy at gateways',
    description: `\`PUBLIC\` or \`HIDDEN\`. ${HIDDEN}`,
    answer: DeploymentSuccessDto,
  })
  async access(
    @CurrentActor() actor: Actor,
    @Param() path: ProxyPath,
    @Param('specAccessType') specAccessType: string,
    @Body() body: unknown,
  ): Promise<Success> {
    return succeeded(await this.specs.show(actor, path, decodeAccessType(specAccessType), decodeTargetsOf(body)));
  }
}
