import { relativeId } from './ram-scope.js';

const GROUP = 'g'.repeat(32);
const idOf = (scope: Parameters<typeof relativeId>[0], values: Record<string, string> = {}) =>
  relativeId(scope, new Map(Object.entries(values)), async (apiId) => `home-of-${apiId}`);

describe('relativeId', () => {
  it('is the scope itself where nothing is named', async () => {
    await expect(idOf('*', { GroupId: GROUP })).resolves.toBe('*');
    await expect(idOf('apigroup/*', { GroupId: GROUP })).resolves.toBe('apigroup/*');
  });

  it('is the group that is given, or else the group of the API', async () => {
    await expect(idOf('apigroup/{GroupId}', { GroupId: GROUP, ApiId: 'a' })).resolves.toBe(`apigroup/${GROUP}`);
    await expect(idOf('apigroup/{GroupId}', { ApiId: 'a' })).resolves.toBe('apigroup/home-of-a');
    await expect(idOf('apigroup/{GroupId}', { GroupId: '', ApiId: 'a' })).resolves.toBe('apigroup/home-of-a');
  });

  it('is every group for a list that names none', async () => {
    await expect(idOf('apigroup/{GroupId|*}', { GroupId: GROUP })).resolves.toBe(`apigroup/${GROUP}`);
    await expect(idOf('apigroup/{GroupId|*}')).resolves.toBe('apigroup/*');
  });
});
