import type { RamContext } from './ram-condition.js';
import { evaluate, ramContext } from './ram-evaluate.js';
import { parseRamPolicy } from './ram-policy.js';

const GROUP = 'acs:apigateway:cn-hangzhou:1234567890123456:apigroup/08ae4aa0f95e4321849ee57f4e0b3077';
const NOW = new Date('2026-11-23T12:00:00Z');
const NOTHING: RamContext = new Map();

const decide = (
  statements: object | object[],
  request: { action?: string; resource?: string; context?: RamContext } = {},
) =>
  evaluate([parseRamPolicy({ Version: '1', Statement: [statements].flat() })], {
    action: 'apigateway:DeployApi',
    resource: GROUP,
    context: NOTHING,
    ...request,
  });

const allow = (change: object = {}) => ({ Effect: 'Allow', Action: '*', Resource: '*', ...change });
const deny = (change: object = {}) => ({ ...allow(change), Effect: 'Deny' });

describe('decision', () => {
  it('denies implicitly by default, explicitly whenever a Deny applies, in whatever order', () => {
    expect(evaluate([], { action: 'apigateway:DeployApi', resource: GROUP, context: NOTHING })).toBe('implicit-deny');
    expect(decide(allow())).toBe('allow');
    expect(decide(deny())).toBe('explicit-deny');
    expect(decide([allow(), deny()])).toBe('explicit-deny');
    expect(decide([deny(), allow()])).toBe('explicit-deny');
    expect(decide([allow(), deny({ Action: 'apigateway:Delete*' })])).toBe('allow');
  });

  it('collects over policies', () => {
    const policies = [allow({ Action: 'apigateway:Describe*' }), deny()].map((statement) =>
      parseRamPolicy({ Version: '1', Statement: [statement] }),
    );
    expect(evaluate(policies, { action: 'apigateway:DescribeApi', resource: GROUP, context: NOTHING })).toBe(
      'explicit-deny',
    );
  });

  it("decides the reference's deploy-only robot", () => {
    const policy = parseRamPolicy({
      Version: '1',
      Statement: [
        {
          Effect: 'Allow',
          Action: ['apigateway:DeployApi', 'apigateway:DescribeApi', 'apigateway:DescribeDeployedApi'],
          Resource: GROUP,
          Condition: { IpAddress: { 'acs:SourceIp': ['10.0.0.0/8', '192.168.1.7'] } },
        },
        { Effect: 'Deny', Action: 'apigateway:Delete*', Resource: '*' },
      ],
    });
    const from = (sourceIp: string, action = 'DeployApi', resource = GROUP) =>
      evaluate([policy], {
        action: `apigateway:${action}`,
        resource,
        context: ramContext({ sourceIp, now: NOW, secureTransport: false }),
      });
    expect(from('10.1.2.3')).toBe('allow');
    expect(from('::ffff:10.1.2.3')).toBe('allow');
    expect(from('192.168.1.7')).toBe('allow');
    expect(from('192.168.1.8')).toBe('implicit-deny');
    expect(from('10.1.2.3', 'AbolishApi')).toBe('implicit-deny');
    expect(from('10.1.2.3', 'DeployApi', `${GROUP}0`)).toBe('implicit-deny');
    expect(from('10.1.2.3', 'DeleteApi')).toBe('explicit-deny');
  });
});

