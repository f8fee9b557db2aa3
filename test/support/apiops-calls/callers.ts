/** What an operation needs. The first two of apiops.md 3.1's columns: flat roles, or rights of `API_MANAGEMENT`. */
export type Needs =
  | 'nothing'
  | 'a token'
  | 'membership'
  | 'administrator'
  | { readonly roles: readonly FlatRole[]; readonly rights: readonly Right[] };

type FlatRole = 'ROLE_MANAGE_PROXIES' | 'ROLE_DEPLOY_UNDEPLOY_PROXIES' | 'ROLE_MANAGE_PROXY_GROUPS';
type Right = 'MANAGE' | 'DEPLOY_UNDEPLOY' | 'EXPORT_IMPORT';

/** A member of the project, by what its membership holds. */
export interface Member {
  readonly name: string;
  readonly roles: readonly string[];
  readonly permissions: readonly string[];
}

const MP = 'ROLE_MANAGE_PROXIES';
const DU = 'ROLE_DEPLOY_UNDEPLOY_PROXIES';
const MG = 'ROLE_MANAGE_PROXY_GROUPS';
const right = (action: string): string => `API_MANAGEMENT:${action}`;

const withRoles = (...roles: string[]): Member => ({ name: roles.join(' + '), roles, permissions: [] });
const withRights = (...actions: string[]): Member => ({
  name: actions.map(right).join(' + '),
  roles: [],
  permissions: actions.map(right),
});

/** Of apiops.md 2.1 and 2.2. Said again: the report is written where the program's own modules cannot be loaded. */
const ROLES = [
  MP,
  DU,
  MG,
  'ROLE_API_SECURITY',
  'ROLE_ADMIN',
  'Project Owner',
  'API Developer',
  'API Manager',
  'API Creator',
  'API Security',
  'API Analytics',
  'API Tester',
];
const ACTIONS = ['VIEW', 'MANAGE', 'DEPLOY_UNDEPLOY', 'EXPORT_IMPORT', 'EXECUTE'];
const OTHER_CATEGORIES = [
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
];

/** Every role alone, what can be needed together, and no role at all. */
export const MEMBERS: readonly Member[] = [
  { name: 'no role', roles: [], permissions: [] },
  ...ROLES.map((role) => withRoles(role)),
  withRoles(MP, DU),
  withRoles(MG, DU),
  withRoles(MP, MG),
  withRoles(MP, MG, DU),
  ...ACTIONS.map((action) => withRights(action)),
  withRights('MANAGE', 'DEPLOY_UNDEPLOY'),
  withRights('EXPORT_IMPORT', 'DEPLOY_UNDEPLOY'),
  {
    name: 'every other category',
    roles: [],
    permissions: OTHER_CATEGORIES.flatMap((category) => ACTIONS.map((action) => `${category}:${action}`)),
  },
];

/** Who holds a token without being a member. */
export const ADMINISTRATOR = 'administrator';
export const FOREIGN_OWNER = 'owner of another project';
export const OUTSIDER = 'member of no project';

/** What predefined roles are made of; the contract only names them. */
const PREDEFINED: Readonly<Record<string, readonly Right[]>> = {
  'API Manager': ['MANAGE', 'DEPLOY_UNDEPLOY', 'EXPORT_IMPORT'],
  'API Developer': ['MANAGE', 'DEPLOY_UNDEPLOY'],
  'API Creator': ['MANAGE'],
};
const OWNERS = ['Project Owner', 'ROLE_ADMIN'];

/** Whether the contract's table lets a member call it. Said once more than in the program, which is held to this. */
export function allows(needs: Needs, { roles, permissions }: Member): boolean {
  if (needs === 'administrator') return false;
  if (typeof needs === 'string') return true;
  if (roles.some((role) => OWNERS.includes(role))) return true;
  const held = new Set([...permissions, ...roles.flatMap((role) => (PREDEFINED[role] ?? []).map(right))]);
  return needs.roles.every((role) => roles.includes(role)) || needs.rights.map(right).every((name) => held.has(name));
}

/** The columns of apiops.md 3.1, "A role" and "B permission". */
export const NEEDS = {
  manageProxies: { roles: [MP], rights: ['MANAGE'] },
  /** MP +DU of what a request saves and deploys, or takes away where it is deployed. */
  manageAndDeployProxies: { roles: [MP, DU], rights: ['MANAGE', 'DEPLOY_UNDEPLOY'] },
  deployProxies: { roles: [MP, DU], rights: ['DEPLOY_UNDEPLOY'] },
  exportProxies: { roles: [MP], rights: ['EXPORT_IMPORT'] },
  importAndDeploy: { roles: [MP, DU], rights: ['EXPORT_IMPORT', 'DEPLOY_UNDEPLOY'] },
  manageGroups: { roles: [MG], rights: ['MANAGE'] },
  manageAndDeployGroups: { roles: [MG, DU], rights: ['MANAGE', 'DEPLOY_UNDEPLOY'] },
  deployGroups: { roles: [MG, DU], rights: ['DEPLOY_UNDEPLOY'] },
  manageMembers: { roles: [MG, MP], rights: ['MANAGE'] },
  manageAndDeployMembers: { roles: [MG, MP, DU], rights: ['MANAGE', 'DEPLOY_UNDEPLOY'] },
  promoteGroups: { roles: [MG, MP, DU], rights: ['EXPORT_IMPORT', 'DEPLOY_UNDEPLOY'] },
} as const satisfies Record<string, Needs>;
