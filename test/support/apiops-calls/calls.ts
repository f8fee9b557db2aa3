import { described, GROUP_MAPPING, groupBody, mapping, reverseProxy, SPEC } from '../apiops-bodies.js';
import { E, G, P, X } from '../apiops-operations.js';
import { NEEDS, type Needs } from './callers.js';
import type { World } from './world.js';

/** A call that succeeds for whoever may make it. */
export interface Call {
  readonly operation: string;
  /** How it differs from the operation's other calls. */
  readonly variant?: string;
  readonly needs: Needs;
  /** Path parameters, where they are not the usual ones. */
  readonly names?: Readonly<Record<string, string>>;
  readonly query?: string;
  readonly body?: (world: World) => unknown;
  /** One that is refused right behind the check of rights, for the others who may: the call itself takes long. */
  readonly light?: Light;
  /** After each success, so that the next one finds what this one found. */
  readonly undo?: (world: World) => Promise<unknown>;
}

export interface Light extends Pick<Call, 'names' | 'body'> {
  readonly status: number;
  /** `{x}` stands for anything. */
  readonly text: string;
}

const key = { name: '/cards', httpMethod: 'POST' };
const identified = { identifierName: '/cards', identifierHttpMethod: 'POST' };
const added = { name: '/cards/new', httpMethod: 'GET', backendResourceUrl: '/new', backendHttpMethod: 'GET' };
const live = { deploy: true, deployTargetEnvironmentNameList: ['production'] };
const member = { apiProxyName: 'spare' };
const credentials = ({ app }: World) => ({
  grant_type: 'client_credentials',
  client_id: app.credentials.username,
  client_secret: app.credentials.password,
});

const gone = (path: string) => (world: World) => world.do('DELETE', path);
const again = (path: string) => (world: World) => world.do('POST', path);

const TAKEN = { status: 400, text: 'ApiProxy (name: cards) is already exist!' };
const OTHER_SOURCE = {
  status: 400,
  text: 'apiProxyCreationType can not be changed: ApiProxy (name: spare) is REVERSE_PROXY, the request says OPEN_API',
};
const NO_ENVIRONMENT = {
  status: 400,
  text: 'Environment (nowhere) is not found or user does not have privilege to access it!',
};
const nowhere = { environmentMapping: '{"production":"nowhere"}' };

/** What needs no right but to be there. */
const READS: readonly Call[] = [
  { operation: 'POST /apiops/auth/token', needs: 'nothing', body: credentials },
  { operation: 'GET /apiops/test/healthcheck', needs: 'nothing' },
  { operation: 'GET /apiops/test/hello/{name}', needs: 'a token' },
  { operation: 'GET /apiops/environments', needs: 'a token' },
  { operation: 'GET /apiops/projects', needs: 'a token' },
  { operation: 'GET /apiops/promotion/executions', needs: 'a token' },
  { operation: 'GET /apiops/promotion/mappings', needs: 'a token' },
  ...[
    'GET /apiops/promotion/executions/{executionId}',
    'GET /apiops/environments/{projectName}',
    `GET ${P}/environments`,
    `GET ${P}/apiProxies`,
    `GET ${P}/apiProxies/forpromotion`,
    `GET ${X}`,
    `GET ${X}/full`,
    `GET ${X}/invoke-info`,
    `GET ${X}/endpoints`,
    `GET ${X}/methods`,
    `GET ${X}/deploy-histories`,
    `GET ${X}/deploy-histories/{revision}`,
    `GET ${X}/deploy-histories/{revision}/diff/{otherRevision}`,
    `GET ${X}/${E}/deploy-status`,
    `GET ${X}/${E}/route-health`,
    `GET ${P}/apiProxyGroups`,
    `GET ${G}`,
    `GET ${G}/apiProxies`,
    `GET ${G}/environments`,
    `GET ${G}/proxies/forpromotion`,
    `GET ${G}/deploy-histories`,
    `GET ${G}/deploy-histories/{revision}`,
    `GET ${G}/deploy-histories/{revision}/diff/{otherRevision}`,
    `GET ${P}/export-import/types`,
    `GET ${P}/export-import/{type}/objects`,
  ].map((operation): Call => ({ operation, needs: 'membership' })),
  {
    operation: `GET ${X}/spec`,
    needs: 'membership',
    light: { names: member, status: 404, text: 'ApiProxy (name: spare) has no specification' },
  },
  {
    operation: `GET ${G}/spec`,
    needs: 'membership',
    light: {
      names: { apiProxyGroupName: 'nobody' },
      status: 400,
      text: 'API Proxy Group (nobody) is not found or user does not have privilege to access it!',
    },
  },
  ...[`POST ${X}/endpoints/details`, `POST ${X}/endpoints/policies`, `POST ${X}/methods/policies`].map(
    (operation): Call => ({ operation, needs: 'membership', body: () => key }),
  ),
];

