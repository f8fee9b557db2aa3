import type { ProxyFilter } from '../../../api-proxies/api-proxies.repository.js';
import type { ApiProxy } from '../../../model/api-proxy.js';
import type { Id } from '../../../shared/ids.js';
import type { Page, PageRequest } from '../../../shared/page.js';
import type { Tag } from '../../rpc/decode/tags.js';
import type { Caller, CloudApiCore } from '../core.js';
import { API_DEFAULTS } from '../decode/api-defaults.js';
import { factsOrNull } from '../decode/api-facts.js';
import { looseCorePath } from '../decode/api-path.js';
import { slice } from './paging.js';

export interface ApiFilter {
  readonly GroupId: string | undefined;
  readonly ApiId: string | undefined;
  readonly ApiName: string | undefined;
  readonly ApiPath: string | undefined;
  readonly ApiMethod: string | undefined;
  readonly Visibility: string | undefined;
  readonly StageName: string | undefined;
  readonly UnDeployed: boolean | undefined;
  readonly Tag: readonly Tag[];
}

/** Filters the database knows are paged there; the others are applied to everything those leave. */
export async function findApis(
  core: CloudApiCore,
  caller: Caller,
  filter: ApiFilter,
  page: PageRequest,
): Promise<Page<ApiProxy>> {
  const asked = stored(filter);
  const tests = await furtherTests(core, caller, filter);
  if (tests.length === 0) return core.proxies.search(caller.actor, caller.projectId, asked, page);
  const all = await everyApi(core, caller, asked);
  return slice(
    all.filter((proxy) => tests.every((test) => test(proxy))),
    page,
  );
}

const stored = ({ GroupId, ApiId, ApiName, ApiPath, ApiMethod }: ApiFilter): ProxyFilter => ({
  order: 'modified-desc',
  inAnyGroup: true,
  ...(GroupId ? { groupId: GroupId } : {}),
  ...(ApiId ? { id: ApiId } : {}),
  ...(ApiName ? { apiNameContains: ApiName } : {}),
  ...(ApiPath ? { operationPath: looseCorePath(ApiPath) } : {}),
  ...(ApiMethod ? { operationMethod: ApiMethod.toUpperCase() } : {}),
});

type Test = (proxy: ApiProxy) => boolean;

async function furtherTests(core: CloudApiCore, caller: Caller, filter: ApiFilter): Promise<Test[]> {
  const { Visibility, StageName, UnDeployed, Tag } = filter;
  const tests: Test[] = [];
  if (Visibility) {
    tests.push(({ definition }) => (factsOrNull(definition)?.Visibility ?? API_DEFAULTS.Visibility) === Visibility);
  }
  const tagged = await core.idsWith(caller, 'api', Tag);
  if (tagged !== null) tests.push(({ id }) => tagged.has(id));
  if (StageName || UnDeployed === true) {
    const stage = StageName ? { environmentId: (await core.stage(caller, StageName)).id } : {};
    const live = await liveIds(core, caller, { ...stage, ...(filter.GroupId ? { groupId: filter.GroupId } : {}) });
    tests.push(({ id }) => live.has(id) !== (UnDeployed === true));
  }
  return tests;
}

async function liveIds(
  core: CloudApiCore,
  caller: Caller,
  filter: { environmentId?: Id; groupId?: Id },
): Promise<Set<Id>> {
  const live = await core.live(caller, filter);
  return new Set(live.map(({ proxy }) => proxy.id));
}

const CHUNK = 500;

async function everyApi(core: CloudApiCore, { actor, projectId }: Caller, filter: ProxyFilter): Promise<ApiProxy[]> {
  const found: ApiProxy[] = [];
  for (let number = 1; ; number++) {
    const { items, total } = await core.proxies.search(actor, projectId, filter, { number, size: CHUNK });
    found.push(...items);
    if (items.length === 0 || found.length >= total) return found;
  }
}
