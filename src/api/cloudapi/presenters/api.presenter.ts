import type { LiveProxy } from '../../../deployments/commands.js';
import type { VersionContent } from '../../../deployments/versions.service.js';
import type { ApiProxy } from '../../../model/api-proxy.js';
import type { Stage } from '../../../model/environment.js';
import type { ProxyGroup } from '../../../model/proxy-group.js';
import { isTrue } from '../../rpc/decode/shape.js';
import type { Tag } from '../../rpc/decode/tags.js';
import { API_DEFAULTS } from '../decode/api-defaults.js';
import { factsOf, factsOrNull } from '../decode/api-facts.js';
import { type ApiFacts, RESULT_DESCRIPTIONS } from '../decode/api-shapes.js';
import {
  filledItems,
  presentParameters,
  presentRequestConfig,
  presentSamples,
  presentServiceConfig,
} from './definition-parts.js';
import { presentDeployedInfos } from './deployed-infos.js';
import { wireStatus, wireTime, wireVersion } from './wire-values.js';

interface Identity {
  readonly proxy: ApiProxy;
  readonly group: ProxyGroup;
  readonly region: string;
  readonly description: string;
}

/** The definition shape that DescribeApi and DescribeDeployedApi share. Source: cloudapi-2016-07-14.md 4.2. */
const presentDefinition = ({ proxy, group, region, description }: Identity, facts: ApiFacts) => ({
  GroupId: group.id,
  GroupName: group.name,
  ApiId: proxy.id,
  ApiName: proxy.apiName,
  RegionId: region,
  Description: description,
  Visibility: facts.Visibility ?? API_DEFAULTS.Visibility,
  AuthType: facts.AuthType ?? API_DEFAULTS.AuthType,
  AppCodeAuthType: facts.AppCodeAuthType ?? API_DEFAULTS.AppCodeAuthType,
  AllowSignatureMethod: facts.AllowSignatureMethod ?? API_DEFAULTS.AllowSignatureMethod,
  ForceNonceCheck: facts.ForceNonceCheck ?? false,
  DisableInternet: facts.DisableInternet ?? false,
  WebSocketApiType: facts.WebSocketApiType ?? API_DEFAULTS.WebSocketApiType,
  BackendEnable: false,
  BackendConfig: { BackendId: '', BackendName: '', BackendType: '' },
  RequestConfig: presentRequestConfig(facts.RequestConfig ?? {}),
  ServiceConfig: presentServiceConfig(facts.ServiceConfig ?? {}),
  ...presentParameters(facts),
  ...presentSamples(facts),
});

export interface ApiRow {
  readonly proxy: ApiProxy;
  readonly group: ProxyGroup;
  readonly tags: readonly Tag[];
}

/** The draft. @throws Problem not_representable */
export function presentApi({ proxy, group, tags }: ApiRow, region: string, live: readonly LiveProxy[]) {
  const facts = factsOf(proxy, proxy.definition);
  return {
    ...presentDefinition({ proxy, group, region, description: proxy.description }, facts),
    CreatedTime: wireTime(proxy.createdAt),
    ModifiedTime: wireTime(proxy.modifiedAt),
    Mock: isTrue(facts.ServiceConfig?.Mock) ? 'OPEN' : 'CLOSED',
    MockResult: facts.ServiceConfig?.MockResult ?? '',
    DeployedInfos: presentDeployedInfos(live),
    TagList: presentTagList(tags),
  };
}

/** What is live. @throws Problem not_representable */
export function presentDeployedApi(live: LiveProxy, group: ProxyGroup, region: string) {
  return {
    ...presentPublished(live, group, region),
    StageName: live.environment.stage ?? '',
    DeployedTime: wireTime(live.releasedAt),
  };
}

/** What was or is live. @throws Problem not_representable */
export function presentVersion(content: VersionContent, group: ProxyGroup, region: string, stage: Stage | null) {
  const { versionedAt, online } = content.version;
  return {
    ...presentPublished(content, group, region),
    StageName: stage ?? '',
    HistoryVersion: wireVersion(versionedAt),
    Status: wireStatus(online),
    DeployedTime: wireTime(versionedAt),
  };
}

function presentPublished(published: Published, group: ProxyGroup, region: string) {
  const { proxy, revision } = published;
  const facts = factsOf(proxy, revision.definition);
  const definition = presentDefinition({ proxy, group, region, description: descriptionOf(published) }, facts);
  return {
    ...definition,
    ServiceConfig: { ...definition.ServiceConfig, VpcId: facts.ServiceConfig?.VpcConfig?.VpcId ?? '' },
    ResultDescriptions: { ResultDescription: filledItems(RESULT_DESCRIPTIONS, facts.ResultDescriptions ?? []) },
  };
}

type Published = Pick<LiveProxy, 'proxy' | 'revision'>;

/** The description is a part of what was published where it was written here, else it is the proxy's own. */
export const descriptionOf = ({ proxy, revision }: Published): string =>
  revision.definition.source === 'CLOUD_API'
    ? (revision.definition.operations[0]?.description ?? '')
    : proxy.description;

/** A proxy with other than one operation is listed too; its method and path stay empty. */
export function presentApiRow({ proxy, group, tags }: ApiRow, region: string, live: readonly LiveProxy[]) {
  const facts = factsOrNull(proxy.definition);
  return {
    ...presentRowHead(proxy, group, region, facts),
    Description: proxy.description,
    CreatedTime: wireTime(proxy.createdAt),
    ModifiedTime: wireTime(proxy.modifiedAt),
    DeployedInfos: presentDeployedInfos(live),
    TagList: presentTagList(tags),
  };
}

export const presentDeployedRow = (live: LiveProxy, group: ProxyGroup, region: string) => ({
  ...presentRowHead(live.proxy, group, region, factsOrNull(live.revision.definition)),
  StageName: live.environment.stage ?? '',
  Description: descriptionOf(live),
  DeployedTime: wireTime(live.releasedAt),
});

const presentRowHead = (proxy: ApiProxy, group: ProxyGroup, region: string, facts: ApiFacts | null) => ({
  ApiId: proxy.id,
  ApiName: proxy.apiName,
  ApiMethod: facts?.RequestConfig?.RequestHttpMethod ?? '',
  ApiPath: facts?.RequestConfig?.RequestPath ?? '',
  GroupId: group.id,
  GroupName: group.name,
  RegionId: region,
  Visibility: facts?.Visibility ?? API_DEFAULTS.Visibility,
});

const presentTagList = (tags: readonly Tag[]) => ({
  Tag: tags.map(({ Key, Value }) => ({ TagKey: Key, TagValue: Value })),
});
