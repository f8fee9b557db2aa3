import { E, G, P, X } from '../apiops-operations.js';
import { type Call, key, member } from './call.js';
import type { World } from './world.js';

const credentials = ({ app }: World) => ({
  grant_type: 'client_credentials',
  client_id: app.credentials.username,
  client_secret: app.credentials.password,
});

/** What needs no right but to be there. */
export const READS: readonly Call[] = [
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
