import { Injectable } from '@nestjs/common';
import type { StoredRamPolicy } from '../../../auth/auth-types.js';
import { RamPoliciesService } from '../../../auth/ram-policies.service.js';
import type { Actor } from '../../../model/actor.js';
import { ProjectsService } from '../../../projects/projects.service.js';
import { notFound } from '../../../shared/problem.js';

/** This surface addresses policies by name, the core by id. */
@Injectable()
export class ProjectPolicies {
  constructor(
    private readonly projects: ProjectsService,
    private readonly policies: RamPoliciesService,
  ) {}

  /** @throws Problem `not_found` */
  async find(actor: Actor, projectName: string, name: string): Promise<StoredRamPolicy> {
    const project = await this.projects.getByName(actor, projectName);
    const policies = await this.policies.list(actor, project.id);
    const policy = policies.find((candidate) => candidate.name === name);
    if (policy === undefined) throw notFound('policy', name);
    return policy;
  }
}
