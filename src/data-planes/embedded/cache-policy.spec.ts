import type { IrCache } from '../../ir/fragment.js';
import { type CacheableRequest, keepingOf, keyOf, useOf } from './cache-policy.js';

const RULES: IrCache = {
  methods: ['GET'],
  ttlSeconds: 60,
  capacity: 9,
  key: null,
  keepsEmpty: false,
  refreshedBy: 'anybody',
};
const NOW = Date.parse('2026-01-01T00:00:00Z');

const request = (
  headers: Readonly<Record<string, string>> = {},
  change: Partial<CacheableRequest> = {},
): CacheableRequest => ({
  method: 'GET',
  scheme: 'http',
  authority: 'a.example',
  path: '/x',
  query: '?p=1&q=2',
  clientAddress: '10.0.0.1',
  appId: '',
  body: null,
  header: (name) => headers[name],
  ...change,
});

describe('the use of the cache for a request', () => {
  const byAuthorization: IrCache = { ...RULES, key: [{ location: 'header', name: 'authorization' }] };
  const forKnown: IrCache = { ...RULES, refreshedBy: 'known-callers' };
  it.each([
    [{}, {}, RULES, 'lookup'],
    [{}, { method: 'HEAD' }, RULES, 'bypass'],
    [{}, { method: 'POST' }, RULES, 'bypass'],
    [{}, { method: 'POST' }, { ...RULES, methods: ['GET', 'POST'] as const }, 'lookup'],
    [{ authorization: 'x' }, {}, RULES, 'bypass'],
    [{ authorization: 'x' }, {}, byAuthorization, 'lookup'],
    [{ authorization: 'x', cookie: 'a' }, {}, byAuthorization, 'bypass'],
    [{ cookie: 'a' }, {}, RULES, 'bypass'],
    [{ range: 'bytes=0-1' }, {}, RULES, 'bypass'],
    [{ 'if-none-match': '"a"' }, {}, RULES, 'bypass'],
    [{ 'x-http-method-override': 'DELETE' }, {}, RULES, 'bypass'],
    [{ 'cache-control': 'max-age=5, No-Store' }, {}, RULES, 'bypass'],
    [{ 'cache-control': 'no-cache' }, {}, RULES, 'refresh'],
    [{ 'cache-control': 'max-age=0' }, {}, RULES, 'refresh'],
    [{ 'cache-control': 'no-cache' }, {}, forKnown, 'lookup'],
    [{ 'cache-control': 'no-cache' }, { appId: '7' }, forKnown, 'refresh'],
  ])('%j %j: %#', (headers, change, rules, use) => {
    expect(useOf(request(headers, change), rules)).toBe(use);
  });
});

describe('the key of a request', () => {
  const key = (of: CacheableRequest, rules: IrCache = RULES, varying: readonly string[] = []) =>
    keyOf(of, rules, varying);
  const post = (body: string, type = 'text/plain') =>
    request({ 'content-type': type }, { method: 'POST', body: Buffer.from(body) });

  it.each([
    ['method', request({}, { method: 'POST' })],
    ['scheme', request({}, { scheme: 'https' })],
    ['authority', request({}, { authority: 'a.example:81' })],
    ['path', request({}, { path: '/y' })],
    ['query', request({}, { query: '?q=2&p=1' })],
    ['caller', request({}, { appId: '7' })],
  ])('tells apart by %s', (_what, other) => {
    expect(key(other)).not.toBe(key(request()));
    expect(key(other, { ...RULES, key: [{ location: 'whole-query' }] })).not.toBe(
      key(request(), { ...RULES, key: [{ location: 'whole-query' }] }),
    );
  });

  it('tells bodies apart, and what is said of them', () => {
    expect(new Set([post('a'), post('b'), post('a', 'text/html')].map((of) => key(of))).size).toBe(3);
    expect(key(post('a'))).toBe(key(post('a')));
  });

  it('looks at the named parts in place of the query', () => {
    const rules: IrCache = { ...RULES, key: [{ location: 'query', name: 'p' }, { location: 'client-address' }] };
    expect(key(request({}, { query: '?q=9&p=1' }), rules)).toBe(key(request(), rules));
    expect(key(request({}, { query: '?p=2' }), rules)).not.toBe(key(request(), rules));
    expect(key(request({}, { query: '?p=1&p=2' }), rules)).not.toBe(key(request(), rules));
    expect(key(request({}, { clientAddress: '10.0.0.2' }), rules)).not.toBe(key(request(), rules));
  });

  it('tells an absent header from an empty one, where answers vary by it', () => {
    expect(key(request({ a: '' }), RULES, ['a'])).not.toBe(key(request(), RULES, ['a']));
    expect(key(request({ a: '' }))).toBe(key(request()));
  });
});

describe('whether an answer is kept', () => {
  it.each([
    [199, {}],
    [206, {}],
    [304, {}],
    [400, {}],
    [500, {}],
    [200, { 'set-cookie': ['a=1'] }],
    [200, { trailer: 'x-sum' }],
    [200, { vary: '*' }],
    [200, { vary: 'accept, *' }],
    [200, { vary: 'a,b,c,d,e,f,g,h,i' }],
    [200, { 'cache-control': 'no-store' }],
    [200, { 'cache-control': 'public, Private="x"' }],
    [200, { 'cache-control': ['max-age=9', 'no-cache'] }],
    [200, { 'cache-control': 'max-age=0' }],
    [200, { 'cache-control': 'max-age=never' }],
    [200, { 'cache-control': 'max-age=99, s-maxage=0' }],
    [200, { 'cache-control': 'max-age=9', age: '9' }],
    [200, { expires: '0' }],
    [200, { expires: 'never' }],
    [200, { expires: 'Thu, 01 Jan 2026 00:00:00 GMT' }],
  ])('%d %j is not', (status, headers) => {
    expect(keepingOf(status, headers, RULES, NOW)).toBeNull();
  });

  it.each([
    [200, {}, 60, 0, []],
    [204, {}, 60, 0, []],
    [301, {}, 60, 0, []],
    [399, {}, 60, 0, []],
    [200, { 'cache-control': 'max-age=9' }, 9, 0, []],
    [200, { 'cache-control': 'max-age=9', age: '4' }, 5, 4, []],
    [200, { 'cache-control': 'max-age=0, s-maxage=9' }, 9, 0, []],
    [200, { 'cache-control': 'max-age=99' }, 60, 0, []],
    [200, { expires: 'Thu, 01 Jan 2026 00:00:09 GMT' }, 9, 0, []],
    [200, { vary: 'Accept, x-lang' }, 60, 0, ['accept', 'x-lang']],
    [200, { 'content-encoding': 'gzip' }, 60, 0, ['accept-encoding']],
    [200, { 'access-control-allow-origin': 'https://a.example' }, 60, 0, ['origin']],
    [200, { 'access-control-allow-origin': '*' }, 60, 0, []],
  ])('%d %j is, for %d seconds', (status, headers, ttlSeconds, ageSeconds, varying) => {
    expect(keepingOf(status, headers, RULES, NOW)).toEqual({ ttlSeconds, ageSeconds, varying });
  });
});