const PROXIES: readonly Call[] = [
  {
    operation: `POST ${P}/apiProxies/url`,
    needs: NEEDS.manageProxies,
    body: () => reverseProxy('new'),
    undo: gone('/apiProxies/new/'),
  },
  {
    operation: `POST ${P}/apiProxies/url`,
    variant: 'and deploy',
    needs: NEEDS.manageAndDeployProxies,
    body: () => reverseProxy('new', live),
    undo: gone('/apiProxies/new/'),
  },
  {
    operation: `POST ${P}/apiProxies/url`,
    variant: 'into a group',
    needs: NEEDS.manageMembers,
    body: () => reverseProxy('new', { apiProxyGroupName: 'Spare' }),
    undo: gone('/apiProxies/new/'),
  },
  { operation: `PUT ${P}/apiProxies/url`, needs: NEEDS.manageProxies, body: () => reverseProxy('spare') },
  {
    operation: `PUT ${P}/apiProxies/url`,
    variant: 'and deploy',
    needs: NEEDS.manageAndDeployProxies,
    body: () => reverseProxy('spare', live),
    undo: gone('/apiProxies/spare/environments/production/'),
  },
  {
    operation: `POST ${P}/apiProxies/file`,
    needs: NEEDS.manageProxies,
    body: () => described('new'),
    light: { ...TAKEN, body: () => described('cards') },
    undo: gone('/apiProxies/new/'),
  },
  {
    operation: `POST ${P}/apiProxies/file`,
    variant: 'and deploy',
    needs: NEEDS.manageAndDeployProxies,
    body: () => described('new', live),
    light: { ...TAKEN, body: () => described('cards', live) },
    undo: gone('/apiProxies/new/'),
  },
  {
    operation: `PUT ${P}/apiProxies/file`,
    needs: NEEDS.manageProxies,
    body: () => described('cards'),
    light: { ...OTHER_SOURCE, body: () => described('spare') },
  },
  {
    operation: `PUT ${P}/apiProxies/file`,
    variant: 'and deploy',
    needs: NEEDS.manageAndDeployProxies,
    body: () => described('cards', live),
    light: { ...OTHER_SOURCE, body: () => described('spare', live) },
  },
  { operation: `PUT ${X}/spec`, needs: NEEDS.manageProxies, body: () => SPEC },
  ...['hide-spec-file/{hideSpecFile}', 'spec-access-type/{specAccessType}'].flatMap((setting): Call[] => [
    { operation: `PATCH ${X}/settings/${setting}`, needs: NEEDS.manageProxies },
    {
      operation: `PATCH ${X}/settings/${setting}`,
      variant: 'and deploy',
      needs: NEEDS.manageAndDeployProxies,
      body: () => live,
    },
  ]),
  {
    operation: `DELETE ${X}`,
    needs: NEEDS.manageAndDeployProxies,
    names: member,
    undo: (world) => world.addSpareProxy(),
  },
];

