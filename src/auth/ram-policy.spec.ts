import { Problem } from '../shared/problem.js';
import { parseRamPolicy } from './ram-policy.js';

const STATEMENT = { Effect: 'Allow', Action: 'apigateway:*', Resource: '*' };
const policy = (change: object) => ({ Version: '1', Statement: [{ ...STATEMENT, ...change }] });

function faultOf(document: unknown): string | undefined {
  try {
    parseRamPolicy(document);
    return undefined;
  } catch (error) {
    if (error instanceof Problem && error.code === 'invalid_argument') return error.facts.field;
    throw error;
  }
}

describe('parseRamPolicy', () => {
  it.each([
    policy({}),
    policy({ Action: ['apigateway:Deploy*', 'cloudapi:?escribe*'] }),
    policy({ Action: undefined, NotAction: 'apigateway:Delete*' }),
    policy({ Resource: ['acs:apigateway:*:*:apigroup/*'] }),
    policy({ Condition: { Bool: { 'acs:SecureTransport': true }, NumericEquals: { n: 1 } } }),
    policy({ Condition: {} }),
  ])('accepts %j', (document) => {
    // JSON has no undefined members: what a client sends is what is parsed.
    expect(faultOf(JSON.parse(JSON.stringify(document)))).toBeUndefined();
  });

  it.each([
    [null, 'document'],
    ['{}', 'document'],
    [[], 'document'],
    [{ Statement: [STATEMENT] }, 'Version'],
    [{ Version: 1, Statement: [STATEMENT] }, 'Version'],
    [{ Version: '1' }, 'Statement'],
    [{ Version: '1', Statement: [] }, 'Statement'],
    [{ Version: '1', Statement: STATEMENT }, 'Statement'],
    [{ Version: '1', Statement: [STATEMENT], Id: 'x' }, 'Id'],
    [{ Version: '1', Statement: [STATEMENT, 'x'] }, 'Statement[1]'],
    [policy({ Effect: 'allow' }), 'Statement[0].Effect'],
    [policy({ Principal: '*' }), 'Statement[0].Principal'],
    [policy({ NotResource: '*' }), 'Statement[0].NotResource'],
    [policy({ Conditions: {} }), 'Statement[0].Conditions'],
    [policy({ NotAction: '*' }), 'Statement[0].Action'],
    [{ Version: '1', Statement: [{ Effect: 'Deny', Resource: '*' }] }, 'Statement[0].Action'],
    [policy({ Action: '' }), 'Statement[0].Action'],
    [policy({ Action: [] }), 'Statement[0].Action'],
    [policy({ Action: ['*', 'DeployApi'] }), 'Statement[0].Action[1]'],
    [policy({ Action: ['*', 7] }), 'Statement[0].Action[1]'],
    [policy({ Resource: 'acs:apigateway:*' }), 'Statement[0].Resource'],
    [policy({ Resource: 'arn:apigateway:*:*:*' }), 'Statement[0].Resource'],
    [policy({ Resource: ['*', 'apigroup/x'] }), 'Statement[0].Resource[1]'],
    [policy({ Resource: 'x'.repeat(600) }), 'Statement[0].Resource'],
    [policy({ Condition: [] }), 'Statement[0].Condition'],
    [policy({ Condition: { StringMatches: { a: 'b' } } }), 'Statement[0].Condition.StringMatches'],
    [policy({ Condition: { StringEquals: 'x' } }), 'Statement[0].Condition.StringEquals'],
    [policy({ Condition: { StringEquals: { k: [] } } }), 'Statement[0].Condition.StringEquals.k'],
    [policy({ Condition: { StringEquals: { k: ['a', {}] } } }), 'Statement[0].Condition.StringEquals.k[1]'],
    [policy({ Condition: { NumericEquals: { k: 'ten' } } }), 'Statement[0].Condition.NumericEquals.k'],
    [policy({ Condition: { DateEquals: { k: 'today' } } }), 'Statement[0].Condition.DateEquals.k'],
    [policy({ Condition: { Bool: { k: 'yes' } } }), 'Statement[0].Condition.Bool.k'],
    [policy({ Condition: { IpAddress: { k: '10.0.0.0/33' } } }), 'Statement[0].Condition.IpAddress.k'],
    [policy({ Condition: { IpAddress: { k: '010.0.0.1' } } }), 'Statement[0].Condition.IpAddress.k'],
    [policy({ Condition: { IpAddress: { k: '10.1' } } }), 'Statement[0].Condition.IpAddress.k'],
    [{ ...policy({}), Statement: Array(2000).fill(STATEMENT) }, 'document'],
  ])('%j is at fault in %s', (document, field) => {
    expect(faultOf(document)).toBe(field);
  });

  it('is not fooled by inherited or special names', () => {
    expect(
      faultOf(JSON.parse('{"Version":"1","Statement":[{"__proto__":{"Effect":"Allow"},"Action":"*","Resource":"*"}]}')),
    ).toBe('Statement[0].__proto__');
    expect(faultOf(policy({ Condition: { toString: { k: 'v' } } }))).toBe('Statement[0].Condition.toString');
  });
});
