import type { Body, Parameters, TerraformCalls } from './terraform-calls.js';
import { NOT_THERE, type ResourceKind, unlessRefused, untilRefused, whileRefused } from './terraform-client.js';

/** The resources of the provider beside APIs (terraform-api.ts), call by call. Source: cloudapi-2016-07-14.md 4.2, 4.4, 4.6. */

export const group: ResourceKind = {
  defaults: { base_path: '/', user_log_config: null, vpc_intranet_enable: false },
  forcesNew: ['instance_id'],

  async create(calls, wanted) {
    const { name: GroupName, description: Description, base_path: BasePath, instance_id: InstanceId } = wanted;
    const parameters = { GroupName, Description, BasePath, InstanceId };
    const { GroupId } = await whileRefused('RepeatedCommit', () => calls.go('CreateApiGroup', parameters));
    if (wanted['user_log_config'] !== null) {
      await calls.go('ModifyApiGroup', { GroupId, UserLogConfig: JSON.stringify(wanted['user_log_config']) });
    }
    if (wanted['vpc_intranet_enable']) await setIntranet(calls, GroupId, true);
    return GroupId;
  },

  async read(calls, GroupId) {
    const read = await unlessRefused(['NotFoundApiGroup'], calls.go('DescribeApiGroup', { GroupId }));
    if (read === null || read.GroupId === '') return null;
    return {
      name: read.GroupName,
      description: read.Description,
      base_path: read.BasePath,
      instance_id: read.InstanceId,
      user_log_config: read.UserLogConfig === '' ? null : JSON.parse(read.UserLogConfig),
      vpc_intranet_enable: read.VpcDomain !== '',
      sub_domain: read.SubDomain,
      vpc_domain: read.VpcDomain,
    };
  },

  async update(calls, GroupId, wanted, known) {
    const { name: GroupName, description: Description, base_path: BasePath } = wanted;
    const UserLogConfig = wanted['user_log_config'] === null ? undefined : JSON.stringify(wanted['user_log_config']);
    await calls.go('ModifyApiGroup', { GroupId, GroupName, Description, BasePath, UserLogConfig });
    if (wanted['vpc_intranet_enable'] !== known['vpc_intranet_enable']) {
      await setIntranet(calls, GroupId, wanted['vpc_intranet_enable']);
    }
  },

  async destroy(calls, GroupId) {
    await calls.go('DeleteApiGroup', { GroupId });
    await untilRefused('NotFoundApiGroup', () => calls.go('DescribeApiGroup', { GroupId }));
  },
};

const setIntranet = (calls: TerraformCalls, GroupId: string, VpcIntranetEnable: boolean) =>
  calls.go('ModifyIntranetDomainPolicy', { GroupId, VpcIntranetEnable });

export const app: ResourceKind = {
  defaults: { description: '', tags: {} },
  forcesNew: [],

  async create(calls, wanted) {
    const { name: AppName, description: Description } = wanted;
    const { AppId } = await whileRefused('RepeatedCommit', () => calls.go('CreateApp', { AppName, Description }));
    if (typeof AppId !== 'number') throw new Error('AppId is no number');
    await tag(calls, String(AppId), wanted['tags']);
    return String(AppId);
  },

  async read(calls, AppId) {
    const tags = await unlessRefused(
      ['NotFoundResourceId'],
      calls.go('ListTagResources', { ResourceType: 'app', 'ResourceId.1': AppId }),
    );
    const read = await unlessRefused(['NotFoundApp'], calls.go('DescribeApp', { AppId }));
    if (read === null) return null;
    const found = (tags?.TagResources.TagResource ?? []) as Body[];
    return {
      name: read.AppName,
      description: read.Description,
      tags: Object.fromEntries(found.map(({ TagKey, TagValue }) => [TagKey, TagValue])),
    };
  },

  async update(calls, AppId, wanted, known) {
    const { name: AppName, description: Description } = wanted;
    if (AppName !== known['name'] || Description !== known['description']) {
      await calls.go('ModifyApp', { AppId, AppName, Description });
    }
    const gone = Object.keys(known['tags']).filter((key) => !(key in wanted['tags']));
    if (gone.length > 0) {
      const keys = Object.fromEntries(gone.map((key, index) => [`TagKey.${index + 1}`, key]));
      await calls.go('UntagResources', { ResourceType: 'app', 'ResourceId.1': AppId, ...keys });
    }
    await tag(calls, AppId, wanted['tags']);
  },

  async destroy(calls, AppId) {
    await unlessRefused(['NotFoundApp'], calls.go('DeleteApp', { AppId }));
    await untilRefused('NotFoundApp', () => calls.go('DescribeApp', { AppId }));
  },
};

