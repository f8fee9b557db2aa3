import { PROJECT_PERMISSIONS, type ProjectPermission } from '../model/permission.js';
import { invalid } from '../shared/problem.js';

/** Roles of apiops.md 2.1 and predefined project roles of 2.2. */
export const ROLES = [
  'ROLE_MANAGE_PROXIES',
  'ROLE_DEPLOY_UNDEPLOY_PROXIES',
  'ROLE_MANAGE_PROXY_GROUPS',
  'ROLE_API_SECURITY',
  'ROLE_ADMIN',
  'Project Owner',
  'API Developer',
  'API Manager',
  'API Creator',
  'API Security',
  'API Analytics',
  'API Tester',
] as const;
export type Role = (typeof ROLES)[number];

/** Categories of apiops.md 2.2, with those that its product pages add. */
export const PERMISSION_CATEGORIES = [
  'API_MANAGEMENT',
  'SECRETS',
  'IDENTITY',
  'CONNECTIONS',
  'GLOBAL_SETTINGS',
  'AI_DEVELOPMENT',
  'PROJECT_MANAGEMENT',
  'API_CREATOR',
  'API_INTEGRATOR',
  'MONITORING',
  'ANALYTICS',
  'AUDIT',
  'TESTING',
] as const;

export const PERMISSION_ACTIONS = ['VIEW', 'MANAGE', 'DEPLOY_UNDEPLOY', 'EXPORT_IMPORT', 'EXECUTE'] as const;

/** Every `CATEGORY:ACTION` that a membership may hold. */
export const CATEGORY_PERMISSIONS: readonly string[] = PERMISSION_CATEGORIES.flatMap((category) =>
  PERMISSION_ACTIONS.map((action) => `${category}:${action}`),
);

export interface Grants {
  readonly roles: readonly string[];
  /** `CATEGORY:ACTION`. */
  readonly permissions: readonly string[];
}

/** Roles that hold everything in their project. */
const OWNERS: ReadonlySet<string> = new Set<Role>(['Project Owner', 'ROLE_ADMIN']);

/** The predefined roles as bundles; a role that is absent here only lets its holder see the project. */
const BUNDLES: Readonly<Partial<Record<string, readonly string[]>>> = {
  'API Manager': ['API_MANAGEMENT:MANAGE', 'API_MANAGEMENT:DEPLOY_UNDEPLOY', 'API_MANAGEMENT:EXPORT_IMPORT'],
  'API Developer': ['API_MANAGEMENT:MANAGE', 'API_MANAGEMENT:DEPLOY_UNDEPLOY'],
  'API Creator': ['API_MANAGEMENT:MANAGE'],
};

/** Whether the grants make their holder an owner of the project: everything there, and no RAM policy is read. */
export const isOwner = ({ roles }: Grants): boolean => roles.some((role) => OWNERS.has(role));

/**
 * What a membership allows in its project. Source: apiops.md 2.1 to 2.3. Membership alone lets its holder look; the flat
 * role "deploy" counts only together with the base role of what is deployed, the category permission counts alone.
 */
export function permissionsOf(grants: Grants): ReadonlySet<ProjectPermission> {
  if (isOwner(grants)) return new Set(PROJECT_PERMISSIONS);
  const roles = new Set(grants.roles);
  const categories = new Set([...grants.permissions, ...grants.roles.flatMap((role) => BUNDLES[role] ?? [])]);
  const manages = categories.has('API_MANAGEMENT:MANAGE');
  const managesProxies = manages || roles.has('ROLE_MANAGE_PROXIES');
  const managesGroups = manages || roles.has('ROLE_MANAGE_PROXY_GROUPS');
  const deploys = categories.has('API_MANAGEMENT:DEPLOY_UNDEPLOY');
  const deploysItsOwn = roles.has('ROLE_DEPLOY_UNDEPLOY_PROXIES');
  const held: Record<ProjectPermission, boolean> = {
    'project.view': true,
    'project.administer': false,
    'proxy.view': true,
    'proxy.manage': managesProxies,
    'proxy.deploy': deploys || (deploysItsOwn && managesProxies),
    'proxy.export': roles.has('ROLE_MANAGE_PROXIES') || categories.has('API_MANAGEMENT:EXPORT_IMPORT'),
    'group.view': true,
    'group.manage': managesGroups,
    'group.deploy': deploys || (deploysItsOwn && managesGroups),
  };
  return new Set(PROJECT_PERMISSIONS.filter((permission) => held[permission]));
}

/** @throws Problem `invalid_argument` naming the first role or permission that does not exist */
export function checkGrants(grants: Grants): void {
  checkNames('roles', grants.roles, ROLES);
  checkNames('permissions', grants.permissions, CATEGORY_PERMISSIONS);
}

function checkNames(field: string, names: readonly string[], known: readonly string[]): void {
  const position = names.findIndex((name) => !known.includes(name));
  if (position >= 0) {
    throw invalid(`${field}[${position}]`, `'${names[position]}' is unknown; known are ${known.join(', ')}`);
  }
}
