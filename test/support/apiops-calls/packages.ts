import { P, X } from '../apiops-operations.js';
import { type Call, gone, live } from './call.js';
import { NEEDS } from './callers.js';

const NO_ENVIRONMENT = {
  status: 400,
  text: 'Environment (nowhere) is not found or user does not have privilege to access it!',
};
const nowhere = { environmentMapping: '{"production":"nowhere"}' };

export const ON_PACKAGES: readonly Call[] = [
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
