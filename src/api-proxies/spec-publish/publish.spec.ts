import { parse } from 'yaml';
import { publish } from './publish.js';
import type { MergedSpecRequest, SpecMember, SpecOperation } from './published-spec.js';

const bytes = (document: unknown) => Buffer.from(typeof document === 'string' ? document : JSON.stringify(document));

const told = (...keys: readonly string[]): SpecOperation[] =>
  keys.map((key) => {
    const [method = '', path = ''] = key.split(' ');
    return { method: method as SpecOperation['method'], path, description: `Told ${path}` };
  });

const memberOf = (name: string, document: unknown, ...operations: readonly string[]): SpecMember => ({
  name,
  document: document === null ? null : bytes(document),
  operations: told(...operations),
});

const request = (members: readonly SpecMember[], more: Partial<MergedSpecRequest> = {}): MergedSpecRequest => ({
  kind: 'merged',
  title: 'Pay',
  description: '',
  serverUrls: ['https://gw.example.com/pay'],
  members,
  format: 'json',
  ...more,
});

const merged = (members: readonly SpecMember[], more: Partial<MergedSpecRequest> = {}) =>
  JSON.parse(publish(request(members, more)));

const openApi = (paths: object, more: object = {}) => ({
  openapi: '3.0.3',
  info: { title: 't', version: '9' },
  servers: [{ url: 'https://elsewhere.test' }],
  paths,
  ...more,
});
const swagger = (paths: object, more: object = {}) => ({
  swagger: '2.0',
  info: { title: 't', version: '9' },
  host: 'elsewhere.test',
  paths,
  ...more,
});
const OK = { responses: { 200: { description: 'ok' } } };
const returns = (ref: string) => ({
  responses: { 200: { description: 'ok', content: { 'application/json': { schema: { $ref: ref } } } } },
});

