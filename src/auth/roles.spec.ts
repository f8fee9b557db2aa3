import { PROJECT_PERMISSIONS, type ProjectPermission } from '../model/permission.js';
import { checkGrants, isOwner, permissionsOf, ROLES } from './roles.js';

const VIEWS = ['project.view', 'proxy.view', 'group.view'];
const MP = 'ROLE_MANAGE_PROXIES';
const DU = 'ROLE_DEPLOY_UNDEPLOY_PROXIES';
const MG = 'ROLE_MANAGE_PROXY_GROUPS';

const beyondViews = (roles: readonly string[], permissions: readonly string[] = []) =>
  [...permissionsOf({ roles, permissions })].filter((permission) => !VIEWS.includes(permission));

describe('permissionsOf', () => {
  it('lets any member look', () => {
    expect([...permissionsOf({ roles: [], permissions: [] })].sort()).toEqual([...VIEWS].sort());
  });

  it.each<[readonly string[], readonly string[], readonly ProjectPermission[]]>([
    [[], [], []],
    [[MP], [], ['proxy.manage', 'proxy.export']],
    [[MG], [], ['group.manage']],
    [[DU], [], []],
    [[DU, MP], [], ['proxy.manage', 'proxy.deploy', 'proxy.export']],
    [[DU, MG], [], ['group.manage', 'group.deploy']],
    [[DU, MP, MG], [], ['proxy.manage', 'proxy.deploy', 'proxy.export', 'group.manage', 'group.deploy']],
    [['ROLE_API_SECURITY'], [], []],
    [[], ['API_MANAGEMENT:VIEW'], []],
    [[], ['API_MANAGEMENT:MANAGE'], ['proxy.manage', 'group.manage']],
    [[], ['API_MANAGEMENT:DEPLOY_UNDEPLOY'], ['proxy.deploy', 'group.deploy']],
    [[], ['API_MANAGEMENT:EXPORT_IMPORT'], ['proxy.export']],
    [[DU], ['API_MANAGEMENT:MANAGE'], ['proxy.manage', 'proxy.deploy', 'group.manage', 'group.deploy']],
    [[], ['AI_DEVELOPMENT:MANAGE', 'SECRETS:DEPLOY_UNDEPLOY', 'PROJECT_MANAGEMENT:MANAGE'], []],
    [['API Creator'], [], ['proxy.manage', 'group.manage']],
    [['API Developer'], [], ['proxy.manage', 'proxy.deploy', 'group.manage', 'group.deploy']],
    [['API Manager'], [], ['proxy.manage', 'proxy.deploy', 'proxy.export', 'group.manage', 'group.deploy']],
    [['API Security', 'API Analytics', 'API Tester'], [], []],
    [['role_admin', 'nonsense'], ['constructor'], []],
  ])('%j and %j give %j', (roles, permissions, expected) => {
    expect(beyondViews(roles, permissions)).toEqual(expected);
  });

  it.each(['Project Owner', 'ROLE_ADMIN'])('gives %s everything in the project', (role) => {
    expect([...permissionsOf({ roles: [role], permissions: [] })]).toEqual([...PROJECT_PERMISSIONS]);
    expect(isOwner({ roles: [role], permissions: [] })).toBe(true);
  });

  it('makes nobody else an administrator of the project', () => {
    const others = ROLES.filter((role) => role !== 'Project Owner' && role !== 'ROLE_ADMIN');
    const everything = permissionsOf({ roles: others, permissions: ['PROJECT_MANAGEMENT:MANAGE'] });
    expect(everything.has('project.administer')).toBe(false);
  });
});

describe('checkGrants', () => {
  it('accepts what exists', () => {
    expect(() =>
      checkGrants({ roles: [...ROLES], permissions: ['API_MANAGEMENT:VIEW', 'AUDIT:EXECUTE'] }),
    ).not.toThrow();
  });

  it.each([
    [{ roles: [MP, 'ROLE_ROOT'], permissions: [] }, 'roles[1]'],
    [{ roles: [], permissions: ['API_MANAGEMENT'] }, 'permissions[0]'],
    [{ roles: [], permissions: ['API_MANAGEMENT:view'] }, 'permissions[0]'],
    [{ roles: ['__proto__'], permissions: [] }, 'roles[0]'],
  ])('refuses %j in %s', (grants, field) => {
    expect(() => checkGrants(grants)).toThrow(expect.objectContaining({ code: 'invalid_argument', facts: { field } }));
  });
});
