import { type RouterLayer, routedMethods } from './routed-methods.js';

const layer = (path: string, ...methods: string[]): RouterLayer => ({
  match: (candidate) => candidate === path,
  route: { methods: Object.fromEntries(methods.map((method) => [method, true])) },
});

const layers: readonly RouterLayer[] = [
  { match: () => true },
  layer('/a', 'get'),
  layer('/a', 'post'),
  layer('/a', 'get', 'delete'),
  layer('/b', 'put'),
  { match: () => true, route: { methods: { get: true, put: true, trace: true } } },
];

describe('routedMethods', () => {
  it.each([
    ['/a', ['DELETE', 'GET', 'POST']],
    ['/b', ['PUT']],
    ['/c', []],
  ])('at %s are %j', (path, methods) => {
    expect(routedMethods(layers, path)).toEqual(methods);
  });
});
