import type { ProblemCode } from '../../../shared/problem.js';

/**
 * Every text of the contract, in one place. Source: apiops.md 1.3, 1.6, 4.2-4.11, 11. The odd spellings are the contract's.
 */

/** What a route is about: its path parameters, and the name a refusal carries. */
export interface Names {
  readonly project: string;
  readonly environment: string;
  readonly proxy: string;
  readonly group: string;
  /** Of a deploy history. */
  readonly revision: string;
}

export interface RefusalText {
  readonly status: 400 | 404;
  readonly text: (names: Names) => string;
}

/** How one family of endpoints words "not there, or not yours", by what is missing. */
export interface MessageFamily {
  readonly project: RefusalText;
  readonly environment: RefusalText;
  readonly proxy: RefusalText;
  readonly group: RefusalText;
  readonly revision: RefusalText;
  /** Undeploying what is not deployed. */
  readonly notDeployed: RefusalText;
  /** A missing right is told in the refusal's own words, not in the general ones. */
  readonly saysWhichRight?: boolean;
  /** Values of `error` that differ from the table's. */
  readonly codes: Partial<Record<ProblemCode, string>>;
}

export const GENERAL = {
  invalidToken: 'Invalid token',
  expiredToken: 'Token is invalid or expired',
  badCredentials: 'Bad credentials',
  forbidden: 'You do not have permission to perform this action',
  internal: 'An unexpected error occurred',
  rateLimited: 'Rate limit exceeded. Please try again later.',
  grantType: 'GrantType value must be client_credentials!',
  unknownRoute: 'Resource not found',
  wrongMethod: (method: string, allowed: readonly string[]): string =>
    `Method ${method} is not allowed here. Allowed: ${allowed.join(', ')}`,
  empty: (field: string): string => `${field} value can not be empty!`,
} as const;

export const ROUTE_TEXTS = {
  needsPath: 'clientRoute value needs at least one relativePath!',
  emptyPath: 'relativePath value in clientRoute object can not be empty!',
  badPath: (path: string): string =>
    `relativePath value in clientRoute object must begin with '/' and have at least 2 characters, got '${path}'`,
} as const;

export const PROXY_TEXTS = {
  exists: (name: string): string => `ApiProxy (name: ${name}) is already exist!`,
  cannotReparse: (name: string): string =>
    `ApiProxy (name: ${name}) can not be reparsed because it is not exist. First create it!`,
  emptyCannotReparse: (name: string): string =>
    `ApiProxy (name: ${name}) can not be reparsed because an EMPTY_API has no specification`,
  otherCreationType: (name: string, stored: string, sent: string): string =>
    `apiProxyCreationType can not be changed: ApiProxy (name: ${name}) is ${stored}, the request says ${sent}`,
  soapToRest: (creationType: string): string =>
    creationType === 'WSDL'
      ? 'soapToRest is not supported here. Leave it out or send false'
      : 'soapToRest is possible for WSDL proxies only',
} as const;

export const ENDPOINT_TEXTS = {
  onlyAdded: 'Endpoint can only be added to REST API Proxies!',
  onlyDeleted: 'Endpoint can only be deleted from REST API Proxies!',
  identifier: 'Endpoint identifier (name and httpMethod) must be provided in request body!',
  exists: (path: string, method: string): string =>
    `Endpoint with name (${path}) and HTTP method (${method}) is already exist!`,
  notFound: (path: string, method: string): string =>
    `Endpoint with name (${path}) and HTTP method (${method}) is not found!`,
  badPath: (field: string, path: string): string => `${field} value must begin with '/', got '${path}'`,
  handlingAction: 'handlingAction is required',
  cacheVariable: (field: string, what: string): string =>
    `${field}: ${what} is not supported here. Use HEADER, PARAMETER (QUERY, PATH) or CONTEXT_VALUES of the request's head`,
} as const;

export const SPEC_TEXTS = {
  none: (proxy: string): string => `ApiProxy (name: ${proxy}) has no specification`,
  format: (sent: string): string => `format must be json or yaml, got '${sent}'`,
  hide: 'Invalid hideSpecFile parameter',
  access: (sent: string): string => `specAccessType must be PUBLIC or HIDDEN, got '${sent}'`,
} as const;

export const MEMBER_TEXTS = {
  twice: (proxy: string): string => `apiProxyNameList names ApiProxy (${proxy}) twice`,
  notMember: (proxy: string): string => `ApiProxy (${proxy}) is not a member of the group`,
  leftOut: (proxy: string): string => `apiProxyNameList must name every member: ApiProxy (${proxy}) is left out`,
} as const;

export const GROUP_TEXTS = {
  exists: (name: string): string =>
    `ApiProxyGroup: (${name}) is already created! If you want to udate it use update endpoint!`,
} as const;

/** Packages. Source: apiops.md 4.5, 4.11, 11. */
export const PACKAGE_TEXTS = {
  parameterEmpty: (part: string): string => `${part} parameter can not be empty!`,
  notZip: (part: string): string => `${part} parameter must be in zip file format and must end with zip extension!`,
  mapping: (raw: string): string =>
    'environmentMapping must be a JSON object of "package environment name":"target environment name" pairs ' +
    `(an empty value means "do not transfer this environment"). Received: ${raw}`,
  imported: (name: string): string => `ApiProxy (name: ${name}) is imported.`,
  unknownType: (type: string, known: readonly string[]): string =>
    `Unknown export/import type (${type})! Supported types: ${known.join(', ')}`,
  unknownKind: (kind: string, type: string): string =>
    `Unknown kind (${kind}) for type ${type}! Supported kinds: ${type}`,
  exportForbidden: (category: string, name: string): string =>
    `User does not have required EXPORT_IMPORT permission for ${category} (object: ${name})!`,
  importForbidden: (category: string): string =>
    `User does not have required EXPORT_IMPORT permission for ${category} to import this package!`,
} as const;

