import { APIOPS_CONTROLLERS } from '../../src/api/apiops/apiops.module.js';
import { routesOf } from '../../src/api/apiops/http/route-table.js';
import { CATEGORY_PERMISSIONS, ROLES } from '../../src/auth/roles.js';
import { MEMBERS } from '../support/apiops-calls/callers.js';
import { CALLS } from '../support/apiops-calls/calls.js';
import { CATALOGUE, UNREACHABLE } from '../support/apiops-calls/catalogue.js';
import { documentedErrors, says } from '../support/apiops-calls/documented-errors.js';
import { coverageOf, type NotedCall } from '../support/apiops-ledger.js';
import { OPERATIONS, operationOf, TIER_ONE } from '../support/apiops-operations.js';

/** Names of parameters do not count. */
const shapeOf = (operation: string): string => operation.replace(/\{[^}]*\}/g, '{}');

const routed = routesOf(APIOPS_CONTROLLERS)
  .map(({ method, segments }) =>
    shapeOf(`${method} /${segments.map((segment) => (segment.startsWith(':') ? '{}' : segment)).join('/')}`),
  )
  .filter((route) => !route.startsWith('GET /apiops/openapi'));

describe('the operations of the apiops dialect', () => {
  it('are 61 in the first tier', () => expect(new Set(TIER_ONE.map(shapeOf)).size).toBe(61));

  it('are what is routed, beside the document itself', () => {
    expect(OPERATIONS.map(shapeOf).sort()).toEqual([...new Set(routed)].sort());
  });

  it('each have a call in the table of who may', () => {
    expect([...new Set(CALLS.map(({ operation }) => operation))].sort()).toEqual([...OPERATIONS].sort());
  });

  it('are called with every role alone, and with every category', () => {
    const alone = MEMBERS.filter(({ roles, permissions }) => roles.length === 1 && permissions.length === 0);
    expect(alone.flatMap(({ roles }) => roles).sort()).toEqual([...ROLES].sort());
    const granted = new Set(MEMBERS.flatMap(({ permissions }) => permissions));
    expect([...granted].sort()).toEqual([...CATEGORY_PERMISSIONS].sort());
  });
});

describe('the message catalogue of the contract', () => {
  const isUnreachable = (text: string) => Object.keys(UNREACHABLE).some((start) => text.startsWith(start));

  it('is to be provoked whole, text by text and operation by operation, or a reason says why not', () => {
    const lacking = CATALOGUE.filter(([text]) => !isUnreachable(text)).flatMap(([text, ...operations]) =>
      operations
        .filter((operation) => !documentedErrors(operation).some((error) => shapeOf(error.text) === shapeOf(text)))
        .map((operation) => `${operation}: ${text}`),
    );
    expect(lacking).toEqual([]);
  });

  it('is of the first tier, and has every text whose reason is told', () => {
    const operations = new Set(CATALOGUE.flatMap(([, ...each]) => each));
    expect([...operations].filter((operation) => !TIER_ONE.includes(operation))).toEqual([]);
    const starts = Object.keys(UNREACHABLE);
    expect(starts.filter((start) => !CATALOGUE.some(([text]) => text.startsWith(start)))).toEqual([]);
  });
});

describe('the report of what tests saw', () => {
  const operation = 'DELETE /apiops/promotion/mappings/{mappingName}';
  const call = (status: number, text = '', by = ''): NotedCall => ({ spec: 'x', operation, status, text, by });
  const missing = (...calls: NotedCall[]) =>
    coverageOf(calls).find((row) => row.operation === operation)?.missing ?? [];
  const refused = MEMBERS.map(({ name }) => `${name} refused`);

  it('names what is missing: success, each error, each role', () => {
    expect(missing()).toEqual([
      'success',
      'error 401 Invalid token',
      'error 401 Token is invalid or expired',
      'error 403 You do not have permission to perform this action',
      'error 400 Promotion mapping ({mapping}) is not found or user does not have privilege to access it!',
      'administrator allowed',
      ...refused,
    ]);
    expect(
      missing(call(200), call(400, 'Promotion mapping (x) is not found'), call(403, 'Go away', 'no role')),
    ).toEqual([
      'error 401 Invalid token',
      'error 401 Token is invalid or expired',
      'error 403 You do not have permission to perform this action',
      'error 400 Promotion mapping ({mapping}) is not found or user does not have privilege to access it!',
      'administrator allowed',
      ...refused.filter((words) => words !== 'no role refused'),
    ]);
  });

  it('is empty when all was seen', () => {
    const forbidden = 'You do not have permission to perform this action';
    const notThere = 'Promotion mapping (x) is not found or user does not have privilege to access it!';
    expect(
      missing(
        call(200, '', 'administrator'),
        call(401, 'Invalid token'),
        call(401, 'Token is invalid or expired'),
        call(400, notThere),
        ...MEMBERS.map(({ name }) => call(403, forbidden, name)),
      ),
    ).toEqual([]);
  });

  it('does not count a success of one who must be refused', () => {
    expect(missing(call(200, '', 'no role'))).toContain('no role refused');
  });

  it('tells what was sent from the words around it', () => {
    expect(says('Project ({projectName}) is not found!', 'Project (a(b)) is not found! For a reason')).toBe(true);
    expect(says('Project ({projectName}) is not found!', 'Project(a) is not found!')).toBe(false);
  });

  it('tells literal segments from names', () => {
    const P = '/apiops/projects/{projectName}';
    expect(operationOf('PUT', '/apiops/projects/p/apiProxies/url/?x=1')).toBe(`PUT ${P}/apiProxies/url`);
    expect(operationOf('GET', '/apiops/projects/p/apiProxies/url')).toBe(`GET ${P}/apiProxies/{apiProxyName}`);
    expect(operationOf('GET', '/apiops/nowhere')).toBeUndefined();
  });
});
