import { compile } from './compile.js';
import { compiledOf, faultsOf, forwardOf, matches, routesOf } from './testdata/look.js';
import { definition, inGroup, input, mapping, operation, route } from './testdata/samples.js';

describe('compile: routes', () => {
  describe('where operations are reached', () => {
    it('puts prefix, client path and operation path together, and refuses the rest of the client path', () => {
      expect(matches(input({}, { pathPrefix: '/gw/team' }))).toEqual([
        'GET exact /gw/team/shop/items forward',
        ' prefix /gw/team/shop reject',
      ]);
    });

    it('serves every operation under every client path', () => {
      const given = input({ clientRoute: route({ paths: ['/a', '/b/c/'] }) });
      expect(matches(given)).toEqual([
        'GET exact /a/items forward',
        'GET exact /b/c/items forward',
        ' prefix /a reject',
        ' prefix /b/c reject',
      ]);
    });

    it('uses the path of the group in place of the own one', () => {
      const given = input({}, { context: inGroup({ paths: ['/pay'] }, { position: 2 }) });
      expect(matches(given)).toEqual(['GET exact /pay/items forward', ' prefix /pay reject']);
      expect(routesOf(given)[0]?.order).toBe(2_000_000);
    });

    it('serves a group on its own host alone', () => {
      const context = inGroup({ paths: ['/'], hosts: ['shop.example'] }, { ownHost: 'g1-cn.gw.localhost' });
      const [first, fallback] = routesOf(input({ source: 'CLOUD_API', clientRoute: null }, { context }));
      expect(first?.match.hosts).toEqual([{ kind: 'exact', host: 'g1-cn.gw.localhost' }]);
      expect(first?.errorStyle).toBe('ca-headers');
      expect(fallback?.match.path).toEqual({ kind: 'prefix', path: '/' });
    });

    it('takes the operation / with and without a slash', () => {
      const given = input({ operations: [operation({ path: '/' })] });
      expect(matches(given).slice(0, 2)).toEqual(['GET exact /shop forward', 'GET exact /shop/ forward']);
      expect(new Set(routesOf(given).map(({ id }) => id)).size).toBe(3);
    });

    it('keeps a trailing slash', () => {
      expect(matches(input({ operations: [operation({ path: '/users/' })] }))[0]).toBe(
        'GET exact /shop/users/ forward',
      );
    });

    it('leaves queries and fragments out of described paths, and joins what they told apart', () => {
      const tail = (text: string) => operation({ path: `/a${text}`, backendPath: '/a', id: text });
      const operations = [tail('#Action=Run'), tail('?op=list'), operation({ path: '/b/{id?x#y}' })];
      expect(matches(input({ operations })).slice(0, 2)).toEqual([
        'GET exact /shop/a forward',
        'GET template [{"literal":"shop"},{"literal":"b"},{"param":"id?x#y"}] forward',
      ]);
    });

    it('refuses an inactive operation, which no wider one takes over', () => {
      const special = operation({ path: '/items/special', active: false });
      const given = input({ operations: [operation({ path: '/items/{id}' }), special] });
      expect(matches(given)).toEqual([
        expect.stringMatching(/^GET template .* forward$/),
        'GET exact /shop/items/special reject',
        ' prefix /shop reject',
      ]);
      expect(routesOf(given)[1]?.action).toEqual({ kind: 'reject', code: 'ERR-006' });
    });

    it('takes a method out of ANY by switching it off', () => {
      const operations = [operation({ method: 'ANY' }), operation({ active: false })];
      expect(matches(input({ operations, clientRoute: route({ methods: ['GET', 'POST'] }) })).slice(0, 2)).toEqual([
        'POST exact /shop/items forward',
        'GET exact /shop/items reject',
      ]);
    });

    it('lets an active operation have what an inactive one would match too, here and in other members', () => {
      const twin = [operation({ path: '/{a}' }), operation({ path: '/{b}', active: false })];
      expect(matches(input({ operations: twin }))).toHaveLength(2);
      const context = inGroup({ paths: ['/pay'] }, { position: 0 });
      const [off] = routesOf(input({ operations: [operation({ active: false })] }, { context }));
      const [on] = routesOf(input({}, { context: inGroup({ paths: ['/pay'] }, { position: 900 }) }));
      expect(off?.match).toEqual(on?.match);
      expect(off?.order).toBeGreaterThan(on?.order ?? Number.NaN);
    });

    it('reads host patterns', () => {
      const clientRoute = route({ hosts: ['API.example.com', '*.example.com', 'example.*', 'bücher.example'] });
      expect(routesOf(input({ clientRoute }))[0]?.match.hosts).toEqual([
        { kind: 'exact', host: 'api.example.com' },
        { kind: 'suffix', suffix: '.example.com' },
        { kind: 'prefix', prefix: 'example.' },
        { kind: 'exact', host: 'xn--bcher-kva.example' },
      ]);
    });

    it('lets callers connect as the operation says', () => {
      const given = input({ operations: [operation({ protocols: ['https'] }), operation({ path: '/b' })] });
      expect(routesOf(given).map(({ protocols }) => protocols)).toEqual([['https'], undefined, undefined]);
    });

    it('writes header names in lower case', () => {
      const clientRoute = route({ headers: [{ name: 'X-Api', value: 'V1' }] });
      expect(routesOf(input({ clientRoute }))[0]?.match.headers).toEqual([{ name: 'x-api', value: 'V1' }]);
    });

    it.each([
      ['/a b/é', '/shop/a%20b/%C3%A9'],
      ['/%7euser/%c3%a9', '/shop/~user/%C3%A9'],
      ['/a:b', '/shop/a:b'],
    ])('writes %s as requests are matched: %s', (path, expected) => {
      expect(routesOf(input({ operations: [operation({ path })] }))[0]?.match.path).toEqual({
        kind: 'exact',
        path: expected,
      });
    });
  });

  describe('methods', () => {
    const any = operation({ method: 'ANY' });

    it('keeps only what the client route lets through', () => {
      const operations = [operation(), operation({ method: 'DELETE' })];
      expect(matches(input({ operations, clientRoute: route({ methods: ['POST', 'GET'] }) }))).toEqual([
        'GET exact /shop/items forward',
        'GET,POST prefix /shop reject',
      ]);
    });

    it('lets ANY yield to a named method', () => {
      const given = input({ operations: [any, operation()], clientRoute: route({ methods: ['GET', 'POST'] }) });
      expect(matches(given).slice(0, 2)).toEqual(['POST exact /shop/items forward', 'GET exact /shop/items forward']);
    });

    it('leaves ANY out where nothing is left for it', () => {
      const given = input({ operations: [any, operation()], clientRoute: route({ methods: ['GET'] }) });
      expect(matches(given)).toHaveLength(2);
    });

    it('passes the method on unless the backend has another', () => {
      expect(forwardOf(input()).method).toBeNull();
      expect(forwardOf(input({ operations: [any] })).method).toBeNull();
      expect(forwardOf(input({ operations: [operation({ backendMethod: 'POST' })] })).method).toBe('POST');
    });
  });

  describe('paths with parameters', () => {
    it('matches segment by segment and rewrites by name', () => {
      const given = input({ operations: [operation({ path: '/u/{id}/*', backendPath: '/v1/{id}/*' })] });
      expect(routesOf(given)[0]?.match.path).toEqual({
        kind: 'template',
        segments: [{ literal: 'shop' }, { literal: 'u' }, { param: 'id' }],
        tail: true,
      });
      expect(forwardOf(given).rewrite).toEqual({
        kind: 'template',
        segments: [{ literal: 'v1' }, { param: 'id' }],
        tail: true,
      });
    });

    it('matches a segment of text and parameters by its pieces', () => {
      const given = input({ operations: [operation({ path: '/{base}...{head}.json' })] });
      expect(routesOf(given)[0]?.match.path).toMatchObject({
        segments: [{ literal: 'shop' }, { param: '{base}...{head}.json', pieces: ['', '...', '.json'] }],
      });
      expect(forwardOf(given).rewrite).toMatchObject({ segments: [{ param: '{base}...{head}.json' }] });
    });

    it('serves a whole subtree', () => {
      const given = input({ operations: [operation({ path: '/*', method: 'ANY' })] });
      expect(matches(given)).toEqual([' prefix /shop forward']);
    });
  });

  describe('reverse proxy', () => {
    it('passes everything below its path', () => {
      const given = input({ source: 'REVERSE_PROXY', operations: [] });
      expect(matches(given)).toEqual([' prefix /shop forward']);
      expect(forwardOf(given).rewrite).toEqual({ kind: 'replace-prefix', prefix: '/shop', replacement: '' });
    });

    it('keeps the slash at the root of a group', () => {
      const given = input({ source: 'REVERSE_PROXY' }, { context: inGroup({ paths: ['/'] }) });
      expect(forwardOf(given).rewrite).toEqual({ kind: 'replace-prefix', prefix: '/', replacement: '/' });
    });
  });

  describe('two operations for the same requests', () => {
    const twins = (change = {}) =>
      input({ operations: [operation({ path: '/a/{x}' }), operation({ path: '/a/{y}', ...change })] });

    it('takes the first when both do the same', () => {
      expect(matches(twins())).toHaveLength(2);
    });

    it.each([
      ['another backend path', { backendPath: '/b/{y}' }],
      ['another backend method', { backendMethod: 'POST' as const }],
      ['a mock', { mock: { status: 200, headers: [], body: '' } }],
      ['a mapping', { mapping: mapping() }],
      ['other protocols', { protocols: ['https' as const] }],
    ])('refuses %s and names both', (_what, change) => {
      expect(faultsOf(twins(change))).toEqual([
        {
          code: 'conflicting_operations',
          proxyId: 'p1',
          proxyName: 'shop',
          field: 'operations[1]',
          message: 'GET /a/{y} matches the same requests as operations[0] (GET /a/{x}); change or remove one',
        },
      ]);
    });

    it('sees through several client paths', () => {
      const operations = [operation({ path: '/b/c' }), operation({ path: '/c', backendPath: '/other' })];
      expect(faultsOf(input({ operations, clientRoute: route({ paths: ['/a', '/a/b'] }) }))).toHaveLength(1);
    });

    it('tells segments of different pieces apart', () => {
      const operations = [
        operation({ path: '/{x}.json', backendPath: '/j' }),
        operation({ path: '/{x}.xml', backendPath: '/x' }),
      ];
      expect(faultsOf(input({ operations }))).toEqual([]);
    });
  });

  describe('the result', () => {
    it('is frozen all the way down', () => {
      const { fragment } = compiledOf(input());
      expect(Object.isFrozen(fragment.routes[0]?.match.hosts)).toBe(true);
      expect(Object.isFrozen(fragment.upstreams[0]?.endpoints[0])).toBe(true);
    });

    it('does not freeze what it was given', () => {
      const given = { ...input(), definition: definition({ clientRoute: route({ methods: ['GET'] }) }) };
      compile(given);
      expect(Object.isFrozen(given.definition.clientRoute?.methods)).toBe(false);
      expect(Object.isFrozen(given.definition.operations[0])).toBe(false);
    });

    it('claims its client path', () => {
      expect(compiledOf(input()).claims).toEqual(['*|/shop/**|ANY|', '*|=/shop/items|GET|']);
    });

    it('has one fallback id for all members of a group', () => {
      const ids = [0, 1].map(
        (position) =>
          routesOf(input({}, { proxy: { id: `p${position}`, name: 'n' }, context: inGroup({}, { position }) })).at(-1)
            ?.id,
      );
      expect(ids[0]).toBe(ids[1]);
    });
  });
});