describe('Action', () => {
  it.each([
    ['*', true],
    ['apigateway:*', true],
    ['cloudapi:*', true],
    ['apigateway:DeployApi', true],
    ['CLOUDAPI:deployapi', true],
    ['apigateway:Deploy*', true],
    ['apigateway:*Api', true],
    ['apigateway:D*y*i', true],
    ['apigateway:Deploy???', true],
    ['apigateway:Deploy????', false],
    ['apigateway:Describe*', false],
    ['apigateway:DeployApi?', false],
    ['oss:*', false],
    ['*:DeployApi', true],
  ])('%s matches DeployApi: %p', (Action, matches) => {
    expect(decide(allow({ Action }))).toBe(matches ? 'allow' : 'implicit-deny');
    expect(decide(allow({ Action: ['oss:Get', Action] }), { action: 'cloudapi:DeployApi' })).toBe(
      matches ? 'allow' : 'implicit-deny',
    );
    expect(decide({ Effect: 'Allow', NotAction: Action, Resource: '*' })).toBe(matches ? 'implicit-deny' : 'allow');
  });

  it('excepts every one of several NotActions, and still asks Resource', () => {
    const except = (Resource: string) => ({
      Effect: 'Allow',
      NotAction: ['apigateway:Delete*', 'cloudapi:Abolish*'],
      Resource,
    });
    expect(decide(except('*'), { action: 'apigateway:DeleteApi' })).toBe('implicit-deny');
    expect(decide(except('*'), { action: 'apigateway:AbolishApi' })).toBe('implicit-deny');
    expect(decide(except('*'))).toBe('allow');
    expect(decide(except('acs:apigateway:*:*:plugin/*'))).toBe('implicit-deny');
  });
});

describe('Resource', () => {
  it.each([
    ['*', true],
    ['acs:apigateway:*:*:*', true],
    ['acs:cloudapi:*:*:*', true],
    ['acs:*:*:*:*', true],
    [GROUP, true],
    ['acs:apigateway:cn-*:1234567890123456:apigroup/*', true],
    ['acs:apigateway:cn-hang????:*:apigroup/08*', true],
    ['acs:apigateway:*:*:apigroup/*77', true],
    ['acs:apigateway:*:*:apigroup', false],
    ['acs:apigateway:*:*:plugin/*', false],
    ['acs:apigateway:us-*:*:*', false],
    ['acs:apigateway:*:6543210987654321:*', false],
    ['acs:oss:*:*:*', false],
    // A wildcard stays inside its segment.
    ['acs:apigateway:cn-hangzhou:*:08ae4aa0f95e4321849ee57f4e0b3077', false],
    ['acs:apigateway:*:apigroup/*:*', false],
  ])('%s matches the group: %p', (Resource, matches) => {
    expect(decide(allow({ Resource }))).toBe(matches ? 'allow' : 'implicit-deny');
  });

  it('compares the relative id with its case, and lets it hold colons', () => {
    expect(decide(allow({ Resource: GROUP.toUpperCase().replace('ACS:', 'acs:') }))).toBe('implicit-deny');
    expect(decide(allow({ Resource: 'acs:apigateway:*:*:a*c' }), { resource: 'acs:apigateway:r:1:a:b:c' })).toBe(
      'allow',
    );
  });
});

