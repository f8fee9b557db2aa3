import { Body, Delete, Get, HttpCode, Param, Post, Put } from '@nestjs/common';
import { ApiBody, ApiParam, ApiTags } from '@nestjs/swagger';
import { CurrentActor } from '../../../auth/current-actor.decorator.js';
import { RequireAccess } from '../../../auth/require-access.decorator.js';
import type { Actor } from '../../../model/actor.js';
import { PromotionSettingsService } from '../../../promotions/promotion-settings.service.js';
import { decodeInstance, decodeMapping } from '../decode/promotion.decode.js';
import { InstanceBody, InstanceList, MappingBody, MappingList } from '../dto/promotion.dto.js';
import { SuccessDto } from '../dto/success.dto.js';
import { ApiopsController } from '../http/apiops-controller.js';
import { Describe } from '../http/describe.js';
import { Messages } from '../http/message-family.js';
import { presentInstance } from '../present/promotion.presenter.js';
import { type ListSuccess, listed, type Success, succeeded } from '../present/success.js';
import { PromotionMappings } from '../services/promotion-mappings.service.js';

const OURS = 'Not in the contract: there, this is kept in the console.';

/** Where promotions lead to, and what goes where: an administrator's. */
@ApiTags('Promotion')
@ApiopsController('apiops/promotion')
@Messages('packages')
export class PromotionSettingsController {
  constructor(
    private readonly settings: PromotionSettingsService,
    private readonly mappings: PromotionMappings,
  ) {}

  @Get('instances')
  @RequireAccess('installation.administer')
  @Describe({ summary: 'List other installations, ordered by name', description: OURS, answer: InstanceList })
  async listInstances(@CurrentActor() actor: Actor): Promise<ListSuccess<unknown>> {
    return listed((await this.settings.instances(actor)).map(presentInstance));
  }

  @Post('instances')
  @HttpCode(200)
  @RequireAccess('installation.administer')
  @ApiBody({ type: InstanceBody })
  @Describe({ summary: 'Make another installation known', description: OURS, answer: SuccessDto })
  async createInstance(@CurrentActor() actor: Actor, @Body() body: unknown): Promise<Success> {
    await this.settings.createInstance(actor, decodeInstance(body));
    return succeeded();
  }

  @Put('instances')
  @RequireAccess('installation.administer')
  @ApiBody({ type: InstanceBody })
  @Describe({ summary: 'Replace what is known of an installation', description: OURS, answer: SuccessDto })
  async replaceInstance(@CurrentActor() actor: Actor, @Body() body: unknown): Promise<Success> {
    await this.settings.replaceInstance(actor, decodeInstance(body));
    return succeeded();
  }

  @Delete('instances/:instanceName')
  @RequireAccess('installation.administer')
  @ApiParam({ name: 'instanceName' })
  @Describe({ summary: 'Forget an installation', description: OURS, answer: SuccessDto })
  async deleteInstance(@CurrentActor() actor: Actor, @Param('instanceName') name: string): Promise<Success> {
    await this.settings.deleteInstance(actor, name);
    return succeeded();
  }

  @Get('mappings')
  @RequireAccess('authenticated')
  @Describe({
    summary: 'List mappings of your projects, ordered by name',
    description: OURS,
    answer: MappingList,
  })
  async listMappings(@CurrentActor() actor: Actor): Promise<ListSuccess<unknown>> {
    return listed(await this.mappings.list(actor));
  }

  @Post('mappings')
  @HttpCode(200)
  @RequireAccess('installation.administer')
  @ApiBody({ type: MappingBody })
  @Describe({ summary: 'Create a mapping', description: OURS, answer: SuccessDto })
  async createMapping(@CurrentActor() actor: Actor, @Body() body: unknown): Promise<Success> {
    await this.mappings.create(actor, decodeMapping(body));
    return succeeded();
  }

  @Put('mappings')
  @RequireAccess('installation.administer')
  @ApiBody({ type: MappingBody })
  @Describe({ summary: 'Replace a mapping', description: OURS, answer: SuccessDto })
  async replaceMapping(@CurrentActor() actor: Actor, @Body() body: unknown): Promise<Success> {
    await this.mappings.replace(actor, decodeMapping(body));
    return succeeded();
  }

  @Delete('mappings/:mappingName')
  @RequireAccess('installation.administer')
  @ApiParam({ name: 'mappingName' })
  @Describe({ summary: 'Delete a mapping', description: `${OURS} Its executions stay.`, answer: SuccessDto })
  async deleteMapping(@CurrentActor() actor: Actor, @Param('mappingName') name: string): Promise<Success> {
    await this.settings.deleteMapping(actor, name);
    return succeeded();
  }
}
