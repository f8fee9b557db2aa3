import { type RamScope, relativeIds } from './ram-scope.js';

const GROUP = 'g'.repeat(32);
const idsOf = (scope: RamScope, values: Record<string, string> = {}) =>
  relativeIds(scope, new Map(Object.entries(values)), {
    GroupId: async (source) => `home-of-${source.get('ApiId') ?? source.get('ApiUid')}`,
    AppId: async (source) => `owner-of-${source.get('AppCode')}`,
    VpcAccessId: async (source) => `access-${source.get('Name')}`,
  });

describe('relativeIds', () => {
  it.each<[RamScope, Record<string, string>, string[]]>([
    ['*', { GroupId: GROUP }, ['*']],
    ['apigroup/*', { GroupId: GROUP }, ['apigroup/*']],
    ['apigroup/{GroupId}', { GroupId: GROUP, ApiId: 'a' }, [`apigroup/${GROUP}`]],
    ['apigroup/{GroupId}', { ApiId: 'a' }, ['apigroup/home-of-a']],
    ['apigroup/{GroupId}', { GroupId: '', ApiId: 'a' }, ['apigroup/home-of-a']],
    ['apigroup/{GroupId|*}', { GroupId: GROUP }, [`apigroup/${GROUP}`]],
    ['apigroup/{GroupId|*}', {}, ['apigroup/*']],
    ['app/{AppId}', { AppId: '7' }, ['app/7']],
    ['app/{AppId}', { AppCode: 'c' }, ['app/owner-of-c']],
    ['apigroup/{GroupId|ApiIds}', { GroupId: GROUP, ApiIds: 'a,b' }, [`apigroup/${GROUP}`]],
    ['apigroup/{GroupId|ApiIds}', { ApiIds: 'a, b,a' }, ['apigroup/home-of-a', 'apigroup/home-of-b']],
    ['vpcaccess/{VpcAccessId}', { Name: 'n' }, ['vpcaccess/access-n']],
    ['instance/{InstanceId|*}', {}, ['instance/*']],
    ['{ResourceType}/*', { ResourceType: 'apiGroup' }, ['apigroup/*']],
    ['{ResourceType}/*', { ResourceType: 'api' }, ['apigroup/*']],
  ])('%s with %j', async (scope, values, ids) => {
    await expect(idsOf(scope, values)).resolves.toEqual(ids);
  });

  it('asks for each item of a list, and once for what is named twice', async () => {
    const items = { 'Api.1.GroupId': 'g1', 'Api.1.ApiUid': 'a', 'Api.3.ApiUid': 'b', 'Api.4.GroupId': 'g1' };
    await expect(idsOf('apigroup/{Api.N.GroupId}', items)).resolves.toEqual(['apigroup/g1', 'apigroup/home-of-b']);
    const tagged = { ResourceType: 'app', 'ResourceId.1': '7', 'ResourceId.2': '8' };
    await expect(idsOf('{ResourceType}/{ResourceId.N}', tagged)).resolves.toEqual(['app/7', 'app/8']);
  });

  it('finds nothing in an empty list, so that nothing is allowed', async () => {
    await expect(idsOf('apigroup/{Api.N.GroupId}')).resolves.toEqual([]);
  });
});
