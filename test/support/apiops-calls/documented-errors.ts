import { E, G, P, X } from '../apiops-operations.js';
import { CALLS } from './calls.js';

/** A refusal as the contract prints it; `{x}` stands for what was sent. */
export interface DocumentedError {
  readonly status: number;
  readonly text: string;
}

const of = (status: number, ...texts: readonly string[]): DocumentedError[] => texts.map((text) => ({ status, text }));

const FORBIDDEN = 'You do not have permission to perform this action';
const PROJECT = 'Project ({projectName}) is not found or user does not have privilege to access it!';
const PROJECT_OF_GROUPS = 'Project({projectName}) was not found or user does not have privilege to access it!';
const GROUP = 'API Proxy Group ({apiProxyGroupName}) is not found or user does not have privilege to access it!';
const ENVIRONMENT = 'Environment ({environmentName}) is not found or user does not have privilege to access it!';
const KNOWN_ENVIRONMENT = 'Environment ({environmentName}) is not found!';
const PROXY = 'ApiProxy (name: {apiProxyName}) was not found!';
const PROXY_OF_HISTORY = 'ApiProxy with name ({apiProxyName}) is not found!';
const PROXY_OF_GROUP = 'ApiProxy ({apiProxyName}) is not found or user does not have privilege to access it!';
const DEPLOYED =
  'ApiProxy with name ({apiProxyName}) can not be deployed to Environment({environmentName}) because it is not exist!';
const EXPORT_FORBIDDEN = 'User does not have required EXPORT_IMPORT permission for API_MANAGEMENT (object: {name})!';
const IMPORT_FORBIDDEN =
  'User does not have required EXPORT_IMPORT permission for API_MANAGEMENT to import this package!';
const ROLLBACK = 'Rollback failed for deploy history revision ({revision})!';

/** How a missing right is told. Source: apiops.md 1.6, 11. */
export function forbiddenText(operation: string): string {
  if (operation.endsWith('/{type}/export')) return EXPORT_FORBIDDEN;
  return operation.endsWith('/{type}/import') ? IMPORT_FORBIDDEN : FORBIDDEN;
}

/** How an operation says that a project is not there, or not the caller's. Source: apiops.md 4.2, 11. */
export function projectError(operation: string): DocumentedError | undefined {
  if (!operation.includes('{projectName}')) return undefined;
  if (operation === 'GET /apiops/environments/{projectName}') {
    return { status: 400, text: 'Project not found for name: ({projectName}) or user has not privilege to access it!' };
  }
  if (operation === `GET ${P}/environments`) return { status: 400, text: PROJECT };
  if (operation === `GET ${P}/export-import/types`)
    return { status: 400, text: 'Project ({projectName}) is not found!' };
  const isOfGroups = /\/(apiProxyGroups|export-import)|\/(export|import)$/.test(operation);
  return { status: 404, text: isOfGroups ? PROJECT_OF_GROUPS : PROJECT };
}

/** "Which text belongs where" of apiops.md 11. */
function proxyError(operation: string): DocumentedError[] {
  if (!operation.includes('{apiProxyName}') || operation === `PUT ${X}/import`) return [];
  if (operation.includes(G)) return of(400, PROXY_OF_GROUP);
  if (operation === `DELETE ${X}`) return of(400, 'Api Proxy ({apiProxyName}) is not found!');
  if (operation.endsWith(E)) return of(400, DEPLOYED);
  if (/\/(deploy-histories|deploy-status|route-health|invoke-info)/.test(operation)) return of(400, PROXY_OF_HISTORY);
  return of(operation.endsWith('/export') ? 400 : 404, PROXY);
}

function placeErrors(operation: string): DocumentedError[] {
  const isOfGroup = operation.includes(G);
  const history = isOfGroup ? 'ApiProxyGroup ({apiProxyGroupName})' : 'ApiProxy ({apiProxyName})';
  return [
    ...(isOfGroup ? of(400, GROUP) : []),
    ...(operation.includes('/rollback') ? of(400, ROLLBACK) : []),
    ...(operation.includes('{revision}') && !operation.includes('/rollback')
      ? of(400, `Deploy history with revision ({revision}) is not found for ${history}!`)
      : []),
    ...(isOfGroup && operation.endsWith(E) ? of(400, ENVIRONMENT) : []),
    ...(/\/(deploy-status|route-health)$/.test(operation) ? of(400, KNOWN_ENVIRONMENT) : []),
  ];
}

