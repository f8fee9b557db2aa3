import { type Actor, can, seesProject } from '../model/actor.js';
import type { ProjectPermission } from '../model/permission.js';
import type { Id } from '../shared/ids.js';
import { notFound, permissionDenied } from '../shared/problem.js';

/**
 * First line of a use case on a project.
 * @throws Problem `not_found` for a project that the actor does not see, `permission_denied` otherwise
 */
export function requireAccess(actor: Actor, permission: ProjectPermission, projectId: Id): void {
  if (!seesProject(actor, projectId)) throw notFound('project', projectId);
  if (!can(actor, permission, projectId)) throw permissionDenied();
}

/** First line of a use case on the installation. @throws Problem `permission_denied` */
export function requireAdministrator(actor: Actor): void {
  if (!can(actor, 'installation.administer')) throw permissionDenied();
}