describe('a published description', () => {
  it('tells of what is reached, at the address where it is', () => {
    const document = merged([
      memberOf('cards', openApi({ '/cards': { get: OK, post: OK }, '/hidden': { get: OK } }), 'GET /cards'),
    ]);
    expect(document).toEqual({
      openapi: '3.0.3',
      info: { title: 'Pay', version: '1' },
      servers: [{ url: 'https://gw.example.com/pay' }],
      paths: { '/cards': { get: OK } },
    });
  });

  it('says the little that is known of operations without a description', () => {
    const { paths, openapi } = merged([memberOf('bare', null, 'ANY /x/{id}', 'GET /y')]);
    expect(openapi).toBe('3.0.3');
    expect(Object.keys(paths['/x/{id}'])).toEqual([
      'get',
      'post',
      'put',
      'head',
      'options',
      'delete',
      'patch',
      'trace',
    ]);
    expect(paths['/x/{id}'].get).toEqual({
      summary: 'Told /x/{id}',
      parameters: [{ name: 'id', in: 'path', required: true, schema: { type: 'string' } }],
      responses: { default: { description: 'Not described' } },
    });
  });

  it('carries over what the path and the document say for all operations', () => {
    const shared = { name: 'id', in: 'path', required: true };
    const page = { name: 'page', in: 'query' };
    const item = { parameters: [shared, page], get: { ...OK, parameters: [{ ...page, description: 'own' }] } };
    const { paths, security } = merged([
      memberOf('a', openApi({ '/a/{id}': item }, { security: [{ key: [] }] }), 'GET /a/{id}'),
    ]);
    expect(paths['/a/{id}'].get).toEqual({
      ...OK,
      security: [{ key: [] }],
      parameters: [shared, { ...page, description: 'own' }],
    });
    expect(security).toBeUndefined();
  });

  it('lets the first member describe what several have', () => {
    const first = openApi({ '/a': { get: { ...OK, summary: 'first' } } });
    const second = openApi({ '/a': { get: { ...OK, summary: 'second' }, put: { ...OK, summary: 'own' } } });
    const { paths } = merged([memberOf('one', first, 'GET /a'), memberOf('two', second, 'GET /a', 'PUT /a')]);
    expect(paths['/a'].get.summary).toBe('first');
    expect(paths['/a'].put.summary).toBe('own');
  });

  it('keeps components of one name apart, and those apart that refer to them', () => {
    const components = (detail: string) => ({
      components: {
        schemas: {
          Detail: { type: detail },
          Error: { properties: { detail: { $ref: '#/components/schemas/Detail' } } },
          Same: { type: 'boolean' },
        },
        securitySchemes: { key: { type: 'apiKey', name: detail, in: 'header' } },
      },
    });
    const operation = (path: string) => ({
      [path]: { get: { ...returns('#/components/schemas/Error'), security: [{ key: [] }] } },
    });
    const document = merged([
      memberOf('one', openApi(operation('/a'), components('string')), 'GET /a'),
      memberOf('t wo', openApi(operation('/b'), components('integer')), 'GET /b'),
    ]);
    expect(document.components.schemas).toEqual({
      Detail: { type: 'string' },
      Error: { properties: { detail: { $ref: '#/components/schemas/Detail' } } },
      Same: { type: 'boolean' },
      't-wo_Detail': { type: 'integer' },
      't-wo_Error': { properties: { detail: { $ref: '#/components/schemas/t-wo_Detail' } } },
    });
    expect(document.paths['/b'].get).toEqual({
      ...returns('#/components/schemas/t-wo_Error'),
      security: [{ 't-wo_key': [] }],
    });
    expect(document.paths['/a'].get.security).toEqual([{ key: [] }]);
  });

  it('stays Swagger 2.0 while all members are, and is of the newest generation else', () => {
    const old = swagger(
      { '/old': { get: { responses: { 200: { description: 'ok', schema: { $ref: '#/definitions/Old' } } } } } },
      { definitions: { Old: { type: 'object' } }, produces: ['application/json'] },
    );
    const alone = merged([memberOf('old', old, 'GET /old')]);
    expect(alone).toMatchObject({
      swagger: '2.0',
      host: 'gw.example.com',
      basePath: '/pay',
      schemes: ['https'],
      definitions: { Old: { type: 'object' } },
      paths: { '/old': { get: { produces: ['application/json'] } } },
    });
    const both = merged([memberOf('old', old, 'GET /old'), memberOf('new', openApi({ '/n': { get: OK } }), 'GET /n')]);
    expect(both).toMatchObject({
      openapi: '3.0.3',
      components: { schemas: { Old: { type: 'object' } } },
      paths: { '/old': { get: returns('#/components/schemas/Old') }, '/n': { get: OK } },
    });
    const newest = memberOf('newest', { ...openApi({ '/n': { get: OK } }), openapi: '3.1.0' }, 'GET /n');
    expect(merged([memberOf('old', old, 'GET /old'), newest]).openapi).toBe('3.1.0');
  });

  it('gives every operation an id of its own', () => {
    const document = (path: string) => openApi({ [path]: { get: { ...OK, operationId: 'list' } } });
    const { paths } = merged([memberOf('a', document('/a'), 'GET /a'), memberOf('b', document('/b'), 'GET /b')]);
    expect([paths['/a'].get.operationId, paths['/b'].get.operationId]).toEqual(['list', 'b_list']);
  });

  it('may be YAML', () => {
    const members = [memberOf('a', openApi({ '/a': { get: OK } }), 'GET /a')];
    expect(parse(publish(request(members, { format: 'yaml' })))).toEqual(merged(members));
  });

  it('is no more than the members, whatever their names', () => {
    const hostile = '{"openapi":"3.0.0","paths":{"/a":{"get":{}}},"components":{"schemas":{"__proto__":{"type":"x"}}}}';
    const text = publish(request([memberOf('__proto__', hostile, 'GET /a')]));
    expect(text).toContain('"__proto__":{"type":"x"}');
    expect(Object.getPrototypeOf({})).not.toHaveProperty('type');
  });
});

describe('a description as it was imported', () => {
  it('is told in either format', () => {
    const yaml = 'openapi: 3.0.0\npaths: {}\n';
    expect(JSON.parse(publish({ kind: 'plain', document: bytes(yaml), format: 'json' }))).toEqual({
      openapi: '3.0.0',
      paths: {},
    });
    expect(parse(publish({ kind: 'plain', document: bytes('{"openapi":"3.0.0"}'), format: 'yaml' }))).toEqual({
      openapi: '3.0.0',
    });
  });

  it('is refused when it contains itself', () => {
    expect(() => publish({ kind: 'plain', document: bytes('a: &x\n  b: *x\n'), format: 'json' })).toThrow(
      /contains itself|aliases/,
    );
  });
});
