import type { OutlineOperation } from '../../../api-proxies/spec-import/outline.js';
import { DEFAULT_LIMITS } from '../../../config/limits.js';
import { apiNameFrom, freeName } from './api-names.js';

const nameOf = (operationId: string, path = '/users/{id}'): string =>
  apiNameFrom({ operationId, path, method: 'GET' } as OutlineOperation, DEFAULT_LIMITS);

describe('apiNameFrom', () => {
  it.each([
    ['getUser', 'getUser'],
    ['users.list-all v2', 'users_list_all_v2'],
    ['get', 'api_get'],
    ['2fast', 'api_2fast'],
    ['__', 'api_root'],
    ['', 'get_users_id'],
    ['列出用户', '列出用户'],
    ['x'.repeat(60), 'x'.repeat(50)],
  ])('%p -> %p', (operationId, name) => {
    expect(nameOf(operationId)).toBe(name);
  });
});

describe('freeName', () => {
  it('stays within what a name may be', () => {
    const taken = new Set(['x'.repeat(50), `${'x'.repeat(48)}_2`]);
    expect(freeName('x'.repeat(50), DEFAULT_LIMITS, (name) => taken.has(name))).toBe(`${'x'.repeat(48)}_3`);
  });
});
