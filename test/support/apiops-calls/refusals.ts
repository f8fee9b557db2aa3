import { described, groupBody, mapping, reverseProxy } from '../apiops-bodies.js';
import { E, G, P, X } from '../apiops-operations.js';
import type { Call } from './call.js';
import type { World } from './world.js';

/** A call by the administrator that is refused for what it says; `text` as the contract prints it. */
export interface Refusal extends Pick<Call, 'operation' | 'names' | 'query' | 'body'> {
  readonly passphrase?: string;
  readonly text: string;
}

export const PASSPHRASE = 'a passphrase for tests';

const NOWHERE = 'Environment (nowhere) is not found or user does not have privilege to access it!';
const unknownTarget = { deploy: true, deployTargetEnvironmentNameList: ['nowhere'] };
const identified = { identifierName: '/cards', identifierHttpMethod: 'POST', ...unknownTarget };
const names =
  (...all: string[]) =>
  () => ({ names: all });
const without = (form: FormData, part: string): FormData => {
  form.delete(part);
  return form;
};

const PROXIES: readonly Refusal[] = [
  {
    operation: `POST ${P}/apiProxies/url`,
    body: () => ({ ...reverseProxy('new'), apiProxyName: '' }),
    text: 'apiProxyName value can not be empty!',
  },
  {
    operation: `PUT ${P}/apiProxies/url`,
    body: () => reverseProxy('nobody', { reParse: true }),
    text: 'ApiProxy (name: nobody) can not be reparsed because it is not exist. First create it!',
  },
  {
    operation: `PUT ${P}/apiProxies/url`,
    body: () => reverseProxy('cards'),
    text: 'apiProxyCreationType can not be changed: ApiProxy (name: cards) is OPEN_API, the request says REVERSE_PROXY',
  },
  ...(['POST', 'PUT'] as const).map((method) => ({
    operation: `${method} ${P}/apiProxies/file`,
    body: () => described(method === 'POST' ? 'new' : 'cards', unknownTarget),
    text: NOWHERE,
  })),
  {
    operation: `PUT ${P}/apiProxies/file`,
    body: () => without(described('cards'), 'specFile'),
    text: 'specFile value can not be empty!',
  },
  {
    operation: `PATCH ${X}/endpoints/cache`,
    body: () => ({ ...identified, cacheSettings: { cacheActive: false, handlingAction: 'CONTINUE' } }),
    text: NOWHERE,
  },
  { operation: `PATCH ${X}/endpoints/status`, body: () => ({ ...identified, active: true }), text: NOWHERE },
];

const GROUPS: readonly Refusal[] = [
  { operation: `DELETE ${G}/${E}`, names: { environmentName: 'nowhere' }, text: NOWHERE },
  ...(
    [
      [{ ...groupBody('Pay', '/pay'), name: '' }, 'name value can not be empty!'],
      [{ name: 'Pay' }, 'clientRoute value can not be empty!'],
      [{ name: 'Pay', clientRoute: {} }, 'clientRoute value needs at least one relativePath!'],
      [groupBody('Pay', ''), 'relativePath value in clientRoute object can not be empty!'],
      [groupBody('Pay', '/pay', { environmentName: 'nowhere' }), 'Environment (nowhere) is not found!'],
    ] as const
  ).map(([body, text]) => ({ operation: `PUT ${P}/apiProxyGroups`, body: () => body, text })),
];

/** Wherever a package is taken. */
const SEALED: readonly Refusal[] = [
  [`POST ${P}/apiProxies/import`, 'apiProxyExportFile'],
  [`PUT ${X}/import`, 'apiProxyExportFile'],
  [`POST ${P}/export-import/{type}/import`, 'exportFile'],
].flatMap(([operation = '', part]) => {
  const body = (name: 'sealed' | 'broken') => (world: World) => world.package(name, {}, part);
  return [
    { operation, body: body('sealed'), text: 'Package is encrypted; a passphrase is required.' },
    {
      operation,
      body: body('sealed'),
      passphrase: 'another one',
      text: 'Package could not be decrypted with the given passphrase.',
    },
    { operation, body: body('broken'), passphrase: PASSPHRASE, text: 'Encrypted package could not be read.' },
  ];
});

const EXPORTS: readonly Refusal[] = [
  {
    operation: `POST ${P}/export-import/{type}/export`,
    names: { type: 'CERTIFICATE' },
    body: names('cards'),
    text: 'Unknown export/import type (CERTIFICATE)! Supported types: API_PROXY, PROXY_GROUP',
  },
  {
    operation: `POST ${P}/export-import/{type}/export`,
    names: { type: 'PROXY_GROUP' },
    body: names('nobody'),
    text: 'PROXY_GROUP object(s) not found in this project: nobody',
  },
  {
    operation: `POST ${P}/export-import/{type}/export`,
    query: '?encrypt=true',
    body: names('cards'),
    text: 'Package encryption requested but no passphrase was supplied.',
  },
];

/** Nothing between two slashes. */
const NAMELESS: readonly Refusal[] = (
  [
    [`GET ${P}/apiProxies`, 'projectName'],
    [`GET ${X}/export`, 'projectName'],
    [`GET ${X}/export`, 'apiProxyName'],
    [`PUT ${X}/import`, 'projectName'],
    [`PUT ${X}/import`, 'apiProxyName'],
    [`POST ${P}/apiProxies/import`, 'projectName'],
  ] as const
).map(([operation, parameter]) => ({
  operation,
  names: { [parameter]: '' },
  ...(operation.endsWith('/import') ? { body: (world: World) => world.package('cards') } : {}),
  text: `${parameter} value can not be empty!`,
}));

const PROMOTION: readonly Refusal[] = [
  {
    operation: 'POST /apiops/promotion/preview',
    body: () => ({ mappingNames: [] }),
    text: 'mappingNames value can not be empty!',
  },
  {
    operation: 'PUT /apiops/promotion/mappings',
    body: () => mapping('nobody'),
    text: 'Promotion mapping (nobody) is not found or user does not have privilege to access it!',
  },
];

/** Those that no other test looks at: the report of what tests saw names them. */
export const REFUSALS: readonly Refusal[] = [...PROXIES, ...GROUPS, ...SEALED, ...EXPORTS, ...NAMELESS, ...PROMOTION];
