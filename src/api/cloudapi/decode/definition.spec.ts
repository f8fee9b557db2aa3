import { Problem } from '../../../shared/problem.js';
import type { ApiFacts } from './api-shapes.js';
import { toCore } from './definition.js';

const ID = 'a'.repeat(32);
const facts = (request: object = {}, service: object = {}, more: ApiFacts = {}): ApiFacts => ({
  RequestConfig: { RequestProtocol: 'HTTP', RequestPath: '/users/[userId]', RequestMode: 'MAPPING', ...request },
  ServiceConfig: {
    ServiceProtocol: 'HTTP',
    ServiceAddress: 'http://backend:8080',
    ServicePath: '/v1/[userId]',
    ...service,
  },
  ...more,
});
const operation = (given: ApiFacts) => toCore(given, ID, 'd').operations[0];

const parameter = (change: object): ApiFacts =>
  facts({}, {}, { RequestParameters: [{ ApiParameterName: 'a', Location: 'QUERY', ...change }] });

describe('toCore', () => {
  it('makes one operation and one address', () => {
    const { operations, routing } = toCore(facts({ RequestHttpMethod: 'post' }, { ServiceTimeout: 22 }), ID, 'words');
    expect(operations).toHaveLength(1);
    expect(operations[0]).toMatchObject({
      id: ID,
      path: '/users/{userId}',
      method: 'POST',
      backendPath: '/v1/{userId}',
      backendMethod: 'ANY',
      description: 'words',
      mock: null,
    });
    expect(routing).toMatchObject({
      addresses: [{ address: 'http://backend:8080', role: 'PRIMARY', weight: 1 }],
      readTimeoutMs: 22,
    });
  });

  it('reads HEADER as HEAD, a tail, and brackets that are literal text', () => {
    expect(operation(facts({ RequestHttpMethod: 'HEADER' }))?.method).toBe('HEAD');
    expect(operation(facts({ RequestPath: '/files/*' }))?.path).toBe('/files/*');
    expect(operation(facts({ RequestPath: '/a[b]', EscapePathParam: true }))?.path).toBe('/a[b]');
  });

  it('calls no backend for a fixed answer, whatever its address says', () => {
    const mock = { Mock: 'TRUE', MockResult: 'x', ServiceAddress: 'nonsense', ServiceTimeout: 30 };
    const { operations, routing } = toCore(facts({}, mock), ID, '');
    expect(operations[0]?.mock).toEqual({ status: 200, headers: [], body: 'x' });
    expect(routing.addresses).toEqual([]);
  });

  it('passes everything unchanged where nothing is to be changed', () => {
    expect(operation(facts({ RequestMode: 'PASSTHROUGH' }))?.mapping).toBeNull();
    expect(operation(facts())?.mapping).toEqual({ mode: 'MAPPING', parameters: [], constants: [], system: [] });
  });

  it('sends parameters on as they are where no map says otherwise', () => {
    const RequestParameters = [
      { ApiParameterName: 'userId', Location: 'PATH', Required: 'REQUIRED' },
      { ApiParameterName: 'other', Location: 'Path' },
      { ApiParameterName: 'q', Location: 'Query', DefaultValue: '1' },
    ];
    expect(operation(facts({}, {}, { RequestParameters }))?.mapping?.parameters).toEqual([
      { from: at('PATH', 'userId'), to: at('PATH', 'userId'), required: true, defaultValue: null },
      { from: at('PATH', 'other'), to: null, required: false, defaultValue: null },
      { from: at('QUERY', 'q'), to: at('QUERY', 'q'), required: false, defaultValue: '1' },
    ]);
  });

  it('follows the map: renamed, moved, to two places, to none', () => {
    const lists: ApiFacts = {
      RequestParameters: ['a', 'b'].map((name) => ({ ApiParameterName: name, Location: 'QUERY' })),
      ServiceParameters: [
        { ServiceParameterName: 'x', Location: 'HEAD' },
        { ServiceParameterName: 'y', Location: 'BODY' },
      ],
      ServiceParametersMap: [
        { ServiceParameterName: 'x', RequestParameterName: 'a' },
        { ServiceParameterName: 'y', RequestParameterName: 'a' },
      ],
    };
    expect(operation(facts({}, {}, lists))?.mapping?.parameters.map(({ from, to }) => [from.name, to])).toEqual([
      ['a', at('HEAD', 'x')],
      ['a', at('BODY', 'y')],
      ['b', null],
    ]);
  });

  it('adds constants, facts of the gateway and a content type', () => {
    const mapping = operation(
      facts(
        { RequestMode: 'PASSTHROUGH' },
        { ContentTypeCatagory: 'CUSTOM', ContentTypeValue: 'text/plain' },
        {
          ConstantParameters: [{ ServiceParameterName: 'c', ConstantValue: 'v', Location: 'QUERY' }],
          SystemParameters: [{ ParameterName: 'CaDomain', ServiceParameterName: 'd', Location: 'HEAD' }],
        },
      ),
    )?.mapping;
    expect(mapping).toMatchObject({
      mode: 'PASSTHROUGH',
      constants: [{ to: at('QUERY', 'c'), value: 'v' }],
      contentType: { kind: 'CUSTOM', value: 'text/plain' },
      system: [{ to: at('HEAD', 'd'), variable: 'CaDomain' }],
    });
  });

  it('reads what a value must be, in every spelling of its type', () => {
    const read = (parameter: object) =>
      operation(facts({}, {}, { RequestParameters: [{ ApiParameterName: 'a', Location: 'QUERY', ...parameter }] }))
        ?.mapping?.parameters[0]?.check;
    expect(
      ['Int', 'INT', 'long', 'Float', 'DOUBLE', 'Boolean'].map((ParameterType) => read({ ParameterType })?.type),
    ).toEqual(['INT', 'INT', 'LONG', 'FLOAT', 'DOUBLE', 'BOOLEAN']);
    for (const ParameterType of ['String', 'STRING', '', 'Array']) expect(read({ ParameterType })).toBeUndefined();
    expect(
      read({
        MinLength: 1,
        MaxLength: 3,
        MinValue: 9,
        EnumValue: 'a, b,',
        RegularExpression: '^[ab]+$',
        Required: 'REQUIRED',
      }),
    ).toEqual({ type: 'STRING', minLength: 1, maxLength: 3, values: ['a', 'b'], pattern: '^[ab]+$' });
    expect(read({ ParameterType: 'Int', MinValue: 0, MaxValue: 150, MaxLength: 9 })).toEqual({
      type: 'INT',
      minValue: 0,
      maxValue: 150,
    });
  });

  it('passes a body that is a stream on, whatever is declared of it', () => {
    const RequestParameters = [{ ApiParameterName: 'file', Location: 'BODY', ParameterType: 'String' }];
    const names = (BodyFormat: string) =>
      operation(facts({ BodyFormat }, {}, { RequestParameters }))?.mapping?.parameters.map(({ from }) => from.name);
    expect(names('STREAM')).toEqual([]);
    expect(names('FORM')).toEqual(['file']);
  });

  it.each([
    ['MAPPING', 'FORM', 'QUERY', true],
    ['MAPPING', 'FORM', 'BODY', undefined],
    ['MAPPING', 'STREAM', 'QUERY', undefined],
    ['MAPPING', '', 'QUERY', undefined],
    ['MAPPING_PASSTHROUGH', 'FORM', 'QUERY', undefined],
  ])(
    'drops a form of which nothing is declared: %s, %s, a parameter in %s',
    (RequestMode, BodyFormat, Location, is) => {
      const RequestParameters = [{ ApiParameterName: 'a', Location, ParameterType: 'String' }];
      const draft = facts({ RequestMode, BodyFormat }, {}, { RequestParameters });
      expect(operation(draft)?.mapping?.dropsForm).toBe(is);
    },
  );

  it.each([
    ['HTTP', ['http']],
    ['https', ['https']],
    ['HTTPS, HTTP', undefined],
    ['WEBSOCKET', ['http']],
    ['HTTP,HTTPS,WSS', undefined],
  ])('reads the protocols %s', (RequestProtocol, protocols) => {
    expect(operation(facts({ RequestProtocol }))?.protocols).toEqual(protocols);
  });

  it.each([
    ['DEFAULT', '', { kind: 'DEFAULT' }],
    ['Custom', 'a/b', { kind: 'CUSTOM', value: 'a/b' }],
    ['CUSTOM', '', undefined],
    ['CLIENT', 'a/b', undefined],
  ])('reads the content type %s %s', (ContentTypeCatagory, ContentTypeValue, contentType) => {
    expect(operation(facts({}, { ContentTypeCatagory, ContentTypeValue }))?.mapping?.contentType).toEqual(contentType);
  });

  it.each([
    ['FunctionCompute', /ServiceProtocol 'FUNCTIONCOMPUTE' is not called here: use HTTP.*trigger/],
    ['OSS', /: use HTTP or HTTPS with the bucket's address$/],
    ['EventBridge', /: use HTTP or HTTPS with an address/],
    ['GOPHER', /ServiceProtocol 'GOPHER' is not called here: use HTTP or HTTPS$/],
  ])('says what to use in place of a backend by %s', (ServiceProtocol, message) => {
    expect(() => operation(facts({}, { ServiceProtocol }))).toThrow(message);
  });

  it.each<[string, ApiFacts]>([
    ['RequestConfig', facts({ RequestProtocol: 'FTP' })],
    ['RequestConfig', facts({ RequestProtocol: 'HTTP,' })],
    ['RequestConfig', facts({ BodyFormat: 'XML' })],
    ['ServiceConfig', facts({}, { ContentTypeCatagory: 'GUESS' })],
    ['RequestParameters', parameter({ ParameterType: 'Date' })],
    ['RequestParameters', parameter({ RegularExpression: '(?=a)' })],
    ['RequestParameters', parameter({ MinLength: 2, MaxLength: 1 })],
    ['RequestParameters', parameter({ MinLength: -1 })],
    ['RequestParameters', parameter({ ParameterType: 'Int', MinValue: 2, MaxValue: 1 })],
    ['RequestConfig', facts({ RequestProtocol: '' })],
    ['RequestConfig', facts({ RequestPath: 'users' })],
    ['RequestConfig', facts({ RequestPath: '/a/[b' })],
    ['RequestConfig', facts({ RequestPath: '/a/{b}' })],
    ['RequestConfig', facts({ RequestHttpMethod: 'CONNECT' })],
    ['RequestConfig', facts({ RequestMode: 'GUESS' })],
    ['ServiceConfig', facts({}, { ServiceProtocol: 'FunctionCompute' })],
    ['ServiceConfig', facts({}, { ServiceVpcEnable: 'TRUE' })],
    ['ServiceConfig', facts({}, { ServiceAddress: 'http://backend/path' })],
    ['ServiceConfig', facts({}, { ServiceTimeout: 0 })],
    ['ServiceConfig', facts({}, { Mock: 'true', MockStatusCode: 99 })],
    ['RequestParameters', facts({}, {}, { RequestParameters: [{ ApiParameterName: 'a', Location: 'COOKIE' }] })],
    ['RequestParameters', facts({}, {}, { RequestParameters: [{ Location: 'QUERY' }] })],
    ['SystemParameters', facts({}, {}, { SystemParameters: [{ ParameterName: 'CaMood', ServiceParameterName: 'm' }] })],
    [
      'ServiceParametersMap',
      facts(
        {},
        {},
        {
          RequestParameters: [{ ApiParameterName: 'a', Location: 'QUERY' }],
          ServiceParametersMap: [{ RequestParameterName: 'a', ServiceParameterName: 'gone' }],
        },
      ),
    ],
  ])('refuses, and names %s (%#)', (field, given) => {
    let caught: unknown;
    try {
      toCore(given, ID, '');
    } catch (error) {
      caught = error;
    }
    expect(caught).toBeInstanceOf(Problem);
    expect(caught).toMatchObject({ code: 'invalid_argument', facts: { field } });
  });
});

const at = (location: string, name: string) => ({ location, name });
