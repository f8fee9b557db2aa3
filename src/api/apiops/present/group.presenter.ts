import type { DeploymentRecord } from '../../../model/deployment.js';
import type { Environment } from '../../../model/environment.js';
import type { ProxyGroup } from '../../../model/proxy-group.js';
import type { GroupEnvironmentRow, GroupRow } from '../dto/group.dto.js';
import { shortId } from './ids.js';

export const presentGroup = (group: ProxyGroup): GroupRow => ({
  id: shortId(group.id),
  name: group.name,
  description: group.description,
});

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
