import { Module } from '@nestjs/common';
import { ProxyGroupsModule } from '../proxy-groups/proxy-groups.module.js';
import { ProxyGroupsRepository } from '../proxy-groups/proxy-groups.repository.js';
import { ResourceTagsRepository } from './resource-tags.repository.js';
import { TagsService } from './tags.service.js';

@Module({
  imports: [ProxyGroupsModule],
  providers: [TagsService, ResourceTagsRepository],
  exports: [TagsService, ResourceTagsRepository],
})
export class TagsModule {
  constructor(tags: TagsService, groups: ProxyGroupsRepository) {
    tags.own('apiGroup', (tx, projectId, ids) => groups.existing(tx, projectId, ids));
  }
}