const ENDPOINTS: readonly Call[] = [
  {
    operation: `POST ${X}/endpoints`,
    needs: NEEDS.manageProxies,
    body: () => added,
    undo: (world) => world.do('POST', '/apiProxies/cards/endpoints/delete/', added),
  },
  {
    operation: `POST ${X}/endpoints/delete`,
    needs: NEEDS.manageProxies,
    body: () => key,
    undo: (world) =>
      world.do('POST', '/apiProxies/cards/endpoints/', { ...added, ...key, backendResourceUrl: '/cards' }),
  },
  ...(
    [
      ['', key],
      ['/status', { ...identified, active: true }],
      ['/cache', { ...identified, cacheSettings: { cacheActive: false, handlingAction: 'CONTINUE' } }],
    ] as const
  ).flatMap(([path, body]): Call[] => [
    { operation: `PATCH ${X}/endpoints${path}`, needs: NEEDS.manageProxies, body: () => body },
    {
      operation: `PATCH ${X}/endpoints${path}`,
      variant: 'and deploy',
      needs: NEEDS.manageAndDeployProxies,
      body: () => ({ ...body, ...live }),
    },
  ]),
];

const LIVE_PROXIES: readonly Call[] = [
  { operation: `POST ${X}/${E}`, needs: NEEDS.deployProxies },
  { operation: `POST ${X}/${E}`, variant: 'dry', needs: NEEDS.deployProxies, query: '?dryRun=true' },
  { operation: `DELETE ${X}/${E}`, variant: 'dry', needs: NEEDS.deployProxies, query: '?dryRun=true' },
  {
    operation: `DELETE ${X}/${E}`,
    needs: NEEDS.deployProxies,
    undo: again('/apiProxies/cards/environments/production/'),
  },
  { operation: `POST ${X}/deploy-histories/{revision}/rollback`, needs: NEEDS.manageProxies },
  {
    operation: `POST ${X}/deploy-histories/{revision}/rollback`,
    variant: 'dry',
    needs: NEEDS.manageProxies,
    query: '?dryRun=true',
  },
  {
    operation: `POST ${X}/deploy-histories/{revision}/rollback`,
    variant: 'and deploy',
    needs: NEEDS.manageAndDeployProxies,
    query: '?environmentName=production',
  },
  {
    operation: `DELETE ${X}/deploy-histories/{revision}`,
    needs: NEEDS.manageProxies,
    undo: again('/apiProxies/cards/environments/production/'),
  },
];

const GROUPS: readonly Call[] = [
  {
    operation: `POST ${P}/apiProxyGroups`,
    needs: NEEDS.manageGroups,
    body: () => groupBody('New', '/new'),
    undo: gone('/apiProxyGroups/New/'),
  },
  {
    operation: `POST ${P}/apiProxyGroups`,
    variant: 'and deploy',
    needs: NEEDS.manageAndDeployGroups,
    body: () => groupBody('New', '/new', { environmentName: 'production' }),
    undo: gone('/apiProxyGroups/New/'),
  },
  { operation: `PUT ${P}/apiProxyGroups`, needs: NEEDS.manageGroups, body: () => groupBody('Pay', '/pay') },
  {
    operation: `PUT ${P}/apiProxyGroups`,
    variant: 'and deploy',
    needs: NEEDS.manageAndDeployGroups,
    body: () => groupBody('Pay', '/pay', { environmentName: 'production' }),
  },
  {
    operation: `DELETE ${G}`,
    needs: NEEDS.manageGroups,
    names: { apiProxyGroupName: 'Spare' },
    undo: (world) => world.addSpareGroup(),
  },
  {
    operation: `POST ${G}/apiProxies/{apiProxyName}`,
    needs: NEEDS.manageMembers,
    names: member,
    undo: gone('/apiProxyGroups/Pay/apiProxies/spare/'),
  },
  {
    operation: `DELETE ${G}/apiProxies/{apiProxyName}`,
    needs: NEEDS.manageMembers,
    undo: again('/apiProxyGroups/Pay/apiProxies/cards/'),
  },
  { operation: `PUT ${G}/apiProxies`, needs: NEEDS.manageGroups, body: () => ({ apiProxyNameList: ['cards'] }) },
  { operation: `POST ${G}/${E}`, needs: NEEDS.deployGroups },
  { operation: `POST ${G}/${E}`, variant: 'dry', needs: NEEDS.deployGroups, query: '?dryRun=true' },
  { operation: `DELETE ${G}/${E}`, variant: 'dry', needs: NEEDS.deployGroups, query: '?dryRun=true' },
  {
    operation: `DELETE ${G}/${E}`,
    needs: NEEDS.deployGroups,
    undo: again('/apiProxyGroups/Pay/environments/production/'),
  },
  { operation: `POST ${G}/deploy-histories/{revision}/rollback`, needs: NEEDS.manageMembers },
  {
    operation: `POST ${G}/deploy-histories/{revision}/rollback`,
    variant: 'dry',
    needs: NEEDS.manageMembers,
    query: '?dryRun=true',
  },
  {
    operation: `POST ${G}/deploy-histories/{revision}/rollback`,
    variant: 'and deploy',
    needs: NEEDS.manageAndDeployMembers,
    query: '?environmentName=production',
  },
  {
    operation: `DELETE ${G}/deploy-histories/{revision}`,
    needs: NEEDS.manageGroups,
    undo: again('/apiProxyGroups/Pay/environments/production/'),
  },
];

