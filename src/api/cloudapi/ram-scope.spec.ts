import { relativeIds } from './ram-scope.js';

const GROUP = 'g'.repeat(32);
const idOf = (scope: Parameters<typeof relativeIds>[0], values: Record<string, string> = {}) =>
  relativeIds(scope, new Map(Object.entries(values)), async (apiId) => `home-of-${apiId}`);

describe('relativeIds', () => {
  it('is the scope itself where nothing is named', async () => {
    await expect(idOf('*', { GroupId: GROUP })).resolves.toEqual(['*']);
    await expect(idOf('apigroup/*', { GroupId: GROUP })).resolves.toEqual(['apigroup/*']);
  });

  it('is the group that is given, or else the group of the API', async () => {
    await expect(idOf('apigroup/{GroupId}', { GroupId: GROUP, ApiId: 'a' })).resolves.toEqual([`apigroup/${GROUP}`]);
    await expect(idOf('apigroup/{GroupId}', { ApiId: 'a' })).resolves.toEqual(['apigroup/home-of-a']);
    await expect(idOf('apigroup/{GroupId}', { GroupId: '', ApiId: 'a' })).resolves.toEqual(['apigroup/home-of-a']);
  });

  it('is the group of each item of a batch, each once', async () => {
    const items = { 'Api.1.GroupId': 'g1', 'Api.1.ApiUid': 'a', 'Api.3.GroupId': 'g2', 'Api.4.GroupId': 'g1' };
    await expect(idOf('apigroup/{Api.N.GroupId}', items)).resolves.toEqual(['apigroup/g1', 'apigroup/g2']);
  });

  it('is every group for a list that names none', async () => {
    await expect(idOf('apigroup/{GroupId|*}', { GroupId: GROUP })).resolves.toEqual([`apigroup/${GROUP}`]);
    await expect(idOf('apigroup/{GroupId|*}')).resolves.toEqual(['apigroup/*']);
  });
});
