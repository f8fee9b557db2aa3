import { DEFAULT_LIMITS } from '../../config/limits.js';
import { PROJECT_PERMISSIONS } from '../../model/permission.js';
import { ACTIONS, findAction } from './action-registry.js';
import type { RpcAction } from './define-action.js';
import { cloudApiDocument } from './openapi.js';

const actions: readonly (readonly [string, RpcAction])[] = Object.entries(ACTIONS);

describe.each(actions)('%s', (name, action) => {
  it('is registered under its own name', () => {
    expect(action.name).toBe(name);
    expect(findAction(name)).toBe(action);
  });

  it('declares its RAM rule, its permissions and its parameters', () => {
    expect(['create', 'update', 'delete', 'get', 'list']).toContain(action.ram.level);
    expect(action.permission.length).toBeGreaterThan(0);
    for (const permission of action.permission) expect(PROJECT_PERMISSIONS).toContain(permission);
    for (const parameter of Object.values(action.parameters)) expect(parameter.about).not.toBe('');
  });

  it('takes what its RAM rule is about', () => {
    if (action.ram.resource === 'apigroup/{GroupId}') {
      const { GroupId, ApiId } = action.parameters;
      expect(GroupId?.required === true || ApiId?.required === true).toBe(true);
    }
  });

  it('names the group of each item where its RAM rule is about items', () => {
    expect(action.ram.resource === 'apigroup/{Api.N.GroupId}').toBe(action.parameters['Api'] !== undefined);
    const { parts, required } = action.parameters['Api'] ?? { parts: ['GroupId'], required: true };
    expect([parts?.includes('GroupId'), required]).toEqual([true, true]);
  });

  it('only reads when its name says so', () => {
    expect(action.mutates).toBe(!/^(Describe|List|DryRun|Export)/.test(name));
    const manages = action.permission.some((permission) => /\.(manage|deploy|administer)$/.test(permission));
    expect(manages).toBe(action.mutates);
  });

  it('never answers a success with a Code', () => {
    expect(Object.keys(action.response.fields)).not.toContain('Code');
  });

  it('names every parameter that it requires when it is called with nothing', () => {
    const required = Object.entries(action.parameters).filter(([, parameter]) => parameter.required);
    if (required.length === 0) {
      expect(() => action.decode(new Map(), DEFAULT_LIMITS)).not.toThrow();
      return;
    }
    const refusal = expect.objectContaining({ code: 'missing_argument', facts: { field: required[0]?.[0] } });
    expect(() => action.decode(new Map(), DEFAULT_LIMITS)).toThrow(refusal);
  });

  it('is documented with its parameters, its fields and its refusals', () => {
    const operation = cloudApiDocument(DEFAULT_LIMITS).paths[`/#${name}`]?.post;
    const documented =
      operation?.parameters?.flatMap((parameter) => ('name' in parameter ? [parameter.name] : [])) ?? [];
    for (const parameter of Object.keys(action.parameters)) {
      expect(documented.some((each) => each === parameter || each.startsWith(`${parameter}.1`))).toBe(true);
    }
    expect(operation?.responses['200']).toBeDefined();
    const refusals = JSON.stringify(operation?.responses['default']);
    for (const code of action.errors) expect(refusals).toContain(code);
  });
});

describe('findAction', () => {
  it.each(['describeApis', 'toString', '__proto__', 'ImportOas', ''])('knows no %p', (name) => {
    expect(findAction(name)).toBeUndefined();
  });
});
