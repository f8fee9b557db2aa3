import { randomInt } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { type Tx, UnitOfWork } from '../database/unit-of-work.js';
import { type Actor, can, seesProject } from '../model/actor.js';
import type { Project } from '../model/project.js';
import { Clock } from '../shared/clock.js';
import { newId } from '../shared/ids.js';
import { invalid, missing, notFound, permissionDenied } from '../shared/problem.js';
import { ProjectsRepository } from './projects.repository.js';

export interface ProjectInput {
  readonly name: string;
  readonly description?: string;
  /** Put once before every path of the project when `enableRelativePath`. */
  readonly relativePath?: string;
  readonly enableRelativePath?: boolean;
  readonly tags?: readonly string[];
}

@Injectable()
export class ProjectsService {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly repository: ProjectsRepository,
    private readonly clock: Clock,
  ) {}

  /** The actor's projects, by name; every project for an admin. */
  list(actor: Actor): Promise<Project[]> {
    return this.unitOfWork.read((tx) => this.repository.list(tx, actor.admin ? undefined : [...actor.grants.keys()]));
  }

  async getByName(actor: Actor, name: string): Promise<Project> {
    return visible(actor, name, await this.unitOfWork.read((tx) => this.repository.findByName(tx, name)));
  }

  async getById(actor: Actor, id: string): Promise<Project> {
    return visible(actor, id, await this.unitOfWork.read((tx) => this.repository.findById(tx, id)));
  }

  async create(actor: Actor, input: ProjectInput): Promise<Project> {
    requireAdmin(actor);
    return this.unitOfWork.run((tx) => this.add(tx, input));
  }

  async update(actor: Actor, name: string, change: Partial<ProjectInput>): Promise<Project> {
    requireAdmin(actor);
    return this.unitOfWork.run(async (tx) => {
      const project = visible(actor, name, await this.repository.findByName(tx, name));
      const changed = checked({ ...project, ...defined(change) });
      await this.repository.update(tx, changed, this.clock.now());
      return changed;
    });
  }

  async delete(actor: Actor, name: string): Promise<void> {
    requireAdmin(actor);
    await this.unitOfWork.run(async (tx) => {
      const project = visible(actor, name, await this.repository.findByName(tx, name));
      await this.repository.delete(tx, project);
    });
  }

  /** For the first start and for `create`; checks no permission. */
  async add(tx: Tx, input: ProjectInput): Promise<Project> {
    const project = checked({
      id: newId(),
      name: input.name,
      description: input.description ?? '',
      accountId: newAccountId(),
      relativePath: input.relativePath ?? '',
      enableRelativePath: input.enableRelativePath ?? false,
      tags: input.tags ?? [],
    });
    await this.repository.insert(tx, project, this.clock.now());
    return project;
  }
}

function visible(actor: Actor, name: string, project: Project | undefined): Project {
  if (project === undefined || !seesProject(actor, project.id)) throw notFound('project', name);
  return project;
}

function requireAdmin(actor: Actor): void {
  if (!can(actor, 'installation.administer')) throw permissionDenied();
}

function checked(project: Project): Project {
  if (project.name.trim() === '') throw missing('name');
  if (project.name.length > 100) throw invalid('name', 'use at most 100 characters');
  if (project.enableRelativePath && !/^(\/[A-Za-z0-9._~-]+)+$/.test(project.relativePath)) {
    throw invalid('relativePath', `use a plain path such as /pay, got '${project.relativePath}'`);
  }
  return project;
}

/** 16 digits, never with a leading zero. */
const newAccountId = (): string =>
  `${randomInt(1, 10)}${String(randomInt(0, 10 ** 12)).padStart(12, '0')}${String(randomInt(0, 1000)).padStart(3, '0')}`;

const defined = <T extends object>(value: T): Partial<T> =>
  Object.fromEntries(Object.entries(value).filter(([, member]) => member !== undefined)) as Partial<T>;
