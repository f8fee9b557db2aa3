import type { OutlineParameter, ParameterPlace } from '../../../api-proxies/spec-import/outline-parameters.js';
import type { ApiFacts, RequestParameter } from '../decode/api-shapes.js';
import { EXTENSION, extension, locationOf } from './extensions.js';
import { backendType, parameterType } from './parameter-types.js';

const PLACES: Readonly<Record<Exclude<ParameterPlace, 'cookie'>, string>> = {
  path: 'PATH',
  query: 'QUERY',
  header: 'HEAD',
  form: 'BODY',
};

type Lists = Pick<ApiFacts, 'RequestParameters' | 'ServiceParameters' | 'ServiceParametersMap'>;

/**
 * Without a word about the backend every parameter goes on as it came, which needs no lists; as soon as one is said to go
 * elsewhere, the lists name all. Cookies are left to the caller.
 */
export function decodeParameters(parameters: readonly OutlineParameter[]): Lists {
  const read = parameters.flatMap((parameter) => {
    const { in: place } = parameter;
    return place === 'cookie' ? [] : [{ parameter, request: requestParameter(parameter, PLACES[place]) }];
  });
  const RequestParameters = read.map(({ request }) => request);
  if (!read.some(({ parameter }) => saysWhere(parameter))) return { RequestParameters };
  const targets = read.map(({ parameter, request }) => ({ request, ...targetOf(parameter, request) }));
  return {
    RequestParameters,
    ServiceParameters: targets.map(({ request, name, location }) => ({
      ServiceParameterName: name,
      Location: location,
      ParameterType: backendType(request.ParameterType ?? ''),
    })),
    ServiceParametersMap: targets.map(({ request, name }) => ({
      ServiceParameterName: name,
      RequestParameterName: request.ApiParameterName ?? '',
    })),
  };
}

const saysWhere = ({ extensions }: OutlineParameter): boolean =>
  extension(extensions, EXTENSION.backendName, 'string') !== undefined ||
  extension(extensions, EXTENSION.backendLocation, 'string') !== undefined;

function targetOf({ extensions }: OutlineParameter, { ApiParameterName = '', Location = '' }: RequestParameter) {
  return {
    name: extension(extensions, EXTENSION.backendName, 'string') ?? ApiParameterName,
    location: locationOf(extension(extensions, EXTENSION.backendLocation, 'string') ?? Location),
  };
}

const requestParameter = (parameter: OutlineParameter, location: string): RequestParameter => ({
  ApiParameterName: parameter.name,
  Location: location,
  ParameterType: parameterType(parameter),
  ...(parameter.itemsType === '' ? {} : { ArrayItemsType: parameterType({ type: parameter.itemsType, format: '' }) }),
  Required: parameter.required ? 'REQUIRED' : 'OPTIONAL',
  ...said('DefaultValue', parameter.default),
  ...said('DemoValue', parameter.example),
  ...said('MaxLength', parameter.maxLength),
  ...said('MinLength', parameter.minLength),
  ...said('MaxValue', parameter.maximum),
  ...said('MinValue', parameter.minimum),
  ...said('EnumValue', parameter.enum.join(',')),
  ...said('RegularExpression', parameter.pattern),
  ...said('Description', parameter.description),
});

const said = <K extends string, V>(key: K, value: V | '' | null): { readonly [name in K]?: V } =>
  value === '' || value === null ? {} : ({ [key]: value } as { readonly [name in K]: V });