const PACKAGES: readonly Call[] = [
  { operation: `GET ${X}/export`, needs: NEEDS.exportProxies },
  {
    operation: `POST ${P}/apiProxies/import`,
    needs: NEEDS.exportProxies,
    body: (world) => world.package('cards'),
    light: { ...NO_ENVIRONMENT, body: (world) => world.package('cards', nowhere) },
    undo: gone('/apiProxies/cards-imported/'),
  },
  {
    operation: `PUT ${X}/import`,
    needs: NEEDS.exportProxies,
    body: (world) => world.package('cards'),
    light: { ...NO_ENVIRONMENT, body: (world) => world.package('cards', nowhere) },
  },
  {
    operation: `PUT ${X}/import`,
    variant: 'and deploy',
    needs: NEEDS.importAndDeploy,
    body: (world) => world.package('cards', { metadata: JSON.stringify(live) }),
    light: {
      ...NO_ENVIRONMENT,
      body: (world) => world.package('cards', { ...nowhere, metadata: JSON.stringify(live) }),
    },
  },
  ...(['API_PROXY', 'PROXY_GROUP'] as const).flatMap((type): Call[] => [
    {
      operation: `POST ${P}/export-import/{type}/export`,
      variant: type,
      needs: NEEDS.exportProxies,
      names: { type },
      body: () => ({ names: [type === 'API_PROXY' ? 'cards' : 'Pay'] }),
    },
    {
      operation: `POST ${P}/export-import/{type}/import`,
      variant: type,
      needs: NEEDS.exportProxies,
      names: { type },
      body: (world) => world.package(type, { override: 'true' }),
      light: { ...NO_ENVIRONMENT, body: (world) => world.package(type, { override: 'true', ...nowhere }) },
    },
  ]),
];

const run = (name: string) => () => ({ mappingNames: [name], executionName: 'release 12' });
/** Of a mapping of what is not there. */
const LOST_RUN =
  "Promotion execution ({id}) failed at mapping {name}, Export from the source: {kind} 'nobody' is not found or you may not see it";
/** Of a proxy, and of a group. */
const NOBODY = '{kind}nobody) {reason}!';
const INSTANCES = '/apiops/promotion/instances';
const MAPPINGS = '/apiops/promotion/mappings';

