import type { Fragment, PathMatch, Route } from '../ir/fragment.js';
import type { ProxyDefinition } from '../model/api-proxy.js';
import { acceptedMethods, servedMethods, servedPath } from './served-routes.js';

const route = (path: PathMatch, methods: readonly string[], kind: 'respond' | 'reject' = 'reject'): Route => ({
  id: 'r',
  match: { hosts: [], path, methods, headers: [] },
  order: 0,
  action: kind === 'reject' ? { kind, code: 'ERR-006' } : { kind, status: 200, headers: [], body: '' },
  errorStyle: 'correlation',
});
const below = (path: string) => ({ kind: 'prefix', path }) as const;
const exact = (path: string) => ({ kind: 'exact', path }) as const;
const fragment = (...routes: Route[]): Fragment => ({ routes, upstreams: [] });

describe('what a fragment serves', () => {
  it.each([
    ['', [below('/shop')], '/shop'],
    ['/gw', [exact('/gw/shop/a'), below('/gw/shop')], '/shop'],
    ['/gw', [below('/gw/shop/all'), below('/gw/shop')], '/shop'],
    ['/gw', [below('/gw/two'), below('/gw/one')], '/two'],
    ['/gw', [below('/gwen')], '/gwen'],
    ['', [below('/')], '/'],
    ['', [exact('/shop')], null],
  ])('below root context %j: %j at %s', (rootContext, paths, expected) => {
    expect(servedPath(fragment(...paths.map((path) => route(path, []))), rootContext)).toBe(expected);
  });

  it('takes the methods of what is answered with more than a refusal', () => {
    const routes = [route(exact('/a'), ['POST', 'GET'], 'respond'), route(exact('/b'), ['PUT']), route(below('/'), [])];
    expect(servedMethods(fragment(...routes))).toEqual(['GET', 'POST']);
    expect(servedMethods(fragment(route(below('/'), [], 'respond')))).toHaveLength(8);
  });
});

describe('what a definition accepts', () => {
  const definition = (source: string, methods: readonly string[], ...operations: readonly [string, boolean][]) =>
    ({
      source,
      clientRoute: { paths: ['/a'], hosts: [], methods, headers: [], bufferRequest: true, bufferResponse: true },
      operations: operations.map(([method, active]) => ({ method, active })),
    }) as unknown as ProxyDefinition;

  it.each([
    [definition('OPEN_API', [], ['POST', true], ['GET', true], ['PUT', false]), ['GET', 'POST']],
    [definition('OPEN_API', ['GET', 'PUT'], ['POST', true], ['GET', true]), ['GET']],
    [definition('OPEN_API', ['PUT', 'GET'], ['ANY', true]), ['GET', 'PUT']],
    [definition('REVERSE_PROXY', ['DELETE']), ['DELETE']],
    [definition('EMPTY_API', []), []],
  ])('%#', (given, expected) => expect(acceptedMethods(given)).toEqual(expected));
});
