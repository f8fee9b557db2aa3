import { type Actor, can, seesProject } from '../model/actor.js';
import type { Permission } from '../model/permission.js';
import type { Id } from '../shared/ids.js';
import { notFound, permissionDenied } from '../shared/problem.js';

/** The first line of a use case. A project the actor does not see does not exist for it. */
export function requireAccess(actor: Actor, permission: Permission, projectId?: Id): void {
  if (projectId !== undefined && !seesProject(actor, projectId)) throw notFound('project', projectId);
  if (!can(actor, permission, projectId)) throw permissionDenied();
}
