import { Injectable } from '@nestjs/common';
import { In } from 'typeorm';
import { isStillReferenced } from '../database/still-referenced.js';
import { constraintOf, type Tx } from '../database/unit-of-work.js';
import type { Project } from '../model/project.js';
import { alreadyExists, Problem } from '../shared/problem.js';
import { ProjectEntity } from './project.entity.js';

@Injectable()
export class ProjectsRepository {
  async findByName(tx: Tx, name: string): Promise<Project | undefined> {
    return toProject(await tx.manager.findOneBy(ProjectEntity, { name }));
  }

  async findById(tx: Tx, id: string): Promise<Project | undefined> {
    return toProject(await tx.manager.findOneBy(ProjectEntity, { id }));
  }

  /** All, or only those with one of `ids`; ordered by name. */
  async list(tx: Tx, ids?: readonly string[]): Promise<Project[]> {
    const rows = await tx.manager.find(ProjectEntity, {
      where: ids === undefined ? {} : { id: In([...ids]) },
      order: { name: 'ASC' },
    });
    return rows.map(known);
  }

  async insert(tx: Tx, project: Project, now: Date): Promise<void> {
    try {
      await tx.manager.insert(ProjectEntity, { ...project, tags: [...project.tags], createdAt: now, modifiedAt: now });
    } catch (error) {
      if (constraintOf(error) === 'uq_projects_name') throw alreadyExists('project', project.name);
      throw error;
    }
  }

  async update(tx: Tx, project: Project, now: Date): Promise<void> {
    const { id, ...columns } = project;
    await tx.manager.update(ProjectEntity, { id }, { ...columns, tags: [...columns.tags], modifiedAt: now });
  }

  /** Refuses (in_use) while anything belongs to the project. */
  async delete(tx: Tx, project: Project): Promise<void> {
    try {
      await tx.manager.delete(ProjectEntity, { id: project.id });
    } catch (error) {
      if (!isStillReferenced(error)) throw error;
      throw new Problem('in_use', `project '${project.name}' still has proxies or groups: delete them first`, {
        resource: 'project',
        name: project.name,
      });
    }
  }
}

const toProject = (row: ProjectEntity | null): Project | undefined => (row === null ? undefined : known(row));

const known = (row: ProjectEntity): Project => ({
  id: row.id,
  name: row.name,
  description: row.description,
  accountId: row.accountId,
  relativePath: row.relativePath,
  enableRelativePath: row.enableRelativePath,
  tags: row.tags,
});