/** Promotion. Source: apiops.md 4.10. */
export const PROMOTION_TEXTS = {
  badUrl: 'url must begin with http:// or https://',
} as const;

export const HISTORY_TEXTS = {
  proxyDeleted: 'Deploy history record deleted successfully.',
  groupDeleted: 'Proxy Group deploy history record deleted successfully.',
  notDeleted: (revision: string, reason: string): string =>
    `Deploy history with revision (${revision}) can not be deleted because ${reason}!`,
  notCompared: (revision: string, reason: string): string =>
    `Deploy history with revision (${revision}) can not be compared! ${reason}.`,
  rollbackFailed: (revision: string): string => `Rollback failed for deploy history revision (${revision})!`,
  rolledBack: (noun: string, revision: number): string =>
    `${noun} rolled back successfully to deploy history revision (${revision}).`,
  rolledBackTo: (noun: string, revision: number, environment: string): string =>
    `${HISTORY_TEXTS.rolledBack(noun, revision)} Deployed to environment: ${environment}`,
  rolledBackOnly: (noun: string, reason: string): string =>
    `${noun} rolled back successfully but deployment failed: ${reason}`,
  /** Default description of the deployment that a rollback makes. */
  note: (revision: number): string => `Rolled back to deploy history revision (${revision}) by APIOPS Api`,
} as const;

/** Defaults of a deployment's description. */
export const NOTES = { deploy: 'Deployed by APIOPS Api', undeploy: 'Undeployed by APIOPS Api' } as const;

const at = (status: 400 | 404, text: (names: Names) => string): RefusalText => ({ status, text });

const environmentText = at(
  400,
  ({ environment }) => `Environment (${environment}) is not found or user does not have privilege to access it!`,
);
const groupText = at(
  400,
  ({ group }) => `API Proxy Group (${group}) is not found or user does not have privilege to access it!`,
);
const deployText = at(
  400,
  ({ proxy, environment }) =>
    `ApiProxy with name (${proxy}) can not be deployed to Environment(${environment}) because it is not exist!`,
);

const projectText = ({ project }: Names): string =>
  `Project (${project}) is not found or user does not have privilege to access it!`;

const proxies: MessageFamily = {
  project: at(404, projectText),
  environment: environmentText,
  proxy: at(404, ({ proxy }) => `ApiProxy (name: ${proxy}) was not found!`),
  group: groupText,
  revision: at(
    400,
    ({ revision, proxy }) => `Deploy history with revision (${revision}) is not found for ApiProxy (${proxy})!`,
  ),
  notDeployed: deployText,
  codes: {},
};

const live: MessageFamily = {
  ...proxies,
  proxy: at(400, ({ proxy }) => `ApiProxy with name (${proxy}) is not found!`),
  environment: at(400, ({ environment }) => `Environment (${environment}) is not found!`),
};

const groups: MessageFamily = {
  ...proxies,
  project: at(404, ({ project }) => `Project(${project}) was not found or user does not have privilege to access it!`),
  proxy: at(400, ({ proxy }) => `ApiProxy (${proxy}) is not found or user does not have privilege to access it!`),
  revision: at(
    400,
    ({ revision, group }) => `Deploy history with revision (${revision}) is not found for ApiProxyGroup (${group})!`,
  ),
};

const packages: MessageFamily = { ...groups, proxy: at(400, proxies.proxy.text) };
const history: MessageFamily = {
  ...proxies,
  proxy: at(400, ({ proxy }) => `ApiProxy with name (${proxy}) is not found!`),
};
const rollbackText = at(400, ({ revision }) => HISTORY_TEXTS.rollbackFailed(revision));

export const MESSAGE_FAMILIES = {
  token: { ...proxies, codes: { internal: 'server_error', unsupported: 'unsupported_grant_type' } },
  'project-environments': { ...proxies, project: at(400, projectText) },
  'environments-of-project': {
    ...proxies,
    project: at(
      400,
      ({ project }) => `Project not found for name: (${project}) or user has not privilege to access it!`,
    ),
  },
  proxies,
  'proxy-delete': { ...proxies, proxy: at(400, ({ proxy }) => `Api Proxy (${proxy}) is not found!`) },
  'proxy-deploy': { ...proxies, proxy: deployText, environment: deployText },
  /** Reads of where a proxy is live. */
  'proxy-live': live,
  packages,
  'export-import': {
    ...packages,
    proxy: at(400, ({ proxy }) => `API_PROXY object(s) not found in this project: ${proxy}`),
    group: at(400, ({ group }) => `PROXY_GROUP object(s) not found in this project: ${group}`),
    saysWhichRight: true,
  },
  'export-import-types': { ...packages, project: at(400, ({ project }) => `Project (${project}) is not found!`) },
  groups,
  history,
  rollback: { ...history, environment: rollbackText, revision: rollbackText },
  'group-rollback': { ...groups, environment: rollbackText, revision: rollbackText },
  'group-save': { ...groups, environment: at(400, ({ environment }) => `Environment (${environment}) is not found!`) },
} as const satisfies Record<string, MessageFamily>;

export type MessageFamilyName = keyof typeof MESSAGE_FAMILIES;