async function tag(calls: TerraformCalls, id: string, tags: Readonly<Record<string, string>>): Promise<void> {
  const pairs = Object.entries(tags).flatMap(([key, value], index) => [
    [`Tag.${index + 1}.Key`, key],
    [`Tag.${index + 1}.Value`, value],
  ]);
  if (pairs.length === 0) return;
  await calls.go('TagResources', { ResourceType: 'app', 'ResourceId.1': id, ...Object.fromEntries(pairs) });
}

/** Its id is `GroupId:ApiId:AppId:Stage`. */
export const appAttachment: ResourceKind = {
  defaults: {},
  forcesNew: [],

  async create(calls, { group_id: GroupId, api_id: ApiId, app_id: AppIds, stage_name: StageName }) {
    await calls.go('SetAppsAuthorities', { GroupId, ApiId, AppIds, StageName });
    return [GroupId, ApiId, AppIds, StageName].join(':');
  },

  async read(calls, id) {
    const { AppId, ...place } = attachmentOf(id);
    const isThere = await isAuthorised(calls, place, AppId);
    return isThere
      ? { group_id: place.GroupId, api_id: place.ApiId, app_id: AppId, stage_name: place.StageName }
      : null;
  },

  async destroy(calls, id) {
    const { AppId, ...place } = attachmentOf(id);
    await unlessRefused(['NotFoundAuthorization'], calls.go('RemoveAppsAuthorities', { ...place, AppIds: AppId }));
    while (await isAuthorised(calls, place, AppId));
  },
};

function attachmentOf(id: string) {
  const [GroupId = '', ApiId = '', AppId = '', StageName = ''] = id.split(':');
  return { GroupId, ApiId, AppId, StageName };
}

/** Without a PageSize; the first page that is shorter than 50 is the last. */
async function isAuthorised(calls: TerraformCalls, place: Parameters, AppId: string): Promise<boolean> {
  for (let PageNumber = 1; ; PageNumber += 1) {
    const read = await unlessRefused(NOT_THERE, calls.go('DescribeAuthorizedApps', { ...place, PageNumber }));
    const apps = (read?.AuthorizedApps.AuthorizedApp ?? []) as Body[];
    if (apps.some((each) => String(each.AppId) === AppId)) return true;
    if (apps.length < 50) return false;
  }
}

/** Its id is `Name:VpcId:InstanceId:Port`. */
export const vpcAccess: ResourceKind = {
  defaults: {},
  forcesNew: [],

  async create(calls, { name: Name, vpc_id: VpcId, instance_id: InstanceId, port: Port }) {
    await calls.go('SetVpcAccess', { Name, VpcId, InstanceId, Port });
    return [Name, VpcId, InstanceId, Port].join(':');
  },

  async read(calls, id) {
    const found = await vpcAccessIn(calls, id);
    return found === undefined
      ? null
      : {
          name: found.Name,
          vpc_id: found.VpcId,
          instance_id: found.InstanceId,
          port: found.Port,
          vpc_access_id: found.VpcAccessId,
        };
  },

  async destroy(calls, id) {
    const [, VpcId, InstanceId, Port] = id.split(':');
    await calls.go('RemoveVpcAccess', { VpcId, InstanceId, Port });
    while ((await vpcAccessIn(calls, id)) !== undefined);
  },
};

/** By the text of all four: the call itself filters nothing. */
async function vpcAccessIn(calls: TerraformCalls, id: string): Promise<Body | undefined> {
  for (let PageNumber = 1; ; PageNumber += 1) {
    const read = await calls.tea('DescribeVpcAccesses', { PageNumber, PageSize: 50 });
    const page = read.VpcAccessAttributes.VpcAccessAttribute as Body[];
    const found = page.find((each) => [each.Name, each.VpcId, each.InstanceId, each.Port].join(':') === id);
    if (found !== undefined || page.length < 50) return found;
  }
}