const IDENTIFIER = 'Endpoint identifier (name and httpMethod) must be provided in request body!';
const NO_ENDPOINT = 'Endpoint with name ({endpoint}) and HTTP method ({method}) is not found!';
const TAKEN = 'ApiProxy (name: {apiProxyName}) is already exist!';
const NOT_REPARSED = 'ApiProxy (name: {apiProxyName}) can not be reparsed because it is not exist. First create it!';
const GROUP_FIELDS = [
  'name value can not be empty!',
  'clientRoute value can not be empty!',
  'clientRoute value needs at least one relativePath!',
  'relativePath value in clientRoute object can not be empty!',
];
const SEALED = [
  'Package is encrypted; a passphrase is required.',
  'Package could not be decrypted with the given passphrase.',
  'Encrypted package could not be read.',
];
const MAPPING =
  'environmentMapping must be a JSON object of "package environment name":"target environment name" pairs ' +
  '(an empty value means "do not transfer this environment"). Received: {raw}';
const notZip = (part: string) => `${part} parameter must be in zip file format and must end with zip extension!`;
const NO_PROJECT_NAME = 'projectName value can not be empty!';
const NO_PROXY_NAME = 'apiProxyName value can not be empty!';
const NO_PASSPHRASE = 'Package encryption requested but no passphrase was supplied.';
const TYPE = 'Unknown export/import type ({type})! Supported types: {list}';
const MAPPING_NOT_THERE = 'Promotion mapping ({mapping}) is not found or user does not have privilege to access it!';
const INSTANCE_NOT_THERE = 'Promotion instance ({instance}) is not found or user does not have privilege to access it!';

