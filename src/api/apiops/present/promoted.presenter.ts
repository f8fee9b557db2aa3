import type { ApiProxy } from '../../../model/api-proxy.js';
import type { DeploymentRecord } from '../../../model/deployment.js';
import type { Environment } from '../../../model/environment.js';
import type { ProxyGroup } from '../../../model/proxy-group.js';
import type { DeployListDto, PromotedProxyDto } from '../dto/promoted.dto.js';
import type { DeploymentOutcome } from './deployment-result.js';
import { shortId } from './ids.js';
import { type ProxyView, presentClientRoute, presentEndpoint, presentRouting } from './proxy.presenter.js';
import { succeeded } from './success.js';

/** Everything that the promotion of a proxy needs. Source: apiops.md 4.10. */
export const presentForPromotion = ({ proxy, records, environments }: ProxyView): PromotedProxyDto => ({
  id: shortId(proxy.id),
  name: proxy.name,
  description: proxy.description,
  type: proxy.definition.type,
  enumProxyCreationType: proxy.definition.source,
  protocolTransformation: 'NONE',
  relativePath: proxy.definition.clientRoute?.paths[0] ?? '',
  clientRoute: presentClientRoute(proxy.definition.clientRoute),
  routing: {
    ...presentRouting(proxy.definition.routing),
    apiRoutingList: proxy.definition.routing.addresses.map(({ address }) => ({ url: address })),
  },
  categoryList: [],
  backendApiVersion: proxy.definition.backendApiVersion,
  endpointList: proxy.definition.operations.map((operation) => presentEndpoint(operation, false)),
  apiProxyDeployList: presentDeployList(records, environments),
});

/** What was saved, and how its deployments fared. */
export const presentPromotedProxy = (view: ProxyView, outcomes: readonly DeploymentOutcome[]) => ({
  ...succeeded(outcomes),
  ...presentForPromotion(view),
});

export interface GroupView {
  readonly group: ProxyGroup;
  readonly members: readonly ApiProxy[];
  readonly records: readonly DeploymentRecord[];
  readonly environments: readonly Environment[];
}

export const presentPromotedGroup = (
  { group, members, records, environments }: GroupView,
  outcomes: readonly DeploymentOutcome[],
) => ({
  ...succeeded(outcomes),
  id: shortId(group.id),
  name: group.name,
  description: group.description,
  clientRoute: presentClientRoute(group.settings.clientRoute),
  apiProxyList: members.map(({ name }) => ({ name })),
  apiProxyGroupDeployList: presentDeployList(records, environments),
});

function presentDeployList(
  records: readonly DeploymentRecord[],
  environments: readonly Environment[],
): DeployListDto[] {
  const byId = new Map(environments.map((environment) => [environment.id, environment]));
  return records.flatMap((record) => {
    const environment = byId.get(record.environmentId);
    return environment === undefined ? [] : [presentDeploy(record, environment)];
  });
}

const presentDeploy = (record: DeploymentRecord, environment: Environment): DeployListDto => ({
  environmentSettingsId: shortId(environment.id),
  environmentName: environment.name,
  environmentType: environment.type,
  environmentCommunicationProtocolType: 'HTTP',
  accessUrl: environment.accessUrl,
  deploy: record.deployed,
  redeployRequired: record.outdated,
});
