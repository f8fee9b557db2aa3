import { APIOPS_CONTROLLERS } from '../../src/api/apiops/apiops.module.js';
import { routesOf } from '../../src/api/apiops/http/route-table.js';
import { coverageOf, type NotedCall } from '../support/apiops-ledger.js';
import { operationOf, TIER_ONE } from '../support/apiops-operations.js';

/** Names of parameters do not count. */
const shapeOf = (operation: string): string => operation.replace(/\{[^}]*\}/g, '{}');

const routed = new Set(
  routesOf(APIOPS_CONTROLLERS).map(({ method, segments }) =>
    shapeOf(`${method} /${segments.map((segment) => (segment.startsWith(':') ? '{}' : segment)).join('/')}`),
  ),
);
const isRouted = (operation: string): boolean => routed.has(shapeOf(operation));

describe('the first tier of the apiops dialect', () => {
  it('is 61 operations', () => expect(new Set(TIER_ONE.map(shapeOf)).size).toBe(61));

  it('has a route for each', () => {
    expect(TIER_ONE.filter((operation) => !isRouted(operation))).toEqual([]);
  });
});

describe('the report of what tests saw', () => {
  const call = (status: number, byMember: boolean): NotedCall => ({
    spec: 'x',
    operation: 'GET /apiops/projects/{projectName}/apiProxies/{apiProxyName}',
    status,
    byMember,
  });
  const missing = (...calls: NotedCall[]) =>
    coverageOf(calls).find(({ operation }) => operation === call(0, false).operation)?.missing;

  it('names what is missing', () => {
    expect(missing()).toEqual(['success', 'errors', 'allowed', 'refused']);
    expect(missing(call(200, false), call(404, false))).toEqual(['allowed', 'refused']);
    expect(missing(call(200, true), call(403, true))).toEqual([]);
  });

  it('tells literal segments from names', () => {
    const P = '/apiops/projects/{projectName}';
    expect(operationOf('PUT', '/apiops/projects/p/apiProxies/url/?x=1')).toBe(`PUT ${P}/apiProxies/url`);
    expect(operationOf('GET', '/apiops/projects/p/apiProxies/url')).toBe(`GET ${P}/apiProxies/{apiProxyName}`);
    expect(operationOf('GET', '/apiops/nowhere')).toBeUndefined();
  });
});
