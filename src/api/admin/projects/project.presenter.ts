import { ApiProperty } from '@nestjs/swagger';
import type { Project } from '../../../model/project.js';

export class ProjectBody {
  @ApiProperty()
  readonly id!: string;

  @ApiProperty()
  readonly name!: string;

  @ApiProperty()
  readonly description!: string;

  @ApiProperty({ description: 'Account of the access keys of this project, as in ARNs', example: '1234567890123456' })
  readonly accountId!: string;

  @ApiProperty()
  readonly relativePath!: string;

  @ApiProperty()
  readonly enableRelativePath!: boolean;

  @ApiProperty({ type: [String] })
  readonly tags!: readonly string[];
}

export const projectBody = (project: Project): ProjectBody => ({
  id: project.id,
  name: project.name,
  description: project.description,
  accountId: project.accountId,
  relativePath: project.relativePath,
  enableRelativePath: project.enableRelativePath,
  tags: project.tags,
});
