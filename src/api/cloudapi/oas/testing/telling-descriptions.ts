/** A description that shows one trait, and what of the APIs it makes must hold. */
export interface TellingDescription {
  readonly trait: string;
  readonly text: string;
  /** `GET /a/[id]` -> members of its facts. */
  readonly facts: Readonly<Record<string, object>>;
}

const ANONYMOUS = { 'x-aliyun-apigateway-auth-type': 'ANONYMOUS' };
const HTTP = { type: 'HTTP', address: 'http://backend.example.com', path: '/b', method: 'get', timeout: 7000 };

const swagger = (paths: object, rest: object = {}): string =>
  JSON.stringify({ swagger: '2.0', info: { title: 't', version: '1' }, ...rest, paths });
const openApi = (paths: object, rest: object = {}): string =>
  JSON.stringify({ openapi: '3.0.3', info: { title: 't', version: '1' }, ...rest, paths });
const http = (operation: object = {}, backend: object = HTTP) => ({
  ...ANONYMOUS,
  'x-aliyun-apigateway-backend': backend,
  ...operation,
});

export const TELLING: readonly TellingDescription[] = [
  {
    trait: 'parameters of a path, one of them said differently',
    text: swagger({
      '/users/{id}/orders': {
        parameters: [
          { name: 'id', in: 'path', required: true, type: 'integer', format: 'int64' },
          { name: 'lang', in: 'query', type: 'string', default: 'en' },
        ],
        get: http({ parameters: [{ name: 'lang', in: 'query', type: 'string', enum: ['en', 'de'], default: 'de' }] }),
      },
    }),
    facts: {
      'GET /users/[id]/orders': {
        RequestParameters: [
          { ApiParameterName: 'id', Location: 'PATH', ParameterType: 'Long', Required: 'REQUIRED' },
          {
            ApiParameterName: 'lang',
            Location: 'QUERY',
            ParameterType: 'String',
            Required: 'OPTIONAL',
            DefaultValue: 'de',
            EnumValue: 'en,de',
          },
        ],
      },
    },
  },
  {
    trait: 'referenced parameters and schemas',
    text: openApi(
      { '/refs': { get: http({ parameters: [{ $ref: '#/components/parameters/Size' }] }) } },
      {
        components: {
          parameters: { Size: { name: 'size', in: 'query', schema: { $ref: '#/components/schemas/Size' } } },
          schemas: { Size: { type: 'integer', format: 'int32', minimum: 1, maximum: 100, default: 20, example: 5 } },
        },
      },
    ),
    facts: {
      'GET /refs': {
        RequestParameters: [
          {
            ApiParameterName: 'size',
            Location: 'QUERY',
            ParameterType: 'Int',
            Required: 'OPTIONAL',
            DefaultValue: '20',
            DemoValue: '5',
            MinValue: 1,
            MaxValue: 100,
          },
        ],
      },
    },
  },
  {
    trait: 'host, basePath and schemes in place of a backend',
    text: swagger(
      {
        '/a/{id}': { put: { ...ANONYMOUS, parameters: [{ name: 'id', in: 'path', required: true, type: 'string' }] } },
      },
      { host: 'api.example.com:8443', basePath: '/v1', schemes: ['https'] },
    ),
    facts: {
      'PUT /a/[id]': {
        RequestConfig: {
          RequestProtocol: 'HTTPS',
          RequestHttpMethod: 'PUT',
          RequestPath: '/a/[id]',
          RequestMode: 'MAPPING',
        },
        ServiceConfig: {
          ServiceProtocol: 'HTTP',
          ServiceAddress: 'https://api.example.com:8443',
          ServicePath: '/v1/a/[id]',
          ServiceHttpMethod: 'PUT',
          ServiceTimeout: 10_000,
        },
      },
    },
  },
  {
    trait: 'servers with variables, one of the operation',
    text: openApi(
      { '/s': { get: ANONYMOUS, post: { ...ANONYMOUS, servers: [{ url: 'http://own.example.com' }] } } },
      { servers: [{ url: '/relative' }, { url: 'https://{r}.example.com/x/', variables: { r: { default: 'eu' } } }] },
    ),
    facts: {
      'GET /s': { ServiceConfig: { ServiceAddress: 'https://eu.example.com', ServicePath: '/x/s' } },
      'POST /s': { ServiceConfig: { ServiceAddress: 'http://own.example.com', ServicePath: '/s' } },
    },
  },
  {
    trait: 'any method',
    text: swagger({ '/any/*': { 'x-aliyun-apigateway-any-method': http({ operationId: 'everything' }) } }),
    facts: { 'ANY /any/*': { RequestConfig: { RequestHttpMethod: 'ANY' } } },
  },
  {
    trait: 'a fixed answer',
    text: openApi({
      '/fixed': {
        get: http(
          {},
          {
            type: 'MOCK',
            mockResult: '{"ok":true}',
            mockStatusCode: 202,
            mockHeaders: [{ name: 'X-Made', value: 'here' }],
          },
        ),
      },
    }),
    facts: {
      'GET /fixed': {
        ServiceConfig: {
          ServiceProtocol: 'HTTP',
          Mock: 'TRUE',
          MockResult: '{"ok":true}',
          MockStatusCode: 202,
          MockHeaders: [{ HeaderName: 'X-Made', HeaderValue: 'here' }],
          ServiceTimeout: 10_000,
        },
      },
    },
  },
  {
    trait: 'a backend behind a VPC access',
    text: swagger({
      '/vpc': {
        post: http({}, { type: 'HTTP-VPC', vpcAccessName: 'mine', path: '/in/{x}', method: 'put', timeout: 5 }),
      },
    }),
    facts: {
      'POST /vpc': {
        ServiceConfig: {
          ServiceProtocol: 'HTTP',
          ServiceVpcEnable: 'TRUE',
          VpcConfig: { Name: 'mine' },
          ServicePath: '/in/[x]',
          ServiceHttpMethod: 'PUT',
          ServiceTimeout: 5,
        },
      },
    },
  },
  {
    trait: 'a function as the backend',
    text: openApi({
      '/fc': {
        get: http(
          {},
          { type: 'FC', fcRegion: 'cn-hangzhou', serviceName: 's', functionName: 'f', arn: 'acs:ram::1:r' },
        ),
      },
    }),
    facts: {
      'GET /fc': {
        ServiceConfig: {
          ServiceProtocol: 'FunctionCompute',
          FunctionComputeConfig: {
            RegionId: 'cn-hangzhou',
            ServiceName: 's',
            FunctionName: 'f',
            RoleArn: 'acs:ram::1:r',
          },
        },
      },
    },
  },
  {
    trait: 'constant and system parameters',
    text: swagger({
      '/c': {
        get: http({
          'x-aliyun-apigateway-constant-parameters': [
            { backendName: 'x-from', location: 'header', value: 'gateway', description: 'who' },
            { backendName: 'v', location: 'QUERY', value: '1' },
          ],
          'x-aliyun-apigateway-system-parameters': [
            { systemName: 'CaClientIp', backendName: 'x-client', location: 'HEAD' },
          ],
        }),
      },
    }),
    facts: {
      'GET /c': {
        ConstantParameters: [
          { ServiceParameterName: 'x-from', ConstantValue: 'gateway', Location: 'HEAD', Description: 'who' },
          { ServiceParameterName: 'v', ConstantValue: '1', Location: 'QUERY' },
        ],
        SystemParameters: [{ ParameterName: 'CaClientIp', ServiceParameterName: 'x-client', Location: 'HEAD' }],
      },
    },
  },
  {
    trait: 'parameters that go elsewhere',
    text: openApi({
      '/m/{userId}': {
        get: http(
          {
            parameters: [
              {
                name: 'userId',
                in: 'path',
                required: true,
                schema: { type: 'string', minLength: 1, maxLength: 64, pattern: '^u' },
                'x-aliyun-apigateway-backend-name': 'uid',
              },
              {
                name: 'age',
                in: 'query',
                schema: { type: 'integer' },
                'x-aliyun-apigateway-backend-location': 'header',
              },
              { name: 'plain', in: 'query', description: 'stays', schema: { type: 'boolean', default: false } },
            ],
          },
          { ...HTTP, path: '/back/{uid}' },
        ),
      },
    }),
    facts: {
      'GET /m/[userId]': {
        ServiceParameters: [
          { ServiceParameterName: 'uid', Location: 'PATH', ParameterType: 'STRING' },
          { ServiceParameterName: 'age', Location: 'HEAD', ParameterType: 'NUMBER' },
          { ServiceParameterName: 'plain', Location: 'QUERY', ParameterType: 'BOOLEAN' },
        ],
        ServiceParametersMap: [
          { ServiceParameterName: 'uid', RequestParameterName: 'userId' },
          { ServiceParameterName: 'age', RequestParameterName: 'age' },
          { ServiceParameterName: 'plain', RequestParameterName: 'plain' },
        ],
      },
    },
  },
  {
    trait: 'fields of a form, in Swagger 2.0',
    text: swagger({
      '/form': {
        post: http({
          parameters: [
            { name: 'name', in: 'formData', required: true, type: 'string' },
            { name: 'X-Trace', in: 'header', type: 'string' },
          ],
        }),
      },
    }),
    facts: {
      'POST /form': {
        RequestConfig: { BodyFormat: 'FORM' },
        RequestParameters: [
          { ApiParameterName: 'name', Location: 'BODY', ParameterType: 'String', Required: 'REQUIRED' },
          { ApiParameterName: 'X-Trace', Location: 'HEAD', ParameterType: 'String', Required: 'OPTIONAL' },
        ],
      },
    },
  },
  {
    trait: 'fields of a form, in OpenAPI 3',
    text: openApi(
      {
        '/form3': {
          post: http({
            requestBody: {
              content: { 'application/x-www-form-urlencoded': { schema: { $ref: '#/components/schemas/Form' } } },
            },
          }),
        },
      },
      {
        components: {
          schemas: {
            Form: { type: 'object', required: ['a'], properties: { a: { type: 'string' }, b: { type: 'number' } } },
          },
        },
      },
    ),
    facts: {
      'POST /form3': {
        RequestConfig: { BodyFormat: 'FORM' },
        RequestParameters: [
          { ApiParameterName: 'a', Location: 'BODY', ParameterType: 'String', Required: 'REQUIRED' },
          { ApiParameterName: 'b', Location: 'BODY', ParameterType: 'Double', Required: 'OPTIONAL' },
        ],
      },
    },
  },
  {
    trait: 'a body that is no form, and what passes through',
    text: openApi({
      '/stream': {
        post: http({
          'x-aliyun-apigateway-paramater-handling': 'PASSTHROUGH',
          requestBody: { content: { 'application/json': { schema: { type: 'object' } } } },
        }),
      },
    }),
    facts: { 'POST /stream': { RequestConfig: { RequestMode: 'PASSTHROUGH', BodyFormat: 'STREAM' } } },
  },
  {
    trait: 'extensions of the document, which an operation goes before; the right spelling',
    text: swagger(
      { '/d': { get: {}, post: { 'x-aliyun-apigateway-auth-type': 'APP' } } },
      {
        ...http(),
        'x-aliyun-apigateway-parameter-handling': 'PASSTHROUGH',
        'x-aliyun-apigateway-api-market-enable': true,
        'x-aliyun-apigateway-api-force-nonce-check': true,
      },
    ),
    facts: {
      'GET /d': {
        AuthType: 'ANONYMOUS',
        Visibility: 'PUBLIC',
        ForceNonceCheck: true,
        RequestConfig: { RequestMode: 'PASSTHROUGH' },
      },
      'POST /d': { AuthType: 'APP', ServiceConfig: { ServicePath: '/b', ServiceHttpMethod: 'GET' } },
    },
  },
  {
    trait: 'YAML with anchors, merged keys and unquoted versions',
    text: `
swagger: 2.0
info: { title: t, version: 1.10 }
x-shared: &backend { type: HTTP, address: 'http://backend.example.com', path: '/b' }
paths:
  /y/{id}:
    parameters: [{ name: id, in: path, required: true, type: string }]
    get: &get
      operationId: list.things-v2
      summary: Lists
      x-aliyun-apigateway-auth-type: ANONYMOUS
      x-aliyun-apigateway-backend: *backend
    delete:
      <<: *get
      operationId: x
      x-aliyun-apigateway-api-name: remove_it
`,
    facts: {
      'GET /y/[id]': { ServiceConfig: { ServicePath: '/b', ServiceHttpMethod: 'GET' } },
      'DELETE /y/[id]': { ServiceConfig: { ServicePath: '/b', ServiceHttpMethod: 'DELETE' } },
    },
  },
];
