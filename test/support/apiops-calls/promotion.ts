import { GROUP_MAPPING, groupBody, mapping } from '../apiops-bodies.js';
import { P } from '../apiops-operations.js';
import { type Call, gone, type Light } from './call.js';
import { NEEDS } from './callers.js';

const run = (name: string) => () => ({ mappingNames: [name], executionName: 'release 12' });
/** Of a mapping of what is not there. */
const LOST_RUN =
  "Promotion execution ({id}) failed at mapping {name}, Export from the source: {kind} 'nobody' is not found or you may not see it";
/** Of a proxy, and of a group. */
const NOBODY = '{kind}nobody) {reason}!';
const INSTANCES = '/apiops/promotion/instances';
const MAPPINGS = '/apiops/promotion/mappings';

export const ON_PROMOTION: readonly Call[] = [
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
