import type { OpenAPIObject } from '@nestjs/swagger';
import type { Limits } from '../../config/limits.js';
import { boundOf, type Parameter } from './decode/parameters.js';
import type { ObjectShape, ResponseShape, Shape } from './decode/shape.js';
import type { ActionFacts } from './define-action.js';

type OperationObject = NonNullable<OpenAPIObject['paths'][string]['get']>;
type ParameterObject = NonNullable<OperationObject['parameters']>[number];
type SchemaObject = NonNullable<NonNullable<OpenAPIObject['components']>['schemas']>[string];

const DESCRIPTION = `One address, \`/\`, by GET or POST; the part after \`#\` only names the operation here. Parameters travel in the
query, in a form body, or in both. Calls are signed: HMAC-SHA1 over the parameters (V1) or \`ACS3-HMAC-SHA256\` in the
\`Authorization\` header (V3), by the vendor's SDKs, command line or Terraform provider. \`Format=XML\` answers in XML.

A call needs a RAM policy that allows the operation on the resource that it names; owners of the project need none.`;

/** What is documented of one product. */
export interface DocumentedProduct {
  readonly title: string;
  readonly version: string;
  /** Action and resource as a policy names them, e.g. `apigateway:X` on `acs:apigateway:...`. */
  readonly arn: (relativeId: string) => string;
  readonly ramCode: string;
  /** Under which heading an operation is listed. */
  readonly tagOf: (action: string) => string;
  readonly actions: readonly ActionFacts[];
  readonly limits: Limits;
}

/** The documentation of every operation, from the same declarations that serve them. */
export const rpcDocument = (product: DocumentedProduct): OpenAPIObject => ({
  openapi: '3.0.0',
  info: { title: product.title, version: product.version, description: DESCRIPTION },
  tags: [],
  paths: Object.fromEntries(
    product.actions.map((action) => [`/#${action.name}`, { post: operation(action, product) }]),
  ),
  components: {
    schemas: { Error: ERROR_SCHEMA },
    securitySchemes: { signature: { type: 'apiKey', in: 'header', name: 'Authorization' } },
  },
  security: [{ signature: [] }],
});

const operation = (action: ActionFacts, product: DocumentedProduct): OperationObject => ({
  operationId: action.name,
  summary: action.summary,
  description: describe(action, product),
  tags: [product.tagOf(action.name)],
  parameters: [
    query('Action', { type: 'string', enum: [action.name] }, true),
    query('Version', { type: 'string', enum: [product.version] }, true),
    query('Format', { type: 'string', enum: ['JSON', 'XML'] }, false),
    ...Object.entries(action.parameters).flatMap(([name, parameter]) => documented(name, parameter, product.limits)),
  ],
  responses: {
    200: { description: 'Done.', content: { 'application/json': { schema: successSchema(action.response) } } },
    default: {
      description: codes(action.errors),
      content: { 'application/json': { schema: { $ref: '#/components/schemas/Error' } } },
    },
  },
});

function describe({ name, ram, callsPerSecond }: ActionFacts, { ramCode, arn, limits }: DocumentedProduct): string {
  const policy =
    ram === null
      ? 'Needs no policy.'
      : `RAM: \`${ramCode}:${name}\` (${ram.level}) on ${ram.resource
          .split(' ')
          .map((id) => `\`${arn(id)}\``)
          .join(' and ')}.`;
  return callsPerSecond === null ? policy : `${policy} At most ${limits[callsPerSecond]} calls per second and user.`;
}

const codes = (errors: readonly string[]): string =>
  `Refused. \`Code\` is one of ${[...errors, 'NoPermission', 'Throttling.User'].join(', ')}, or tells what is wrong with the signature.`;

const query = (name: string, schema: SchemaObject, required: boolean, description = ''): ParameterObject => ({
  name,
  in: 'query',
  required,
  description,
  schema,
});

function documented(name: string, parameter: Parameter<unknown>, limits: Limits): ParameterObject[] {
  const { about, required, shape, parts } = parameter;
  if (parameter.wire === 'list') return [query(`${name}.1`, { type: 'string' }, required, about)];
  if (parts !== undefined) {
    return parts.map((part) => query(`${name}.1.${part}`, { type: 'string' }, required, about));
  }
  if (shape === undefined) return [query(name, scalarSchema(parameter, limits), required, about)];
  // A JSON text inside a query parameter.
  return [
    {
      name,
      in: 'query',
      required,
      description: about,
      content: { 'application/json': { schema: inputSchema(shape) } },
    },
  ];
}

function scalarSchema({ wire, values, maxLength }: Parameter<unknown>, limits: Limits): SchemaObject {
  const type = wire === 'integer' || wire === 'boolean' ? wire : 'string';
  return {
    type,
    ...(values === undefined ? {} : { enum: [...values] }),
    ...(maxLength === undefined ? {} : { maxLength: boundOf(maxLength, limits) }),
  };
}

function inputSchema(shape: Shape): SchemaObject {
  if (typeof shape === 'string') return { type: shape };
  return 'list' in shape
    ? { type: 'array', items: objectSchema(shape.list, inputSchema) }
    : objectSchema(shape, inputSchema);
}

/** Lists of responses sit in a wrapper that names their items. */
function outputSchema(shape: Shape): SchemaObject {
  if (typeof shape === 'string') return { type: shape };
  if (!('list' in shape)) return objectSchema(shape, outputSchema);
  return {
    type: 'object',
    properties: { [shape.item]: { type: 'array', items: objectSchema(shape.list, outputSchema) } },
  };
}

const objectSchema = ({ fields }: ObjectShape, schemaOf: (shape: Shape) => SchemaObject): SchemaObject => ({
  type: 'object',
  properties: Object.fromEntries(Object.entries(fields).map(([name, shape]) => [name, schemaOf(shape)])),
});

function successSchema({ fields }: ResponseShape): SchemaObject {
  const properties = Object.entries(fields).map(([name, shape]) => [name, fieldSchema(shape)]);
  return { type: 'object', properties: { RequestId: { type: 'string' }, ...Object.fromEntries(properties) } };
}

function fieldSchema(shape: ResponseShape['fields'][string]): SchemaObject {
  if (typeof shape === 'string' || !('textItem' in shape)) return outputSchema(shape);
  return { type: 'object', properties: { [shape.textItem]: { type: 'array', items: { type: 'string' } } } };
}

const ERROR_SCHEMA: SchemaObject = {
  type: 'object',
  required: ['RequestId', 'HostId', 'Code', 'Message', 'Recommend'],
  properties: {
    RequestId: { type: 'string' },
    HostId: { type: 'string' },
    Code: { type: 'string' },
    Message: { type: 'string' },
    Recommend: { type: 'string' },
    AccessDeniedDetail: { type: 'object', additionalProperties: { type: 'string' } },
  },
};
