import type { ApiProxy } from '../../../model/api-proxy.js';
import type { ProxyGroup } from '../../../model/proxy-group.js';
import type { Id } from '../../../shared/ids.js';
import { invalid, missing, notFound } from '../../../shared/problem.js';
import { flag, text, textList, withDefault } from '../../rpc/decode/parameters.js';
import type { Caller, CloudApiCore } from '../core.js';
import { factsOf, factsOrNull } from '../decode/api-facts.js';
import { defineAction } from '../define-action.js';
import type { ExportedApi } from '../oas/encode-operation.js';
import { descriptionOf } from '../presenters/api.presenter.js';
import { presentGroupHead } from '../presenters/group.presenter.js';

/** APIs in one file, when files are asked for by number. */
const PAGE_SIZE = 100;

export const exportOas = defineAction({
  name: 'ExportOAS',
  summary: 'Describes APIs of a group. Data is a ZIP with one file, in Base64.',
  ram: { level: 'get', resource: 'apigroup/{GroupId|*}' },
  permission: ['group.view', 'proxy.view'],
  mutates: false,
  callsPerSecond: null,
  parameters: {
    GroupId: text('The group; can be left out when ApiIdList names APIs of one group.'),
    ApiIdList: textList('Only these APIs, as a JSON list of ids.'),
    OasVersion: withDefault(text('oas2 or oas3.', { values: ['oas2', 'oas3'] }), 'oas2'),
    DataFormat: withDefault(text('json or yaml.', { values: ['json', 'yaml'] }), 'json'),
    StageName: text('What is live in this stage; left out: the drafts.'),
    WithXExtensions: withDefault(flag('True: with all that it takes to import the same APIs elsewhere.'), false),
    PageNumber: text(`${PAGE_SIZE} APIs to a file, from 1; left out: all in one.`, {
      pattern: { test: /^[1-9]\d{0,8}$/, say: 'use a whole number from 1' },
    }),
  },
  response: { fields: { Data: 'string' } },
  errors: ['MissingGroupId', 'NotFoundApiGroup', 'NotFoundApi', 'NotFoundStage', 'InvalidApiIdList', 'ForbiddenApi'],
  async run(core, caller, { GroupId = '', ApiIdList, StageName = '', PageNumber = '', ...given }) {
    const group = await groupOf(core, caller, GroupId, ApiIdList);
    const proxies = await chosen(core, caller, group, ApiIdList);
    const apis =
      StageName === '' ? proxies.map(draftOf) : await liveOf(core, caller, { group, proxies, StageName, ApiIdList });
    const { BasePath, SubDomain } = presentGroupHead(group, core.place);
    return core.descriptions.archive(
      {
        generation: given.OasVersion === 'oas2' ? '2.0' : '3.0',
        withExtensions: given.WithXExtensions,
        title: group.name,
        description: group.description,
        host: SubDomain,
        basePath: BasePath,
        apis: pageOf(apis, PageNumber),
      },
      given.DataFormat === 'yaml' ? 'yaml' : 'json',
    );
  },
  encode: (archive) => ({ Data: archive.toString('base64') }),
});

async function groupOf(
  core: CloudApiCore,
  caller: Caller,
  groupId: string,
  apiIds: readonly string[],
): Promise<ProxyGroup> {
  if (groupId !== '') return core.group(caller, groupId);
  const located = await Promise.all(apiIds.map((apiId) => core.locateApi(caller, apiId, undefined)));
  const [first, ...others] = new Set(located.map((each) => each.groupId));
  if (first === undefined) throw missing('GroupId');
  if (others.length > 0) throw invalid('ApiIdList', 'name APIs of one group');
  return core.group(caller, first);
}

/** Without a list: every member that is one API. */
async function chosen(
  core: CloudApiCore,
  { actor }: Caller,
  group: ProxyGroup,
  apiIds: readonly string[],
): Promise<ApiProxy[]> {
  const members = await core.groups.members(actor, group);
  if (apiIds.length === 0) return members.filter(({ definition }) => factsOrNull(definition) !== null);
  const absent = apiIds.find((apiId) => !group.members.includes(apiId));
  if (absent !== undefined) throw notFound('proxy', absent);
  return members.filter(({ id }) => apiIds.includes(id));
}

/** @throws Problem not_representable */
const draftOf = (proxy: ApiProxy): ExportedApi => ({
  name: proxy.apiName,
  description: proxy.description,
  facts: factsOf(proxy, proxy.definition),
});

interface Chosen {
  readonly group: ProxyGroup;
  readonly proxies: readonly ApiProxy[];
  readonly StageName: string;
  readonly ApiIdList: readonly Id[];
}

async function liveOf(core: CloudApiCore, caller: Caller, asked: Chosen): Promise<ExportedApi[]> {
  const { id: environmentId } = await core.stage(caller, asked.StageName);
  const live = await core.live(caller, { environmentId, groupId: asked.group.id });
  const byProxy = new Map(live.map((each) => [each.proxy.id, each]));
  if (asked.ApiIdList.some((apiId) => !byProxy.has(apiId))) throw notFound('environment', asked.StageName);
  return asked.proxies.flatMap(({ id }) => {
    const found = byProxy.get(id);
    if (found === undefined) return [];
    const { proxy, revision } = found;
    return { name: proxy.apiName, description: descriptionOf(found), facts: factsOf(proxy, revision.definition) };
  });
}

function pageOf<T>(items: readonly T[], pageNumber: string): readonly T[] {
  if (pageNumber === '') return items;
  const end = Number(pageNumber) * PAGE_SIZE;
  return items.slice(end - PAGE_SIZE, end);
}
