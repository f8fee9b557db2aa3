import type {
  ContentTypeRule,
  MappedParameter,
  ParameterLocation,
  ParameterTarget,
  RequestMapping,
  SystemVariable,
} from '../../../model/api-proxy.js';
import { invalid } from '../../../shared/problem.js';
import { pathParameters } from './api-path.js';
import type { RequestParameter, ServiceConfig } from './api-shapes.js';
import { checkOf } from './parameter-check.js';
import type { ParameterLists } from './split-catalogs.js';

export interface MappingInput extends ParameterLists {
  readonly mode: RequestMapping['mode'];
  readonly bodyFormat: 'FORM' | 'STREAM' | null;
  /** Core path sent to the backend. */
  readonly backendPath: string;
  readonly serviceConfig: ServiceConfig;
}

/** Null when everything passes unchanged. Source: cloudapi-2016-07-14.md 5.3. */
export function toRequestMapping(input: MappingInput): RequestMapping | null {
  const contentType = contentTypeOf(input.serviceConfig);
  const mapping: RequestMapping = {
    mode: input.mode,
    parameters: input.mode === 'PASSTHROUGH' ? [] : input.requestParameters.flatMap((each) => mapped(input, each)),
    constants: input.constantParameters.map(constantOf),
    system: input.systemParameters.map(systemOf),
    ...(contentType === null ? {} : { contentType }),
    ...(dropsForm(input) ? { dropsForm: true } : {}),
  };
  const { parameters, constants, system } = mapping;
  const changes = contentType !== null || parameters.length + constants.length + system.length > 0;
  return mapping.mode === 'PASSTHROUGH' && !changes ? null : mapping;
}

/** What is declared in BODY makes the form that goes on. */
const dropsForm = ({ mode, bodyFormat, ...lists }: MappingInput): boolean =>
  mode === 'MAPPING' &&
  bodyFormat === 'FORM' &&
  [
    ...lists.requestParameters,
    ...lists.serviceParameters,
    ...lists.constantParameters,
    ...lists.systemParameters,
  ].every(({ Location }) => Location?.toUpperCase() !== 'BODY');

/** One request parameter may go to several places, or, where others are mapped and it is not, to none. */
function mapped(input: MappingInput, parameter: RequestParameter): MappedParameter[] {
  const name = named('RequestParameters', 'ApiParameterName', parameter.ApiParameterName);
  const from = { location: locationOf('RequestParameters', parameter.Location), name };
  if (from.location === 'BODY' && input.bodyFormat === 'STREAM') return [];
  const check = checkOf(parameter);
  const common = {
    from,
    required: parameter.Required?.toUpperCase() === 'REQUIRED',
    defaultValue: parameter.DefaultValue === undefined || parameter.DefaultValue === '' ? null : parameter.DefaultValue,
    ...(check === null ? {} : { check }),
  };
  const targets = targetsOf(input, from);
  return targets.length === 0 ? [{ ...common, to: null }] : targets.map((to) => ({ ...common, to }));
}

function targetsOf(input: MappingInput, from: ParameterTarget): ParameterTarget[] {
  const links = input.serviceParametersMap.filter(({ RequestParameterName }) => RequestParameterName === from.name);
  const mapsNothing = input.serviceParameters.length + input.serviceParametersMap.length === 0;
  if (mapsNothing) return isSent(input, from) ? [from] : [];
  return links.map(({ ServiceParameterName }) => {
    const name = named('ServiceParametersMap', 'ServiceParameterName', ServiceParameterName);
    const service = input.serviceParameters.find((candidate) => candidate.ServiceParameterName === name);
    if (service === undefined) throw invalid('ServiceParametersMap', `'${name}' is not in ServiceParameters`);
    return { location: locationOf('ServiceParameters', service.Location), name };
  });
}

/** A path parameter that the backend's path does not name is checked only. */
const isSent = ({ backendPath }: MappingInput, { location, name }: ParameterTarget): boolean =>
  location !== 'PATH' || pathParameters(backendPath).includes(name);

function constantOf(constant: MappingInput['constantParameters'][number]) {
  const name = named('ConstantParameters', 'ServiceParameterName', constant.ServiceParameterName);
  return {
    to: { location: locationOf('ConstantParameters', constant.Location), name },
    value: constant.ConstantValue ?? '',
  };
}

/** CLIENT, and CUSTOM without a value, pass the caller's. */
function contentTypeOf({ ContentTypeCatagory = '', ContentTypeValue = '' }: ServiceConfig): ContentTypeRule | null {
  switch (ContentTypeCatagory.toUpperCase()) {
    case 'DEFAULT':
      return { kind: 'DEFAULT' };
    case 'CUSTOM':
      return ContentTypeValue === '' ? null : { kind: 'CUSTOM', value: ContentTypeValue };
    case 'CLIENT':
    case '':
      return null;
    default:
      throw invalid('ServiceConfig', 'ContentTypeCatagory must be DEFAULT, CUSTOM or CLIENT');
  }
}

const SYSTEM_VARIABLES: Record<SystemVariable, true> = {
  CaClientIp: true,
  CaDomain: true,
  CaRequestHandleTime: true,
  CaAppId: true,
  CaRequestId: true,
  CaHttpSchema: true,
  CaProxy: true,
};

function systemOf(parameter: MappingInput['systemParameters'][number]) {
  const variable = parameter.ParameterName ?? '';
  if (!isSystemVariable(variable)) {
    throw invalid('SystemParameters', `ParameterName must be one of ${Object.keys(SYSTEM_VARIABLES).join(', ')}`);
  }
  const name = named('SystemParameters', 'ServiceParameterName', parameter.ServiceParameterName);
  return { to: { location: locationOf('SystemParameters', parameter.Location), name }, variable };
}

const isSystemVariable = (name: string): name is SystemVariable => Object.hasOwn(SYSTEM_VARIABLES, name);

const LOCATIONS: Readonly<Record<string, ParameterLocation>> = {
  PATH: 'PATH',
  QUERY: 'QUERY',
  HEAD: 'HEAD',
  HEADER: 'HEAD',
  BODY: 'BODY',
};

function locationOf(field: string, text = ''): ParameterLocation {
  const location = LOCATIONS[text.toUpperCase()];
  if (location === undefined)
    throw invalid(field, `Location must be PATH, QUERY, HEAD or BODY, got '${text.slice(0, 40)}'`);
  return location;
}

function named(field: string, key: string, name: string | undefined): string {
  if (name === undefined || name === '') throw invalid(field, `${key} must not be empty`);
  return name;
}
