/**
 * What an actor may do. Project permissions are asked for with a project; installation permissions without.
 * `permissionsOf` (auth/roles.ts) turns apiops roles and category:action grants into these.
 */
export const PROJECT_PERMISSIONS = [
  'project.view',
  'project.administer',
  'proxy.view',
  'proxy.manage',
  'proxy.deploy',
  'proxy.export',
  'group.view',
  'group.manage',
  'group.deploy',
] as const;
export type ProjectPermission = (typeof PROJECT_PERMISSIONS)[number];

export const INSTALLATION_PERMISSIONS = ['installation.administer'] as const;
export type InstallationPermission = (typeof INSTALLATION_PERMISSIONS)[number];

export type Permission = ProjectPermission | InstallationPermission;

/** What a route or RPC action declares. `public`: no actor; `authenticated`: any actor. */
export type RequiredAccess = Permission | 'public' | 'authenticated';
