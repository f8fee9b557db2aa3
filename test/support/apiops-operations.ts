/** The operations of the apiops dialect. Source: apiops.md 3.1. */

export const P = '/apiops/projects/{projectName}';
export const X = `${P}/apiProxies/{apiProxyName}`;
export const G = `${P}/apiProxyGroups/{apiProxyGroupName}`;
export const E = 'environments/{environmentName}';

export const TIER_ONE: readonly string[] = [
  'POST /apiops/auth/token',
  'GET /apiops/environments',
  'GET /apiops/environments/{projectName}',
  'GET /apiops/projects',
  'POST /apiops/promotion/executions',
  'GET /apiops/promotion/executions/{executionId}',
  'GET /apiops/test/healthcheck',
  'GET /apiops/test/hello/{name}',
  `GET ${P}/environments`,
  `GET ${P}/apiProxies`,
  `POST ${P}/apiProxies/file`,
  `PUT ${P}/apiProxies/file`,
  `GET ${P}/apiProxies/forpromotion`,
  `POST ${P}/apiProxies/import`,
  `PUT ${P}/apiProxies/promotion`,
  `POST ${P}/apiProxies/url`,
  `PUT ${P}/apiProxies/url`,
  `GET ${X}`,
  `DELETE ${X}`,
  `GET ${X}/export`,
  `GET ${X}/full`,
  `PUT ${X}/import`,
  `GET ${X}/invoke-info`,
  `GET ${X}/spec`,
  `PUT ${X}/spec`,
  `GET ${X}/endpoints`,
  `POST ${X}/endpoints`,
  `PATCH ${X}/endpoints`,
  `PATCH ${X}/endpoints/cache`,
  `POST ${X}/endpoints/delete`,
  `POST ${X}/endpoints/details`,
  `POST ${X}/endpoints/policies`,
  `PATCH ${X}/endpoints/status`,
  `GET ${X}/methods`,
  `POST ${X}/methods/policies`,
  `GET ${X}/deploy-histories`,
  `GET ${X}/deploy-histories/{revision}`,
  `DELETE ${X}/deploy-histories/{revision}`,
  `POST ${X}/deploy-histories/{revision}/rollback`,
  `POST ${X}/${E}`,
  `DELETE ${X}/${E}`,
  `GET ${X}/${E}/deploy-status`,
  `GET ${X}/${E}/route-health`,
  `DELETE ${G}`,
  `POST ${G}/apiProxies/{apiProxyName}`,
  `DELETE ${G}/apiProxies/{apiProxyName}`,
  `GET ${G}/deploy-histories`,
  `GET ${G}/deploy-histories/{revision}`,
  `DELETE ${G}/deploy-histories/{revision}`,
  `GET ${G}/environments`,
  `POST ${G}/${E}`,
  `DELETE ${G}/${E}`,
  `GET ${G}/proxies/forpromotion`,
  `GET ${P}/apiProxyGroups`,
  `POST ${P}/apiProxyGroups`,
  `PUT ${P}/apiProxyGroups`,
  `PUT ${P}/apiProxyGroups/promotion`,
  `GET ${P}/export-import/types`,
  `POST ${P}/export-import/{type}/export`,
  `POST ${P}/export-import/{type}/import`,
  `GET ${P}/export-import/{type}/objects`,
];

/** What we have beside them: of the second tier, and of our own. */
export const BEYOND_TIER_ONE: readonly string[] = [
  `PATCH ${X}/settings/hide-spec-file/{hideSpecFile}`,
  `PATCH ${X}/settings/spec-access-type/{specAccessType}`,
  `GET ${X}/deploy-histories/{revision}/diff/{otherRevision}`,
  `GET ${G}`,
  `GET ${G}/apiProxies`,
  `PUT ${G}/apiProxies`,
  `GET ${G}/spec`,
  `GET ${G}/deploy-histories/{revision}/diff/{otherRevision}`,
  `POST ${G}/deploy-histories/{revision}/rollback`,
  'GET /apiops/promotion/executions',
  'POST /apiops/promotion/preview',
  'GET /apiops/promotion/instances',
  'POST /apiops/promotion/instances',
  'PUT /apiops/promotion/instances',
  'DELETE /apiops/promotion/instances/{instanceName}',
  'GET /apiops/promotion/mappings',
  'POST /apiops/promotion/mappings',
  'PUT /apiops/promotion/mappings',
  'DELETE /apiops/promotion/mappings/{mappingName}',
];

export const OPERATIONS: readonly string[] = [...TIER_ONE, ...BEYOND_TIER_ONE];

/** An empty one counts: a name may be left out by mistake. */
const segmentsOf = (path: string): string[] => path.replace(/\?.*$/, '').replace(/\/$/, '').split('/');

/** Of operations with templates as paths, the one that a request line means; of several, the one with the most literal segments. */
export function matchingOperation(operations: readonly string[], method: string, path: string): string | undefined {
  const segments = segmentsOf(path);
  const matching = operations.filter((operation) => {
    const [ownMethod, template = ''] = operation.split(' ');
    const own = segmentsOf(template);
    return (
      ownMethod === method &&
      own.length === segments.length &&
      own.every((segment, index) => segment.startsWith('{') || segment === segments[index])
    );
  });
  const parameters = (operation: string): number => operation.split('{').length;
  return matching.sort((a, b) => parameters(a) - parameters(b))[0];
}

export const operationOf = (method: string, path: string): string | undefined =>
  matchingOperation(OPERATIONS, method, path);
