import { pathParameters, toDescribedPath } from '../decode/api-path.js';
import type { ApiFacts, RequestParameter } from '../decode/api-shapes.js';
import { EXTENSION } from './extensions.js';
import { describedType } from './parameter-types.js';

export type JsonMap = Record<string, unknown>;
export type ExportGeneration = '2.0' | '3.0';

export interface ExportWords {
  readonly generation: ExportGeneration;
  /** False: only what every reader of descriptions knows. */
  readonly withExtensions: boolean;
}

const PLACES: Readonly<Record<string, string>> = { PATH: 'path', QUERY: 'query', HEAD: 'header', BODY: 'formData' };

const FORM = 'application/x-www-form-urlencoded';

/** `parameters`, and what carries the body. A body that is no form has no parameters of this protocol. */
export function encodeParameters(facts: ApiFacts, words: ExportWords): JsonMap {
  const told = [...undeclared(facts), ...declared(facts, words)];
  const format = facts.RequestConfig?.BodyFormat?.toUpperCase();
  if (words.generation === '2.0') {
    const body = format === 'STREAM' ? [{ name: 'body', in: 'body', schema: {} }] : [];
    return listed([...told.map(({ schema, ...rest }) => ({ ...rest, ...schema })), ...body]);
  }
  const fields = told.filter(isField);
  const others = listed(told.filter((each) => !isField(each)));
  if (fields.length > 0 || format === 'FORM') {
    return { ...others, requestBody: { content: { [FORM]: { schema: formSchema(fields) } } } };
  }
  return format === 'STREAM' ? { ...others, requestBody: { content: { '*/*': {} } } } : others;
}

const listed = (parameters: readonly JsonMap[]): JsonMap => (parameters.length === 0 ? {} : { parameters });

interface Told extends JsonMap {
  readonly name: string;
  readonly in: string;
  readonly required: boolean;
  readonly schema: JsonMap;
}

const isField = ({ in: place }: Told): boolean => place === 'formData';

const declared = (facts: ApiFacts, words: ExportWords): Told[] =>
  (facts.RequestParameters ?? []).flatMap((parameter) => {
    const { ApiParameterName: name = '', Location = '', Required, Description } = parameter;
    const place = PLACES[Location];
    if (place === undefined || name === '') return [];
    return [
      {
        name,
        in: place,
        required: place === 'path' || Required === 'REQUIRED',
        ...said('description', Description),
        ...(words.withExtensions ? backendWords(facts, parameter) : {}),
        schema: schemaOf(parameter, words),
      },
    ];
  });

function formSchema(fields: readonly Told[]): JsonMap {
  const required = fields.filter((field) => field.required).map(({ name }) => name);
  const properties = fields.map(({ name, in: _in, required: _required, schema, ...rest }) => [
    name,
    { ...schema, ...rest },
  ]);
  return {
    type: 'object',
    properties: Object.fromEntries(properties),
    ...(required.length === 0 ? {} : { required }),
  };
}

/** Readers of descriptions want every name of the path among the parameters. */
function undeclared({ RequestConfig, RequestParameters = [] }: ApiFacts): Told[] {
  const known = RequestParameters.flatMap((each) => (each.Location === 'PATH' ? [each.ApiParameterName] : []));
  const names = pathParameters(toDescribedPath(RequestConfig?.RequestPath ?? ''));
  return names
    .filter((name) => !known.includes(name))
    .map((name) => ({ name, in: 'path', required: true, schema: { type: 'string' } }));
}

function schemaOf(parameter: RequestParameter, { generation }: ExportWords): JsonMap {
  const type = describedType(parameter.ParameterType ?? '');
  const typed = (text: string): unknown => typedValue(type.type, text);
  const example = generation === '2.0' ? 'x-example' : 'example';
  return {
    ...type,
    ...(type.type === 'array' ? { items: { type: describedType(parameter.ArrayItemsType ?? '').type } } : {}),
    ...(parameter.DefaultValue ? { default: typed(parameter.DefaultValue) } : {}),
    ...(parameter.DemoValue ? { [example]: typed(parameter.DemoValue) } : {}),
    ...(parameter.EnumValue ? { enum: parameter.EnumValue.split(',').map(typed) } : {}),
    ...said('pattern', parameter.RegularExpression),
    ...said('minLength', parameter.MinLength),
    ...said('maxLength', parameter.MaxLength),
    ...said('minimum', parameter.MinValue),
    ...said('maximum', parameter.MaxValue),
  };
}

/** A number where the text is one and comes back as it was. */
function typedValue(type: string, text: string): unknown {
  if (type === 'boolean' && /^(true|false)$/.test(text)) return text === 'true';
  const number = Number(text);
  return (type === 'integer' || type === 'number') && String(number) === text ? number : text;
}

/** Where the backend gets it. One place: others are told in the rest. */
function backendWords({ ServiceParameters = [], ServiceParametersMap = [] }: ApiFacts, parameter: RequestParameter) {
  const link = ServiceParametersMap.find(
    ({ RequestParameterName }) => RequestParameterName === parameter.ApiParameterName,
  );
  const target = ServiceParameters.find(
    ({ ServiceParameterName }) => ServiceParameterName === link?.ServiceParameterName,
  );
  if (target === undefined) return {};
  return {
    [EXTENSION.backendName]: target.ServiceParameterName ?? '',
    [EXTENSION.backendLocation]: target.Location ?? '',
  };
}

export const said = (key: string, value: string | number | undefined): JsonMap =>
  value === undefined || value === '' ? {} : { [key]: value };
