import type { Source } from '../rpc/decode/parameters.js';
import { idsOf } from './decode/id-list.js';

/**
 * Relative ids of the resources that a policy must allow. Source: cloudapi-2016-07-14.md 2.3 and 3. A parameter in braces is
 * filled in; `|*` means all of the kind where the call leaves it out; `.N` means each of the list, and `|ApiIds` each of that
 * list where the call leaves it out.
 */
export type RamScope =
  | '*'
  | 'apigroup/*'
  | 'apigroup/{GroupId}'
  | 'apigroup/{GroupId|*}'
  | 'apigroup/{GroupId|ApiIds}'
  | 'apigroup/{Api.N.GroupId}'
  | 'app/*'
  | 'app/{AppId}'
  | 'vpcaccess/*'
  | 'vpcaccess/{VpcAccessId}'
  | 'instance/{InstanceId|*}'
  | '{ResourceType}/{ResourceId.N}'
  | '{ResourceType}/*';

/** Finds what a call leaves out, from what it names instead, e.g. the group of its `ApiId`; `*` when there is no such thing. */
export type Lookups = Readonly<Record<string, (source: Source) => Promise<string>>>;

export async function relativeIds(scope: RamScope, source: Source, lookups: Lookups): Promise<string[]> {
  const [kind = '', place] = scope.split('/');
  if (place === undefined) return [scope];
  const head = kind.replace('{ResourceType}', () => kindOf(source));
  const ids = await idsAt(place, source, lookups);
  return [...new Set(ids)].map((id) => `${head}/${id}`);
}

/** Kinds as resource names spell them, APIs as their groups; one that does not exist is allowed by nothing but a wildcard. */
const kindOf = (source: Source): string =>
  (source.get('ResourceType') ?? '').toLowerCase().replace(/^api$/, 'apigroup');

async function idsAt(place: string, source: Source, lookups: Lookups): Promise<string[]> {
  const name = /^\{(.*)\}$/.exec(place)?.[1];
  if (name === undefined) return [place];
  if (name.endsWith('|*')) return [source.get(name.slice(0, -2)) || '*'];
  if (name.endsWith('|ApiIds')) return ofEachApi(name.slice(0, -'|ApiIds'.length), source, lookups);
  const [list, member, ...rest] = name.split('.');
  if (list === undefined || member !== 'N') return [await idOf(name, source, lookups)];
  const items = itemsOf(list, source);
  return Promise.all(items.map((item) => idOf(rest.join('.'), item, lookups)));
}

/** An empty list is refused for what it lacks; a policy is asked about nothing then. */
async function ofEachApi(name: string, source: Source, lookups: Lookups): Promise<string[]> {
  if (source.get(name)) return [await idOf(name, source, lookups)];
  const apis = idsOf(source.get('ApiIds') ?? '');
  return Promise.all(apis.map((apiId) => idOf(name, new Map([['ApiId', apiId]]), lookups)));
}

async function idOf(name: string, source: Source, lookups: Lookups): Promise<string> {
  return source.get(name) || ((await lookups[name]?.(source)) ?? '*');
}

/** `Api.2.GroupId` -> `GroupId` of the second item; `ResourceId.2` -> the item's empty name. */
function itemsOf(list: string, source: Source): Source[] {
  const items = new Map<string, Map<string, string>>();
  for (const [parameter, value] of source) {
    const [head, index, ...member] = parameter.split('.');
    if (head !== list || index === undefined) continue;
    const item = items.get(index) ?? new Map<string, string>();
    items.set(index, item.set(member.join('.'), value));
  }
  return [...items.values()];
}
