import { numbered } from './decode/numbered.js';
import type { Source } from './decode/parameters.js';

/**
 * Relative id of the resource that a policy must allow. Source: cloudapi-2016-07-14.md 2.3 and 3.
 * `apigroup/{GroupId}` is found from the API where the call leaves GroupId out; `apigroup/{GroupId|*}` is every group then;
 * `apigroup/{Api.N.GroupId}` is the group of each item, of which every one must be allowed.
 */
export type RamScope = '*' | 'apigroup/*' | 'apigroup/{GroupId}' | 'apigroup/{GroupId|*}' | 'apigroup/{Api.N.GroupId}';

export async function relativeIds(
  scope: RamScope,
  source: Source,
  groupOfApi: (apiId: string) => Promise<string>,
): Promise<string[]> {
  if (scope === 'apigroup/{Api.N.GroupId}') {
    const ids = numbered('Api', ['GroupId'], source).map(({ GroupId }) => `apigroup/${GroupId}`);
    return [...new Set(ids)];
  }
  const groupId = source.get('GroupId') ?? '';
  if (scope === 'apigroup/{GroupId|*}') return [`apigroup/${groupId === '' ? '*' : groupId}`];
  if (scope !== 'apigroup/{GroupId}') return [scope];
  return [`apigroup/${groupId === '' ? await groupOfApi(source.get('ApiId') ?? '') : groupId}`];
}
