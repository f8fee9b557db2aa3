import { described, reverseProxy, SPEC } from '../apiops-bodies.js';
import { E, P, X } from '../apiops-operations.js';
import { again, type Call, gone, key, live, member } from './call.js';
import { NEEDS } from './callers.js';

const identified = { identifierName: '/cards', identifierHttpMethod: 'POST' };
const added = { name: '/cards/new', httpMethod: 'GET', backendResourceUrl: '/new', backendHttpMethod: 'GET' };
const TAKEN = { status: 400, text: 'ApiProxy (name: cards) is already exist!' };
const OTHER_SOURCE = {
  status: 400,
  text: 'apiProxyCreationType can not be changed: ApiProxy (name: spare) is REVERSE_PROXY, the request says OPEN_API',
};
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

export const ON_PROXIES: readonly Call[] = [...PROXIES, ...ENDPOINTS, ...LIVE_PROXIES];
