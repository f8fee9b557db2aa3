import { decide } from './ram-decide.js';
import { parseRamPolicy } from './ram-policy.js';

const policy = (effect: 'Allow' | 'Deny', action: string) =>
  parseRamPolicy({ Version: '1', Statement: [{ Effect: effect, Action: action, Resource: '*' }] });
const request = { action: 'apigateway:DeployApi', resource: 'acs:apigateway:r:1:apigroup/g', context: new Map() };
const ALL = policy('Allow', '*');

describe('decide', () => {
  it.each([
    ['an owner', { root: true, sessionPolicy: null, policies: [] }, 'allow', 'identity'],
    ['a user without a policy', { root: false, sessionPolicy: null, policies: [] }, 'implicit-deny', 'identity'],
    ['a user with one', { root: false, sessionPolicy: null, policies: [ALL] }, 'allow', 'identity'],
    ['a session that allows', { root: false, sessionPolicy: ALL, policies: [ALL] }, 'allow', 'identity'],
    ['a session does not widen', { root: false, sessionPolicy: ALL, policies: [] }, 'implicit-deny', 'identity'],
    [
      'a session that says nothing of it',
      { root: false, sessionPolicy: policy('Allow', 'apigateway:Describe*'), policies: [ALL] },
      'implicit-deny',
      'session',
    ],
    [
      'a session binds an owner too',
      { root: true, sessionPolicy: policy('Deny', 'apigateway:*'), policies: [] },
      'explicit-deny',
      'session',
    ],
  ] as const)('%s', (_what, principal, decision, layer) => {
    expect(decide(principal, request)).toEqual({ decision, layer });
  });
});
