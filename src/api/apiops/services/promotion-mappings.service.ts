import { Injectable } from '@nestjs/common';
import type { Actor } from '../../../model/actor.js';
import { ProjectsService } from '../../../projects/projects.service.js';
import { type MappingInput, PromotionSettingsService } from '../../../promotions/promotion-settings.service.js';
import type { MappingRequest } from '../decode/promotion.decode.js';
import type { MappingRow } from '../dto/promotion.dto.js';
import { presentMapping } from '../present/promotion.presenter.js';

/** Mappings, with projects by name. */
@Injectable()
export class PromotionMappings {
  constructor(
    private readonly projects: ProjectsService,
    private readonly settings: PromotionSettingsService,
  ) {}

  async list(actor: Actor): Promise<MappingRow[]> {
    const names = new Map((await this.projects.list(actor)).map(({ id, name }) => [id, name]));
    const mapped = await this.settings.mappings(actor);
    return mapped.map((each) => presentMapping(each, names.get(each.mapping.projectId) ?? ''));
  }

  async create(actor: Actor, request: MappingRequest): Promise<void> {
    await this.settings.createMapping(actor, await this.#inputOf(actor, request));
  }

  async replace(actor: Actor, request: MappingRequest): Promise<void> {
    await this.settings.replaceMapping(actor, await this.#inputOf(actor, request));
  }

  async #inputOf(actor: Actor, { projectName, ...request }: MappingRequest): Promise<MappingInput> {
    return { ...request, projectId: (await this.projects.getByName(actor, projectName)).id };
  }
}
