import { isSpecRoute, MAX_SPEC_BYTES } from './steps/spec-routes.js';
import { compiledOf, routesOf } from './testdata/look.js';
import { input, operation, route } from './testdata/samples.js';

const TEXTS = { json: '{"openapi":"3.0.3"}', yaml: 'openapi: 3.0.3\n' };

describe('compile: the description at the address', () => {
  const specRoutes = (change: Parameters<typeof input>[0], spec: Parameters<typeof input>[1] = { spec: TEXTS }) =>
    routesOf(input(change, spec)).filter(isSpecRoute);

  it('is served in both forms under every client path, beside everything else', () => {
    const change = { clientRoute: route({ paths: ['/a', '/b'], hosts: ['x.example'] }) };
    const routes = specRoutes(change, { spec: TEXTS, pathPrefix: '/gw' });
    expect(
      routes.map(({ match: { path, hosts, methods, query }, action }) => [path, hosts, methods, query?.length, action]),
    ).toEqual(
      (['json', 'yaml'] as const).flatMap((form, index) =>
        ['/gw/a', '/gw/b'].map((path) => [
          { kind: 'exact', path },
          [{ kind: 'exact', host: 'x.example' }],
          ['GET'],
          index + 1,
          {
            kind: 'respond',
            status: 200,
            headers: [{ name: 'Content-Type', value: `application/${form};charset=UTF-8` }],
            body: TEXTS[form],
          },
        ]),
      ),
    );
    const others = routesOf(input(change, { spec: TEXTS, pathPrefix: '/gw' })).filter((each) => !isSpecRoute(each));
    expect(others).toEqual(routesOf(input(change, { pathPrefix: '/gw' })));
  });

  it('claims its address by its query, so that an operation there is another one', () => {
    const given = input({ operations: [operation({ path: '/' })] }, { spec: TEXTS });
    expect(compiledOf(given).claims.filter((claim) => claim.startsWith('*|=/shop|GET'))).toHaveLength(3);
  });

  it('is refused where it is hidden', () => {
    expect(specRoutes({}, { spec: 'hidden' }).map(({ action }) => action)).toEqual([
      { kind: 'reject', code: 'ERR-141' },
    ]);
  });

  it('is left out where the client route lets no GET through, and where it is too large', () => {
    expect(specRoutes({ clientRoute: route({ methods: ['POST'] }) })).toEqual([]);
    const half = 'x'.repeat(MAX_SPEC_BYTES / 2);
    expect(specRoutes({}, { spec: { json: half, yaml: half } })).toHaveLength(2);
    expect(specRoutes({}, { spec: { json: half, yaml: `${half}x` } })).toEqual([]);
    expect(specRoutes({ clientRoute: route({ paths: ['/a', '/b'] }) }, { spec: { json: half, yaml: half } })).toEqual(
      [],
    );
  });
});
