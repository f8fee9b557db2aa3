import type { Id } from '../shared/ids.js';
import type { Permission, ProjectPermission } from './permission.js';

/** Caller with its grants. A value: authorisation is decided from it alone. */
export interface Actor {
  readonly userId: Id;
  readonly username: string;
  /** Through which credential. */
  readonly via: 'token' | 'access-key' | 'system';
  /** Holds every permission everywhere. */
  readonly admin: boolean;
  /** Project id -> what it may do there. A project that is absent does not exist for this actor. */
  readonly grants: ReadonlyMap<Id, ReadonlySet<ProjectPermission>>;
}

export const SYSTEM_ACTOR: Actor = {
  userId: '00000000000000000000000000000000',
  username: 'system',
  via: 'system',
  admin: true,
  grants: new Map(),
};

export const seesProject = (actor: Actor, projectId: Id): boolean => actor.admin || actor.grants.has(projectId);

export function can(actor: Actor, permission: Permission, projectId?: Id): boolean {
  if (actor.admin) return true;
  if (permission === 'installation.administer' || projectId === undefined) return false;
  return actor.grants.get(projectId)?.has(permission) ?? false;
}
