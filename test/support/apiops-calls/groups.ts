import { groupBody } from '../apiops-bodies.js';
import { E, G, P } from '../apiops-operations.js';
import { again, type Call, gone, member } from './call.js';
import { NEEDS } from './callers.js';

export const ON_GROUPS: readonly Call[] = [
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
