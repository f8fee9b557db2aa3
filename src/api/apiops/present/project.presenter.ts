import type { Project } from '../../../model/project.js';
import type { ProjectRow } from '../dto/project.dto.js';
import { shortId } from './ids.js';

export const presentProject = (project: Project): ProjectRow => ({
  id: shortId(project.id),
  name: project.name,
  description: project.description,
  relativePath: project.relativePath,
  enableRelativePath: project.enableRelativePath,
  tags: [...project.tags],
});
