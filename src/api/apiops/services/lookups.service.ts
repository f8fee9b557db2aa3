import { Injectable } from '@nestjs/common';
import { ApiProxiesService } from '../../../api-proxies/api-proxies.service.js';
import { EnvironmentsService } from '../../../environments/environments.service.js';
import type { Actor } from '../../../model/actor.js';
import type { ApiProxy } from '../../../model/api-proxy.js';
import type { Environment } from '../../../model/environment.js';
import type { Project } from '../../../model/project.js';
import type { ProxyGroup } from '../../../model/proxy-group.js';
import { ProjectsService } from '../../../projects/projects.service.js';
import { ProxyGroupsService } from '../../../proxy-groups/proxy-groups.service.js';

/** From the names of a path to the objects they name: this dialect knows no ids. Absent and not visible are one. */
@Injectable()
export class Lookups {
  constructor(
    private readonly projects: ProjectsService,
    private readonly environments: EnvironmentsService,
    private readonly proxies: ApiProxiesService,
    private readonly groups: ProxyGroupsService,
  ) {}

  project(actor: Actor, name: string): Promise<Project> {
    return this.projects.getByName(actor, name);
  }

  environment(actor: Actor, name: string): Promise<Environment> {
    return this.environments.getByName(actor, name);
  }

  /** Refuses at the first unknown name, so that nothing was written before. */
  async everyEnvironment(actor: Actor, names: readonly string[]): Promise<Environment[]> {
    const found: Environment[] = [];
    for (const name of names) found.push(await this.environment(actor, name));
    return found;
  }

  async proxy(actor: Actor, projectName: string, name: string): Promise<ApiProxy> {
    const project = await this.project(actor, projectName);
    return this.proxies.getByName(actor, project.id, name);
  }

  async group(actor: Actor, projectName: string, name: string): Promise<ProxyGroup> {
    const project = await this.project(actor, projectName);
    return this.groups.getByName(actor, project.id, name);
  }
}
