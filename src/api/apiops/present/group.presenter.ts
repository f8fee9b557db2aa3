import type { ApiProxy } from '../../../model/api-proxy.js';
import type { DeploymentRecord } from '../../../model/deployment.js';
import type { Environment } from '../../../model/environment.js';
import type { ProxyGroup } from '../../../model/proxy-group.js';
import type { GroupEnvironmentRow, GroupRow } from '../dto/group.dto.js';
import type { GroupAnswer } from '../dto/group-members.dto.js';
import { shortId } from './ids.js';
import { presentClientRoute } from './proxy.presenter.js';
import { listed } from './success.js';

export const presentGroup = (group: ProxyGroup): GroupRow => ({
  id: shortId(group.id),
  name: group.name,
  description: group.description,
});

/** Both shapes at once: bare, and as the one element of a list. */
export function presentGroupAnswer({ group, members }: GroupView): GroupAnswer {
  const row = {
    ...presentGroup(group),
    clientRoute: presentClientRoute(group.settings.clientRoute),
    apiProxyNameList: members.map(({ name }) => name),
  };
  return { ...listed([row]), ...row };
}

export interface GroupView {
  readonly group: ProxyGroup;
  /** In member order. */
  readonly members: readonly Pick<ApiProxy, 'name'>[];
}

/** One row per environment that has or had a record; undeployed ones stay. Source: apiops.md 4.9. */
export function presentGroupEnvironments(
  records: readonly DeploymentRecord[],
  environments: readonly Environment[],
): GroupEnvironmentRow[] {
  const byId = new Map(environments.map((environment) => [environment.id, environment]));
  return records.flatMap((record) => {
    const environment = byId.get(record.environmentId);
    return environment === undefined ? [] : [presentRow(record, environment)];
  });
}

const presentRow = (record: DeploymentRecord, environment: Environment): GroupEnvironmentRow => ({
  environmentName: environment.name,
  name: environment.name,
  type: environment.type,
  accessUrl: environment.accessUrl,
  deployed: record.deployed,
  redeployRequired: record.outdated,
});
