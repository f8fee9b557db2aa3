import { DEFAULT_LIMITS } from '../../config/limits.js';
import { ACTIONS } from './action-registry.js';
import { ramDocument } from './openapi.js';
import { ramResources } from './ram-scope.js';

const actions = Object.entries(ACTIONS);

describe.each(actions)('%s', (name, action) => {
  it('declares its RAM rule, and what the admin surface asks for too', () => {
    expect(action.ram).not.toBeNull();
    expect(action.permission).toEqual(['project.administer']);
    for (const parameter of Object.values(action.parameters)) expect(parameter.about).not.toBe('');
  });

  it('only reads when its name says so', () => expect(action.mutates).toBe(!/^(Get|List)/.test(name)));

  it('takes what its RAM rule is about', () => {
    for (const [, parameter = ''] of action.ram.resource.matchAll(/\{(\w+)\}/g)) {
      expect(Object.keys(action.parameters)).toContain(parameter);
    }
  });

  it('names every parameter that it requires when it is called with nothing', () => {
    const required = Object.entries(action.parameters).find(([, parameter]) => parameter.required);
    const decode = () => action.decode(new Map(), DEFAULT_LIMITS);
    if (required === undefined) expect(decode).not.toThrow();
    else {
      const refusal = expect.objectContaining({ code: 'missing_argument', facts: { field: required[0] } });
      expect(decode).toThrow(refusal);
    }
  });

  it('never answers a success with a Code, and is documented', () => {
    expect(Object.keys(action.response.fields)).not.toContain('Code');
    const operation = ramDocument(DEFAULT_LIMITS).paths[`/#${name}`]?.post;
    expect(operation?.description).toContain(`\`ram:${name}\``);
    for (const code of action.errors) expect(JSON.stringify(operation?.responses['default'])).toContain(code);
  });
});

describe('the resources of a call', () => {
  const of = (scope: Parameters<typeof ramResources>[0], values: Record<string, string>) =>
    ramResources(scope, new Map(Object.entries(values)), '1', 'me');

  it('are the users and policies that it names; without a user the caller is meant', () => {
    expect(of('user/*', { UserName: 'ada' })).toEqual(['acs:ram::1:user/*']);
    expect(of('user/{UserName}', { UserName: 'ada' })).toEqual(['acs:ram::1:user/ada']);
    expect(of('user/{UserName}', {})).toEqual(['acs:ram::1:user/me']);
    expect(of('policy/{PolicyName} user/{UserName}', { PolicyName: 'p', UserName: 'ada' })).toEqual([
      'acs:ram::1:policy/p',
      'acs:ram::1:user/ada',
    ]);
  });

  it("are the system's for a policy that comes with the product", () => {
    const system = { PolicyName: 'p', PolicyType: 'System', UserName: 'ada' };
    expect(of('policy/{PolicyName} user/{UserName}', system)).toEqual([
      'acs:ram::system:policy/p',
      'acs:ram::1:user/ada',
    ]);
  });
});
