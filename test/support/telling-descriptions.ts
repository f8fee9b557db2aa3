/** A description of our own that shows one trait of those in the world, and what calls of it must arrive as. */
export interface TellingDescription {
  readonly trait: string;
  readonly type: 'OPEN_API' | 'SWAGGER';
  /** `backend`: the host and port to call. */
  readonly text: (backend: string) => string;
  /** `GET /sent` -> what the backend is asked, or a status where nothing may arrive. */
  readonly calls: Readonly<Record<string, string | number>>;
}

const openApi = (rest: object): string =>
  JSON.stringify({ openapi: '3.0.3', info: { title: 'Telling', version: '1' }, ...rest });

/** Everything below `/` of the backend, unless the description says otherwise. */
const plain = (
  trait: string,
  paths: object,
  calls: TellingDescription['calls'],
  rest: object = {},
): TellingDescription => ({
  trait,
  type: 'OPEN_API',
  text: (backend) => openApi({ servers: [{ url: `http://${backend}` }], paths, ...rest }),
  calls,
});

const many = Array.from({ length: 1_200 }, (_, index) => index);

export const TELLING: readonly TellingDescription[] = [
  {
    trait: 'variables in servers',
    type: 'OPEN_API',
    text: (backend) =>
      openApi({
        servers: [
          {
            url: 'http://{host}:{port}/{stage}/v1',
            variables: {
              host: { default: backend.split(':')[0] },
              port: { default: backend.split(':')[1], enum: ['80'] },
              stage: { default: 'live' },
            },
          },
        ],
        paths: { '/a': { get: {} } },
      }),
    calls: { 'GET /a': 'GET /live/v1/a' },
  },
  plain(
    'parameters and servers of a path',
    { '/a/{id}': { summary: 's', servers: [{ url: 'http://x' }], parameters: [{ name: 'id', in: 'path' }], get: {} } },
    { 'GET /a/7': 'GET /a/7', 'POST /a/7': 404 },
  ),
  plain(
    'templates that differ only in names',
    { '/a/{x}/b': { get: {} }, '/a/{y}/b': { delete: {}, get: {} }, '/a/{z}': { put: {} } },
    { 'GET /a/1/b': 'GET /a/1/b', 'DELETE /a/2/b': 'DELETE /a/2/b', 'PUT /a/3': 'PUT /a/3', 'PUT /a/3/b': 404 },
  ),
  plain(
    'recursive schemas',
    { '/tree': { get: { responses: { 200: { $ref: '#/components/responses/Tree' } } } } },
    { 'GET /tree': 'GET /tree' },
    {
      components: {
        responses: { Tree: { content: { 'application/json': { schema: { $ref: '#/components/schemas/Node' } } } } },
        schemas: { Node: { properties: { next: { $ref: '#/components/schemas/Node' } } } },
      },
    },
  ),
  {
    trait: 'YAML with anchors',
    type: 'OPEN_API',
    text: (backend) => `# a comment
openapi: 3.1.0
info: { title: Anchors, version: 2.10 }
servers: [{ url: 'http://${backend}/y' }]
x-common: &common
  summary: same
  responses: { 200: { description: "ok" } }
paths:
  /on: { get: { <<: *common } }
  "/quoted key": { post: *common }
`,
    calls: { 'GET /on': 'GET /y/on', 'POST /quoted%20key': 'POST /y/quoted%20key' },
  },
  plain('more than a thousand operations', Object.fromEntries(many.map((index) => [`/r${index}/{id}`, { get: {} }])), {
    'GET /r0/1': 'GET /r0/1',
    'GET /r1199/1': 'GET /r1199/1',
    'GET /r1200/1': 404,
  }),
  plain(
    'extensions everywhere',
    {
      'x-paths': 1,
      '/a': { 'x-item': [], get: { 'x-operation': null, responses: {} }, 'x-get': { get: {} } },
    },
    { 'GET /a': 'GET /a', 'GET /x-paths': 404 },
    { 'x-root': { deep: [1] } },
  ),
  plain(
    'references between components',
    { '/a': { $ref: '#/components/pathItems/A' }, '/b': { $ref: '#/paths/~1a' } },
    { 'GET /a': 'GET /a', 'GET /b': 'GET /b' },
    { components: { pathItems: { A: { $ref: '#/components/pathItems/a~1b%20c' }, 'a/b c': { get: {} } } } },
  ),
  plain('no paths', {}, { 'GET /': 404 }),
  plain(
    'unusual methods',
    { '/a': { trace: {}, head: {}, options: {}, patch: {} } },
    { 'OPTIONS /a': 'OPTIONS /a', 'PATCH /a': 'PATCH /a', 'HEAD /a': 200, 'GET /a': 404 },
  ),
  plain(
    'slashes at the end',
    { '/a': { get: {} }, '/a/': { put: {} }, '/b/': { get: {} }, '/': { get: {} } },
    { 'GET /a': 'GET /a', 'PUT /a/': 'PUT /a/', 'GET /a/': 404, 'GET /b': 404, 'GET /b/': 'GET /b/', 'GET /': 'GET /' },
  ),
  plain(
    'escapes and other characters',
    {
      '/caf%C3%A9': { get: {} },
      '/über/{id}': { get: {} },
      '/a b': { get: {} },
      '/q"<>': { get: {} },
      '/%7Eme': { get: {} },
    },
    {
      'GET /caf%C3%A9': 'GET /caf%C3%A9',
      'GET /%C3%BCber/1': 'GET /%C3%BCber/1',
      'GET /a%20b': 'GET /a%20b',
      'GET /q%22%3C%3E': 'GET /q%22%3C%3E',
      'GET /~me': 'GET /~me',
    },
  ),
  plain(
    'queries and fragments in paths',
    {
      '/#Action=Run': { post: {} },
      '/#Action=Stop': { post: {} },
      '/a?op=list': { get: {} },
      '/b{?page}': { get: {} },
    },
    { 'POST /?Action=Run': 'POST /?Action=Run', 'GET /a?op=list': 'GET /a?op=list', 'GET /bx': 'GET /bx' },
  ),
  plain(
    'text and parameters in one segment',
    { '/c/{base}...{head}': { get: {} }, '/{name}.json': { get: {} }, '/{id}:start': { post: {} } },
    {
      'GET /c/a...b': 'GET /c/a...b',
      'GET /x.json': 'GET /x.json',
      'POST /7:start': 'POST /7:start',
      'GET /x.xml': 404,
    },
  ),
  plain(
    'names of the language',
    JSON.parse('{"/constructor":{"get":{}},"/__proto__":{"get":{"__proto__":{}}}}') as object,
    {
      'GET /constructor': 'GET /constructor',
      'GET /__proto__': 'GET /__proto__',
    },
  ),
  {
    trait: 'Swagger with a base path',
    type: 'SWAGGER',
    text: (backend) =>
      JSON.stringify({
        swagger: '2.0',
        host: backend,
        basePath: '/v2/',
        schemes: ['ws', 'http'],
        paths: { '/a/{id}': { parameters: [{ $ref: '#/parameters/id' }], get: {} } },
      }),
    calls: { 'GET /a/1': 'GET /v2/a/1' },
  },
];
