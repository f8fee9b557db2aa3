import type { IrCache } from '../../../src/ir/fragment.js';
import type { ConformanceCase, Exchange, Expected, TestRequest } from '../conformance-case.js';
import { asks, forwarding } from './building.js';

const RULES: IrCache = {
  methods: ['GET'],
  ttlSeconds: 3_600,
  capacity: 100,
  key: null,
  keepsEmpty: false,
  refreshedBy: 'anybody',
};

const caching = (
  name: string,
  about: string,
  exchanges: readonly Exchange[],
  rules: Partial<IrCache> = {},
): ConformanceCase => ({
  name,
  about,
  serves: (ports) => ({ p: forwarding(ports, { action: { cache: { ...RULES, ...rules } } }) }),
  exchanges,
});

/** The backend sees so many of the requests; each is answered as `expect` says. */
const seen = (
  count: string,
  times: number,
  requests: readonly TestRequest[],
  expect: Expected = { status: 200 },
): readonly Exchange[] => [
  ...requests.map((request) => asks({ ...request, headers: { ...request.headers, 'x-count': count } }, expect)),
  { kind: 'seen', count, expect: times },
];

const twice = (request: TestRequest): readonly TestRequest[] => [request, request];
const saying = (...lines: readonly string[]): TestRequest => ({
  target: `/?do=says&${lines.map((line) => `with=${encodeURIComponent(line)}`).join('&')}`,
});

export const CACHES: readonly ConformanceCase[] = [
  caching('CacheHit', 'A second request like the first gets its answer, with its age, and no backend is asked', [
    ...seen('hit', 1, twice({ target: '/?do=chunks' }), { body: 'one,two,three' }),
    {
      kind: 'settle',
      request: { target: '/?do=chunks' },
      inARow: 1,
      expect: { body: 'one,two,three', headers: { age: /^\d+$/, 'content-length': '13' } },
    },
  ]),
  caching('CacheTellsApart', 'Path, query and host tell requests apart', [
    ...seen('apart', 4, [
      { target: '/a' },
      { target: '/b' },
      { target: '/a?x=1' },
      { target: '/a', headers: { host: 'other.example' } },
    ]),
  ]),
  caching('CacheNotForCallers', 'Who says who he is gets an answer of his own', [
    ...seen('known', 2, twice({ target: '/', headers: { authorization: 'Bearer x' } })),
    ...seen('cookie', 2, twice({ target: '/', headers: { cookie: 'a=1' } })),
  ]),
  caching(
    'CacheKeyedHeader',
    'Unless the key tells callers apart by it',
    [
      ...seen('keyed', 2, [
        ...twice({ target: '/', headers: { authorization: 'Bearer x' } }),
        ...twice({ target: '/', headers: { authorization: 'Bearer y' } }),
      ]),
    ],
    { key: [{ location: 'header', name: 'authorization' }] },
  ),
  caching('CacheRefusedByBackend', 'What the backend keeps from caches, and cookies that it gives, are not kept', [
    ...seen('store', 2, twice(saying('cache-control:no-store'))),
    ...seen('private', 2, twice(saying('cache-control:private'))),
    ...seen('old', 2, twice(saying('cache-control:max-age=0'))),
    ...seen('gives', 2, twice(saying('set-cookie:a=1'))),
    ...seen('star', 2, twice(saying('vary:*'))),
  ]),
  caching('CacheVary', 'Requests are told apart by what the answer depends on', [
    ...seen('vary', 2, [
      ...twice({ ...saying('vary:X-Lang'), headers: { 'x-lang': 'en' } }),
      ...twice({ ...saying('vary:X-Lang'), headers: { 'x-lang': 'tr' } }),
    ]),
  ]),
  caching('CacheNoErrors', 'Errors, answers without a body and trailers are not kept', [
    ...seen('error', 2, twice({ target: '/?do=missing' }), { status: 404 }),
    ...seen('empty', 2, twice({ target: '/?do=nothing' }), { status: 204 }),
    ...seen('trailers', 2, twice({ target: '/?do=trailers' })),
    ...seen('large', 2, twice({ target: '/?do=large' })),
  ]),
  caching(
    'CacheEmpty',
    'Answers without a body are kept where that is wanted',
    [...seen('kept-empty', 1, twice({ target: '/?do=nothing' }), { status: 204 })],
    { keepsEmpty: true },
  ),
  caching('CacheOtherMethods', 'HEAD, POST and parts go to the backend', [
    ...seen('head', 2, twice({ target: '/', method: 'HEAD' })),
    ...seen('cached-post', 2, twice({ target: '/', method: 'POST', body: 'x' })),
    ...seen('range', 2, twice({ target: '/', headers: { range: 'bytes=0-1' } })),
  ]),
  caching(
    'CachePost',
    'Where POST is cached its body tells requests apart',
    [
      ...seen(
        'body',
        2,
        [
          ...twice({ target: '/?do=length', method: 'POST', body: 'x' }),
          { target: '/?do=length', method: 'POST', body: 'y' },
        ],
        { body: '1' },
      ),
      ...seen('put', 2, twice({ target: '/', method: 'PUT', body: 'x' })),
    ],
    { methods: ['GET', 'POST'] },
  ),
  caching('CacheRefresh', 'Callers may ask for a fresh answer', [
    ...seen('fresh', 2, [{ target: '/' }, { target: '/', headers: { 'cache-control': 'no-cache' } }, { target: '/' }]),
  ]),
  caching(
    'CacheNoRefresh',
    'Only known ones where that is wanted',
    [...seen('stays', 1, [{ target: '/' }, { target: '/', headers: { 'cache-control': 'no-cache' } }])],
    { refreshedBy: 'known-callers' },
  ),
  caching(
    'CacheCapacity',
    'Beyond the capacity the least recently used answer goes',
    [
      ...seen('full', 4, [
        { target: '/1' },
        { target: '/2' },
        { target: '/1' },
        { target: '/3' },
        { target: '/1' },
        { target: '/2' },
      ]),
    ],
    { capacity: 2 },
  ),
];