const PROMOTION: readonly Call[] = [
  {
    operation: `PUT ${P}/apiProxies/promotion`,
    needs: NEEDS.manageProxies,
    body: () => ({ name: 'new' }),
    undo: gone('/apiProxies/new/'),
  },
  {
    operation: `PUT ${P}/apiProxies/promotion`,
    variant: 'over one that is there',
    needs: NEEDS.manageProxies,
    body: async (world) => ({ id: await world.idOf('apiProxies', 'spare'), name: 'spare' }),
  },
  {
    operation: `PUT ${P}/apiProxies/promotion`,
    variant: 'and deploy',
    needs: NEEDS.manageAndDeployProxies,
    query: '?deployEnvironmentIds=unknown',
    body: async (world) => ({ id: await world.idOf('apiProxies', 'spare'), name: 'spare' }),
  },
  {
    operation: `PUT ${P}/apiProxyGroups/promotion`,
    needs: NEEDS.manageGroups,
    body: () => groupBody('New', '/new'),
    undo: gone('/apiProxyGroups/New/'),
  },
  {
    operation: `PUT ${P}/apiProxyGroups/promotion`,
    variant: 'with members',
    needs: NEEDS.manageMembers,
    body: () => groupBody('New', '/new', { apiProxyList: [{ name: 'spare' }] }),
    undo: gone('/apiProxyGroups/New/'),
  },
  {
    operation: `PUT ${P}/apiProxyGroups/promotion`,
    variant: 'and deploy',
    needs: NEEDS.manageAndDeployGroups,
    query: '?deployEnvironmentIds=unknown',
    body: async (world) => ({ ...groupBody('Pay', '/pay'), id: await world.idOf('apiProxyGroups', 'Pay') }),
  },
  ...(
    [
      ['executions', LOST_RUN],
      ['preview', NOBODY],
    ] as const
  ).flatMap(([path, text]): Call[] => {
    const operation = `POST /apiops/promotion/${path}`;
    const lost = (name: string): Light => ({ body: run(name), status: 400, text });
    return [
      { operation, needs: NEEDS.exportProxies, body: run('proxy'), light: lost('lost') },
      {
        operation,
        variant: 'and deploy',
        needs: NEEDS.importAndDeploy,
        body: run('proxy-live'),
        light: lost('lost-live'),
      },
      {
        operation,
        variant: 'a group, and deploy',
        needs: NEEDS.promoteGroups,
        body: run('group-live'),
        light: lost('lost-group-live'),
      },
    ];
  }),
  { operation: `GET ${INSTANCES}`, needs: 'administrator' },
  {
    operation: `POST ${INSTANCES}`,
    needs: 'administrator',
    body: (world) => world.instance('new'),
    undo: gone(`${INSTANCES}/new`),
  },
  { operation: `PUT ${INSTANCES}`, needs: 'administrator', body: (world) => world.instance('here') },
  {
    operation: `DELETE ${INSTANCES}/{instanceName}`,
    needs: 'administrator',
    names: { instanceName: 'spare' },
    undo: (world) => world.addInstance('spare'),
  },
  {
    operation: `POST ${MAPPINGS}`,
    needs: 'administrator',
    body: () => mapping('new'),
    undo: gone(`${MAPPINGS}/new`),
  },
  { operation: `PUT ${MAPPINGS}`, needs: 'administrator', body: () => mapping('group-live', GROUP_MAPPING) },
  {
    operation: `DELETE ${MAPPINGS}/{mappingName}`,
    needs: 'administrator',
    names: { mappingName: 'spare' },
    undo: (world) => world.addMapping('spare'),
  },
];

export const CALLS: readonly Call[] = [
  ...READS,
  ...PROXIES,
  ...ENDPOINTS,
  ...LIVE_PROXIES,
  ...GROUPS,
  ...PACKAGES,
  ...PROMOTION,
];

/** Of its plainest call, the first. */
export const needsOf = (operation: string): Needs | undefined =>
  CALLS.find((call) => call.operation === operation)?.needs;

/** As a test is named. */
export const nameOf = ({ operation, variant }: Call): string =>
  variant === undefined ? operation : `${operation} (${variant})`;
