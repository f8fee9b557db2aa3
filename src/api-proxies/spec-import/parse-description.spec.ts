import { Problem } from '../../shared/problem.js';
import { parseDescription } from './parse-description.js';
import type { DescriptionKind } from './parsed-description.js';

const bytes = (document: unknown): Buffer =>
  Buffer.from(typeof document === 'string' ? document : JSON.stringify(document));
const parse = (document: unknown, kind: DescriptionKind = 'OPEN_API') => parseDescription(bytes(document), kind);
const openApi = (rest: object) => ({ openapi: '3.0.3', info: { title: 't', version: '1' }, ...rest });

function refusalOf(document: unknown, kind: DescriptionKind = 'OPEN_API'): string {
  try {
    parse(document, kind);
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    expect(error.code).toBe('invalid_argument');
    expect(error.facts.field).toBe('spec');
    return error.message;
  }
  throw new Error('was not refused');
}

const YAML = `
openapi: 3.1
info: { title: Shop, version: 1.10 }
servers:
  - url: https://{region}.example.com:{port}/api
    variables:
      region: { default: eu, enum: [eu, us] }
      port: { default: 8443 }
paths:
  /items/{id}:
    parameters: [{ name: id, in: path, required: true, schema: { type: string } }]
    summary: an item
    get: { operationId: getItem, summary: One item }
    put: {}
    x-internal: true
`;