/** What belongs to an operation alone. Source: apiops.md 1.3, 4.4 to 4.11, 11; of our own operations, ours. */
const OWN: Readonly<Record<string, readonly DocumentedError[]>> = {
  'POST /apiops/auth/token': [...of(400, 'GrantType value must be client_credentials!'), ...of(401, 'Bad credentials')],
  [`GET ${P}/apiProxies`]: of(400, NO_PROJECT_NAME),
  [`POST ${P}/apiProxies/url`]: of(400, TAKEN, ENVIRONMENT, NO_PROXY_NAME),
  [`POST ${P}/apiProxies/file`]: of(
    400,
    TAKEN,
    ENVIRONMENT,
    'clientRoute value can not be empty!',
    'specFile value can not be empty!',
  ),
  [`PUT ${P}/apiProxies/url`]: of(400, NOT_REPARSED, ENVIRONMENT, 'apiProxyCreationType can not be changed: {reason}'),
  [`PUT ${P}/apiProxies/file`]: of(400, NOT_REPARSED, ENVIRONMENT, 'specFile value can not be empty!'),
  [`POST ${P}/apiProxies/import`]: of(
    400,
    NO_PROJECT_NAME,
    'apiProxyExportFile value can not be empty!',
    notZip('apiProxyExportFile'),
    MAPPING,
    ...SEALED,
  ),
  [`PUT ${X}/import`]: of(
    400,
    NO_PROJECT_NAME,
    NO_PROXY_NAME,
    'apiProxyExportFile parameter can not be empty!',
    notZip('apiProxyExportFile'),
    ENVIRONMENT,
    ...SEALED,
  ),
  [`GET ${X}/export`]: of(400, NO_PROJECT_NAME, NO_PROXY_NAME, NO_PASSPHRASE, 'Export package could not be encrypted.'),
  [`GET ${X}/spec`]: of(404, 'ApiProxy (name: {apiProxyName}) has no specification'),
  [`PUT ${X}/spec`]: of(400, 'ApiProxy (name: {apiProxyName}) has no specification'),
  [`POST ${X}/endpoints`]: of(
    400,
    'Endpoint can only be added to REST API Proxies!',
    'Endpoint with name ({endpoint}) and HTTP method ({method}) is already exist!',
  ),
  [`PATCH ${X}/endpoints`]: of(400, IDENTIFIER, NO_ENDPOINT, ENVIRONMENT),
  [`PATCH ${X}/endpoints/status`]: of(400, IDENTIFIER, NO_ENDPOINT, ENVIRONMENT),
  [`PATCH ${X}/endpoints/cache`]: of(400, IDENTIFIER, NO_ENDPOINT, ENVIRONMENT, 'handlingAction is required'),
  [`POST ${X}/endpoints/delete`]: of(
    400,
    'Endpoint can only be deleted from REST API Proxies!',
    IDENTIFIER,
    NO_ENDPOINT,
  ),
  [`POST ${X}/endpoints/details`]: of(400, IDENTIFIER, NO_ENDPOINT),
  [`POST ${X}/endpoints/policies`]: of(400, IDENTIFIER, NO_ENDPOINT),
  [`POST ${X}/methods/policies`]: of(400, IDENTIFIER, NO_ENDPOINT),
  [`POST ${P}/apiProxyGroups`]: of(
    400,
    ...GROUP_FIELDS,
    'ApiProxyGroup: ({apiProxyGroupName}) is already created! If you want to udate it use update endpoint!',
    KNOWN_ENVIRONMENT,
  ),
  [`PUT ${P}/apiProxyGroups`]: of(400, ...GROUP_FIELDS, GROUP, KNOWN_ENVIRONMENT),
  [`PUT ${P}/apiProxies/promotion`]: [...of(400, TAKEN), ...of(404, PROXY)],
  [`PUT ${P}/apiProxyGroups/promotion`]: of(
    400,
    'ApiProxyGroup: ({apiProxyGroupName}) is already created! If you want to udate it use update endpoint!',
    GROUP,
    PROXY_OF_GROUP,
  ),
  [`GET ${P}/export-import/{type}/objects`]: of(400, TYPE),
  [`POST ${P}/export-import/{type}/export`]: of(
    400,
    TYPE,
    'Unknown kind ({kind}) for type {type}! Supported kinds: {list}',
    'names value can not be empty!',
    'API_PROXY object(s) not found in this project: {names}',
    'PROXY_GROUP object(s) not found in this project: {names}',
    NO_PASSPHRASE,
  ),
  [`POST ${P}/export-import/{type}/import`]: of(
    400,
    TYPE,
    'exportFile value can not be empty!',
    notZip('exportFile'),
    'This package holds no {type} object — it looks like a {other} package; nothing was imported.',
    'Import as New cannot proceed: {name} ({kind}) — an object of this kind and name already exists in the target project. Use Replace Existing where the object already exists in this project, or rename the object(s) before importing.',
    ...SEALED,
  ),
  'POST /apiops/promotion/executions': of(400, MAPPING_NOT_THERE, 'mappingNames value can not be empty!'),
  'POST /apiops/promotion/preview': of(400, MAPPING_NOT_THERE, 'mappingNames value can not be empty!'),
  'GET /apiops/promotion/executions/{executionId}': of(
    400,
    'Promotion execution ({execution}) is not found or user does not have privilege to access it!',
  ),
  'PUT /apiops/promotion/instances': of(400, INSTANCE_NOT_THERE),
  'DELETE /apiops/promotion/instances/{instanceName}': of(400, INSTANCE_NOT_THERE),
  'POST /apiops/promotion/mappings': of(400, INSTANCE_NOT_THERE),
  'PUT /apiops/promotion/mappings': of(400, MAPPING_NOT_THERE),
  'DELETE /apiops/promotion/mappings/{mappingName}': of(400, MAPPING_NOT_THERE),
};

/** Every refusal of one operation that the contract prints, with those of all: no token, no right, no such object. */
export function documentedErrors(operation: string): readonly DocumentedError[] {
  const needs = CALLS.filter((call) => call.operation === operation).map((call) => call.needs);
  const project = projectError(operation);
  return [
    ...(needs.includes('nothing') ? [] : of(401, 'Invalid token', 'Token is invalid or expired')),
    ...(needs.some((each) => each === 'administrator' || typeof each === 'object')
      ? of(403, forbiddenText(operation))
      : []),
    ...(project === undefined ? [] : [project]),
    ...proxyError(operation),
    ...placeErrors(operation),
    ...(OWN[operation] ?? []),
  ];
}

/** What a text of the contract is once its `{x}` are told; those that are not told may be anything. */
export const filled = (template: string, names: Readonly<Record<string, string>>): string =>
  template.replace(/\{(\w+)\}/g, (whole, name: string) => names[name] ?? whole);

/** A text may go on after what the contract prints: a reason. */
export function says(template: string, text: string): boolean {
  const parts = template.split(/\{\w+\}/).map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  return new RegExp(`^${parts.join('[^]*')}`).test(text);
}
