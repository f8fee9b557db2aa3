import { E, G, P, X } from '../apiops-operations.js';

/**
 * The message catalogue (apiops.md 11) as far as it is about operations of the first tier, read by itself: what is to be
 * provoked (`documented-errors.ts`) is held to it. `{x}`: what was sent.
 */
export const CATALOGUE: readonly (readonly [text: string, ...operations: string[]])[] = [
  ['Admin role required', 'GET /apiops/environments'],
  ['Bad credentials', 'POST /apiops/auth/token'],
  ['GrantType value must be client_credentials!', 'POST /apiops/auth/token'],
  ['Invalid or expired token', `GET ${P}/environments`],
  ['Invalid token or insufficient permissions', 'GET /apiops/environments'],
  ['An unexpected error occurred', 'POST /apiops/auth/token'],
  [
    'User does not have required EXPORT_IMPORT permission for API_MANAGEMENT (object: {name})!',
    `POST ${P}/export-import/{type}/export`,
  ],
  [
    'User does not have required EXPORT_IMPORT permission for API_MANAGEMENT to import this package!',
    `POST ${P}/export-import/{type}/import`,
  ],
  ['Api Proxy ({proxy}) is not found!', `DELETE ${X}`],
  [
    'ApiProxy (name: {proxy}) can not be reparsed because it is not exist. First create it!',
    `PUT ${P}/apiProxies/url`,
    `PUT ${P}/apiProxies/file`,
  ],
  ['ApiProxy (name: {proxy}) is already exist!', `POST ${P}/apiProxies/file`, `POST ${P}/apiProxies/url`],
  [
    'ApiProxy (name: {proxy}) was not found!',
    `GET ${X}`,
    `GET ${X}/export`,
    `GET ${X}/endpoints`,
    `POST ${X}/endpoints`,
    `PATCH ${X}/endpoints`,
    `PATCH ${X}/endpoints/cache`,
    `PATCH ${X}/endpoints/status`,
    `POST ${X}/endpoints/delete`,
    `POST ${X}/endpoints/details`,
    `POST ${X}/endpoints/policies`,
    `GET ${X}/methods`,
    `POST ${X}/methods/policies`,
  ],
  [
    'ApiProxy ({proxy}) is not found or user does not have privilege to access it!',
    `POST ${G}/apiProxies/{apiProxyName}`,
    `DELETE ${G}/apiProxies/{apiProxyName}`,
  ],
  [
    'ApiProxy with name ({proxy}) can not be deployed to Environment({env}) because it is not exist!',
    `POST ${X}/${E}`,
    `DELETE ${X}/${E}`,
  ],
  [
    'ApiProxy with name ({proxy}) is not found!',
    `GET ${X}/invoke-info`,
    `GET ${X}/${E}/deploy-status`,
    `GET ${X}/${E}/route-health`,
    `GET ${X}/deploy-histories`,
  ],
  [
    'Deploy history with revision ({revision}) is not found for ApiProxy ({proxy})!',
    `GET ${X}/deploy-histories/{revision}`,
  ],
  [
    'Deploy history with revision ({revision}) is not found for ApiProxyGroup ({group})!',
    `GET ${G}/deploy-histories/{revision}`,
  ],
  ['Endpoint can only be added to REST API Proxies!', `POST ${X}/endpoints`],
  ['Endpoint can only be deleted from REST API Proxies!', `POST ${X}/endpoints/delete`],
  ...(
    [
      'Endpoint identifier (name and httpMethod) must be provided in request body!',
      'Endpoint with name ({endpoint}) and HTTP method ({method}) is not found!',
    ] as const
  ).map(
    (text) =>
      [
        text,
        `PATCH ${X}/endpoints`,
        `PATCH ${X}/endpoints/cache`,
        `PATCH ${X}/endpoints/status`,
        `POST ${X}/endpoints/delete`,
        `POST ${X}/endpoints/details`,
        `POST ${X}/endpoints/policies`,
        `POST ${X}/methods/policies`,
      ] as const,
  ),
  [
    'Environment ({env}) is not found or user does not have privilege to access it!',
    `POST ${G}/${E}`,
    `DELETE ${G}/${E}`,
  ],
  ['Environment ({env}) is not found!', `PUT ${P}/apiProxyGroups`],
  [
    'Project ({project}) is not found or user does not have privilege to access it!',
    `POST ${P}/apiProxies/file`,
    `POST ${P}/apiProxies/url`,
    `GET ${P}/apiProxies`,
    `GET ${P}/environments`,
    `DELETE ${X}`,
    `POST ${X}/${E}`,
    `DELETE ${X}/${E}`,
  ],
  ['Project ({project}) is not found!', `GET ${P}/export-import/types`],
  [
    'Project not found for name: ({project}) or user has not privilege to access it!',
    'GET /apiops/environments/{projectName}',
  ],
  [
    'Project({project}) was not found or user does not have privilege to access it!',
    `GET ${X}/export`,
    `PUT ${X}/import`,
    `POST ${P}/apiProxies/import`,
    `GET ${P}/apiProxyGroups`,
  ],
  ['Rollback failed for deploy history revision ({revision})!', `POST ${X}/deploy-histories/{revision}/rollback`],
  ['apiProxyName value can not be empty!', `GET ${X}/export`, `PUT ${X}/import`],
  ['handlingAction is required', `PATCH ${X}/endpoints/cache`],
  [
    'projectName value can not be empty!',
    `GET ${P}/apiProxies`,
    `GET ${X}/export`,
    `PUT ${X}/import`,
    `POST ${P}/apiProxies/import`,
  ],
  ...(
    [
      'Package could not be decrypted with the given passphrase.',
      'Encrypted package could not be read.',
      'Package is encrypted; a passphrase is required.',
    ] as const
  ).map(
    (text) =>
      [text, `PUT ${X}/import`, `POST ${P}/apiProxies/import`, `POST ${P}/export-import/{type}/import`] as const,
  ),
  ['Export package could not be encrypted.', `GET ${X}/export`],
  [
    "Import as New cannot proceed: {name} ({KIND}) — an object of this kind and name already exists elsewhere on this installation (another project, the shared admin scope, or a built-in item) and this kind's names must be unique across ALL projects, not only the target project. Use Replace Existing where the object already exists in this project, or rename the object(s) before importing.",
    `POST ${P}/export-import/{type}/import`,
  ],
  [
    'Import as New cannot proceed: {name} ({KIND}) — an object of this kind and name already exists in the target project. Use Replace Existing where the object already exists in this project, or rename the object(s) before importing.',
    `POST ${P}/export-import/{type}/import`,
  ],
  [
    'Package encryption requested but no passphrase was supplied.',
    `GET ${X}/export`,
    `POST ${P}/export-import/{type}/export`,
  ],
  [
    "Replace Existing of {KIND} '{name}' cannot proceed: the package carries no data for the target environment(s) {envs}, so they would keep their old material while the rest is replaced. Send the certEnvironmentUncoveredAction parameter with either FILL_FROM_PACKAGE (write the package's data onto them) or REMOVE_FROM_TARGET (drop them from the object) and import again.",
    `PUT ${X}/import`,
    `POST ${P}/export-import/{type}/import`,
  ],
  [
    'This package holds no {TYPE} object — it looks like a {OTHER} package; nothing was imported.',
    `POST ${P}/export-import/{type}/import`,
  ],
  [
    'Unknown export/import type ({type})! Supported types: {list}',
    `GET ${P}/export-import/{type}/objects`,
    `POST ${P}/export-import/{type}/export`,
    `POST ${P}/export-import/{type}/import`,
  ],
  ['Unknown kind ({kind}) for type {TYPE}! Supported kinds: {list}', `POST ${P}/export-import/{type}/export`],
  ['apiProxyExportFile parameter can not be empty!', `PUT ${X}/import`],
  [
    'apiProxyExportFile parameter must be in zip file format and must end with zip extension!',
    `PUT ${X}/import`,
    `POST ${P}/apiProxies/import`,
  ],
  ['apiProxyExportFile value can not be empty!', `POST ${P}/apiProxies/import`],
  [
    'environmentMapping must be a JSON object of "package environment name":"target environment name" pairs (an empty value means "do not transfer this environment"). Received: {raw}',
    `POST ${P}/apiProxies/import`,
  ],
  [
    'exportFile parameter must be in zip file format and must end with zip extension!',
    `POST ${P}/export-import/{type}/import`,
  ],
  ['names value can not be empty!', `POST ${P}/export-import/{type}/export`],
  ['API_PROXY object(s) not found in this project: {names}', `POST ${P}/export-import/{type}/export`],
  ['PROXY_GROUP object(s) not found in this project: {names}', `POST ${P}/export-import/{type}/export`],
  [
    '{n} {TYPE} objects are named ({name}) in this project with different kinds ({KINDS}); set "kind" in the request body to say which one you mean!',
    `POST ${P}/export-import/{type}/export`,
  ],
  [
    '{n} {TYPE} objects are named ({name}) in this project; APIops addresses objects by name, so give them distinct names to make this one exportable.',
    `POST ${P}/export-import/{type}/export`,
  ],
  [
    'API Proxy Group ({group}) is not found or user does not have privilege to access it!',
    `DELETE ${G}`,
    `POST ${G}/apiProxies/{apiProxyName}`,
    `DELETE ${G}/apiProxies/{apiProxyName}`,
    `GET ${G}/environments`,
    `POST ${G}/${E}`,
    `DELETE ${G}/${E}`,
    `PUT ${P}/apiProxyGroups`,
    `GET ${G}/deploy-histories`,
  ],
  [
    'ApiProxyGroup: ({group}) is already created! If you want to udate it use update endpoint!',
    `POST ${P}/apiProxyGroups`,
  ],
  ['clientRoute value can not be empty!', `POST ${P}/apiProxyGroups`],
  ['clientRoute value needs at least one relativePath!', `POST ${P}/apiProxyGroups`],
  ['name value can not be empty!', `POST ${P}/apiProxyGroups`],
  ['relativePath value in clientRoute object can not be empty!', `POST ${P}/apiProxyGroups`],
];

const CERTIFICATES = 'packages of ours hold proxies and groups only, no material of environments';

/** What the catalogue has and nobody can make this program say, by how the text begins: why. */
export const UNREACHABLE: Readonly<Record<string, string>> = {
  'Admin role required': 'the list takes any token and shows what it may see (10.14)',
  'Invalid token or insufficient permissions': 'as before (10.14)',
  'Invalid or expired token': "set B's text; A's texts are sent in both fields (10.62)",
  'An unexpected error occurred':
    'of every operation, when the program has a fault; error-answer.spec.ts holds its words',
  'Export package could not be encrypted.':
    'every passphrase encrypts every package; one out of memory ends the program',
  'Replace Existing of {KIND}': CERTIFICATES,
  '{n} {TYPE} objects are named': 'a name is unique per kind within a project',
  'Import as New cannot proceed: {name} ({KIND}) — an object of this kind and name already exists elsewhere':
    'names are unique within a project only',
};