describe('parseDescription', () => {
  it('leaves out of texts, and refuses in paths, what no database stores', () => {
    const get = { operationId: '\ud800id', summary: 'a\0b', responses: {} };
    expect(parse(openApi({ paths: { '/a': { get } } })).operations).toMatchObject([
      { operationId: 'id', summary: 'ab' },
    ]);
    expect(refusalOf(openApi({ paths: { '/a\0': { get } } }))).toMatch(/cannot have/);
  });

  it('reads YAML', () => {
    expect(parse(YAML)).toEqual({
      title: 'Shop',
      version: '1.1',
      description: '',
      servers: ['https://eu.example.com:8443/api'],
      operations: [
        { path: '/items/{id}', method: 'GET', operationId: 'getItem', summary: 'One item' },
        { path: '/items/{id}', method: 'PUT', operationId: null, summary: '' },
      ],
    });
  });

  it('reads JSON, also with a byte order mark', () => {
    const document = openApi({ paths: { '/a': { trace: {} } } });
    expect(parse(`\ufeff${JSON.stringify(document)}`).operations).toEqual([
      { path: '/a', method: 'TRACE', operationId: null, summary: '' },
    ]);
  });

  it('reads Swagger', () => {
    const swagger = {
      swagger: '2.0',
      host: 'api.example.com',
      basePath: '/v1',
      schemes: ['http', 'wss', 'https'],
      paths: { '/a': { post: {} } },
    };
    expect(parse(swagger, 'SWAGGER').servers).toEqual(['https://api.example.com/v1', 'http://api.example.com/v1']);
    expect(parse({ ...swagger, host: undefined }, 'SWAGGER').servers).toEqual(['/v1']);
    expect(parse('swagger: 2.0\npaths: {}', 'SWAGGER').operations).toEqual([]);
  });

  it('takes a description without paths or info', () => {
    expect(parse({ openapi: '3.1.0', webhooks: { a: { post: {} } } })).toEqual({
      title: '',
      version: '',
      description: '',
      servers: [],
      operations: [],
    });
  });

  it('follows references to path items and operations', () => {
    const document = openApi({
      paths: { '/a': { $ref: '#/components/pathItems/a~1b' }, '/b': { get: { $ref: '#/x-ops/0' } } },
      components: {
        pathItems: { 'a/b': { $ref: '#/components/pathItems/real' }, real: { get: { operationId: 'r' } } },
      },
      'x-ops': [{ operationId: 'o' }],
    });
    expect(parse(document).operations.map(({ operationId }) => operationId)).toEqual(['r', 'o']);
  });

  it('unfolds merge keys and a few aliases', () => {
    const document = 'openapi: 3.0.0\nx-base: &base { summary: same }\npaths:\n  /a:\n    get: { <<: *base }\n';
    expect(parse(document).operations[0]?.summary).toBe('same');
  });

  it('is not polluted by names of the language', () => {
    const json = `{"openapi":"3.0.0","__proto__":{"polluted":1},"paths":{"/__proto__":{"get":{"__proto__":{"summary":"x"}}},
      "/a":{"constructor":{},"__proto__":{"get":{}}}}}`;
    const yaml = 'openapi: 3.0.0\n__proto__: { polluted: 1 }\npaths:\n  /a:\n    __proto__: { get: {} }\n    put: {}\n';
    expect(parse(json).operations).toEqual([{ path: '/__proto__', method: 'GET', operationId: null, summary: '' }]);
    expect(parse(yaml).operations.map(({ method }) => method)).toEqual(['PUT']);
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
  });

  describe('refuses', () => {
    const path = (item: unknown) => openApi({ paths: { '/x': item } });
    const nested = (levels: number) => `{"openapi":"3.0.0","x":${'['.repeat(levels)}${']'.repeat(levels)}}`;
    const laughs = `openapi: 3.0.0\na: &a [x, x]\n${[...'bcdefghijklmnop'].map((n, i) => `${n}: &${n} [*${'abcdefghijklmnop'[i]}, *${'abcdefghijklmnop'[i]}]`).join('\n')}`;
    const manyPaths = Object.fromEntries(Array.from({ length: 20_001 }, (_, i) => [`/${i}`, {}]));

    const everyMethod = { get: {}, put: {}, post: {}, delete: {}, options: {}, head: {}, patch: {}, trace: {} };
    const manyOperations = Object.fromEntries(Array.from({ length: 6_251 }, (_, i) => [`/${i}`, everyMethod]));

    it.each<[string, unknown, string]>([
      ['nothing', ' ', 'is empty'],
      ['a text', 'hello', 'is not an object'],
      ['a list', '[]', 'is not an object'],
      ['broken JSON', '{"openapi":', 'is not valid JSON'],
      ['broken YAML', 'a: [', 'is not valid YAML'],
      ['two YAML documents', 'openapi: 3.0.0\n---\na: b', 'is not valid YAML'],
      ['a repeated YAML key', 'openapi: 3.0.0\nopenapi: 3.0.0', 'is not valid YAML'],
      ['no description', {}, "neither 'openapi' nor 'swagger'"],
      ['Swagger sent as OpenAPI', { swagger: '2.0' }, 'import it as SWAGGER'],
      ['OpenAPI of tomorrow', { openapi: '4.0.0' }, "'4.0.0' is not supported"],
      ['OpenAPI 3.2', { openapi: '3.2.0' }, 'is not supported'],
      ['OpenAPI 30', { openapi: '30' }, 'is not supported'],
      ['paths that are a list', openApi({ paths: [] }), 'paths: must be an object'],
      ['a relative path', openApi({ paths: { x: {} } }), 'paths.x: must begin with /'],
      ['a path item that is text', path('a'), 'paths./x: must be an object'],
      ['an operation that is text', path({ get: 'a' }), 'paths./x.get: must be an object'],
      ['an empty operation', path({ get: null }), 'paths./x.get: must be an object'],
      ['a method in capitals', path({ GET: {} }), 'paths./x.GET: write the method in lower case'],
      ['a reference to a file', path({ $ref: 'other.yaml#/a' }), 'points outside the document'],
      ['a reference to a URL', path({ get: { $ref: 'http://169.254.169.254/' } }), 'paths./x.get: $ref'],
      ['a reference to nothing', path({ $ref: '#/a/b' }), 'points at nothing'],
      ['a reference to the prototype', path({ $ref: '#/info/constructor/prototype' }), 'points at nothing'],
      ['a reference that is no text', path({ $ref: 1 }), '$ref must be text'],
      ['a broken escape in a reference', path({ $ref: '#/%zz' }), 'broken % escape'],
      [
        'a reference in a circle',
        openApi({ paths: { '/x': { $ref: '#/paths/~1y' }, '/y': { $ref: '#/paths/~1x' } } }),
        'leads back to itself',
      ],
      ['a server without a URL', openApi({ servers: [{}] }), 'servers[0]'],
      [
        'a server variable without a default',
        openApi({ servers: [{ url: 'http://{x}' }] }),
        "variable 'x' has no default",
      ],
      ['deep nesting', nested(300), 'nested deeper'],
      ['very deep nesting', nested(200_000), 'nested'],
      ['very deep YAML', `openapi: 3.0.0\nx: ${'['.repeat(50_000)}`, ''],
      ['a billion laughs', laughs, 'aliases'],
      ['a very long path', openApi({ paths: { [`/${'a'.repeat(2_000)}`]: {} } }), 'is longer than 2000 characters'],
      ['too many operations', openApi({ paths: manyOperations }), 'more than 50000 operations'],
      ['too many paths', openApi({ paths: manyPaths }), 'more than 20000 paths'],
    ])('%s', (_what, document, message) => {
      expect(refusalOf(document)).toContain(message);
    });

    it('OpenAPI sent as Swagger, and other Swaggers', () => {
      expect(refusalOf({ openapi: '3.0.0' }, 'SWAGGER')).toContain('import it as OPEN_API');
      expect(refusalOf({ swagger: '1.2' }, 'SWAGGER')).toContain('is not supported');
      expect(refusalOf({ swagger: '2.0', basePath: 'v1' }, 'SWAGGER')).toContain('basePath: must begin with /');
    });

    it('what is not UTF-8', () => {
      expect(() => parseDescription(Buffer.from([0xff, 0xfe, 0x41]), 'OPEN_API')).toThrow('not UTF-8');
    });

    it('more than 50 MB', () => {
      expect(() => parseDescription(Buffer.alloc(50 * 1024 * 1024 + 1, ' '), 'OPEN_API')).toThrow('larger than 50 MB');
    });
  });
});