describe('Condition', () => {
  const KEY = 'acs:ResourceTag/team';
  const holds = (operator: string, values: unknown, actual?: string) =>
    decide(allow({ Condition: { [operator]: { [KEY]: values } } }), {
      context: actual === undefined ? NOTHING : new Map([[KEY, actual]]),
    }) === 'allow';

  it.each([
    ['StringEquals', 'a', 'a', true],
    ['StringEquals', 'a', 'A', false],
    ['StringEquals', ['x', 'a'], 'a', true],
    ['StringNotEquals', 'a', 'b', true],
    ['StringNotEquals', ['a', 'b'], 'b', false],
    ['StringEqualsIgnoreCase', 'a', 'A', true],
    ['StringNotEqualsIgnoreCase', 'a', 'A', false],
    ['StringLike', 'pay*', 'payments', true],
    ['StringLike', 'pay?', 'payments', false],
    ['StringNotLike', ['pay*', 'x'], 'payments', false],
    ['StringNotLike', 'ship*', 'payments', true],
    ['NumericEquals', '10', '10.0', true],
    ['NumericEquals', 10, '10', true],
    ['NumericNotEquals', '10', '10', false],
    ['NumericLessThan', '10', '9', true],
    ['NumericLessThan', '10', '10', false],
    ['NumericLessThanEquals', '10', '10', true],
    ['NumericGreaterThan', '9', '10', true],
    ['NumericGreaterThanEquals', '10', '9', false],
    ['NumericLessThan', '10', 'ten', false],
    ['DateEquals', '2026-01-01T00:00:00Z', '2026-01-01T08:00:00+08:00', true],
    ['DateNotEquals', '2026-01-01T00:00:00Z', '2026-01-01T00:00:01Z', true],
    ['DateLessThan', '2026-01-01T00:00:00Z', '2025-12-31T23:59:59Z', true],
    ['DateLessThanEquals', '2026-01-01T00:00:00Z', '2026-01-01T00:00:00Z', true],
    ['DateGreaterThan', '2026-01-01T00:00:00Z', '2026-01-01T00:00:00Z', false],
    ['DateGreaterThanEquals', '2026-01-01T00:00:00Z', '2026-01-01T00:00:00Z', true],
    ['Bool', 'true', 'true', true],
    ['Bool', true, 'true', true],
    ['Bool', 'false', 'true', false],
    ['IpAddress', '10.0.0.0/8', '10.255.0.1', true],
    ['IpAddress', '10.0.0.0/8', '11.0.0.1', false],
    ['IpAddress', ['192.168.0.1', '2001:db8::/32'], '2001:db8:1::5', true],
    ['IpAddress', '::ffff:10.0.0.0/104', '10.1.1.1', true],
    ['IpAddress', '0.0.0.0/0', '::1', false],
    ['IpAddress', '::1', '0:0:0:0:0:0:0:1', true],
    ['IpAddress', '10.0.0.0/8', 'nonsense', false],
    ['NotIpAddress', '10.0.0.0/8', '10.0.0.1', false],
    ['NotIpAddress', ['10.0.0.0/8', '2001:db8::/32'], '11.0.0.1', true],
  ] as [string, unknown, string, boolean][])('%s %p with %s: %p', (operator, values, actual, expected) => {
    expect(holds(operator, values, actual)).toBe(expected);
  });

  it.each([
    ['StringEquals', 'a', false],
    ['StringNotEquals', 'a', true],
    ['StringLike', '*', false],
    ['StringNotLike', '*', true],
    ['NumericNotEquals', '1', true],
    ['DateNotEquals', '2026-01-01', true],
    ['Bool', 'false', false],
    ['IpAddress', '0.0.0.0/0', false],
    ['NotIpAddress', '0.0.0.0/0', true],
  ])('%s without the key in the request: %s gives %p', (operator, value, expected) => {
    expect(holds(operator, value)).toBe(expected);
  });

  it('needs every key of an operator and every operator', () => {
    const Condition = {
      Bool: { 'acs:SecureTransport': 'true' },
      StringEquals: { [KEY]: 'pay', 'acs:RequestTag/env': 'prod' },
    };
    const facts = (secureTransport: boolean, team: string, env: string) => ({
      context: ramContext({
        sourceIp: '10.0.0.1',
        now: NOW,
        secureTransport,
        resourceTags: new Map([['team', team]]),
        requestTags: new Map([['env', env]]),
      }),
    });
    expect(decide(allow({ Condition }), facts(true, 'pay', 'prod'))).toBe('allow');
    expect(decide(allow({ Condition }), facts(false, 'pay', 'prod'))).toBe('implicit-deny');
    expect(decide(allow({ Condition }), facts(true, 'ship', 'prod'))).toBe('implicit-deny');
    expect(decide(allow({ Condition }), facts(true, 'pay', 'test'))).toBe('implicit-deny');
  });

  it('compares the server clock', () => {
    const Condition = { DateLessThan: { 'acs:CurrentTime': '2026-12-01T00:00:00+08:00' } };
    const at = (now: string) => ({
      context: ramContext({ sourceIp: '::1', now: new Date(now), secureTransport: true }),
    });
    expect(decide(allow({ Condition }), at('2026-11-30T15:59:59Z'))).toBe('allow');
    expect(decide(allow({ Condition }), at('2026-11-30T16:00:00Z'))).toBe('implicit-deny');
  });
});
