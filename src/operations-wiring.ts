import type { FactoryProvider, INestApplication } from '@nestjs/common';
import { GATEWAY_STATS, type GatewayStats } from './api/operations/gateway-stats.js';
import { Metrics } from './api/operations/metrics.js';
import { READINESS_CHECKS, type ReadinessCheck } from './api/operations/readiness.js';
import type { DataPlaneDriver } from './data-planes/data-plane.js';
import { DATA_PLANES } from './data-planes/data-planes.token.js';
import { EmbeddedDriver } from './data-planes/embedded/driver.js';
import { DeploymentRunner } from './deployments/deployment-runner.js';
import { EnvironmentsService } from './environments/environments.service.js';
import { SYSTEM_ACTOR } from './model/actor.js';

const STATUS_CLASSES = ['1xx', '2xx', '3xx', '4xx', '5xx'] as const;

/** Why this process may not be ready: no database, or a gateway that lags behind. */
export const readinessChecks: FactoryProvider<readonly ReadinessCheck[]> = {
  provide: READINESS_CHECKS,
  inject: [EnvironmentsService, DATA_PLANES],
  useFactory: (environments: EnvironmentsService, drivers: readonly DataPlaneDriver[]) => [
    { name: 'database', check: () => environments.list(SYSTEM_ACTOR).then(() => null) },
    { name: 'gateways', check: () => lagging(environments, drivers) },
  ],
};

/**
 * A gateway that never had anything to serve has no version; it lags only where there is something. Only this process's own
 * gateway counts: an Envoy that lags or is broken does not make the control plane unfit to answer.
 */
async function lagging(environments: EnvironmentsService, drivers: readonly DataPlaneDriver[]): Promise<string | null> {
  const versions = new Map((await environments.list(SYSTEM_ACTOR)).map(({ id, version }) => [id, version]));
  const behind = drivers
    .filter((driver) => driver instanceof EmbeddedDriver)
    .flatMap((driver) => driver.nodes())
    .filter(({ environmentId, version }) => (version ?? 0) < (versions.get(environmentId) ?? 0));
  return behind.length === 0 ? null : `${behind.map(({ nodeId }) => nodeId).join(', ')} not at the current version yet`;
}

export const gatewayStats: FactoryProvider<GatewayStats> = {
  provide: GATEWAY_STATS,
  inject: [DATA_PLANES, EnvironmentsService],
  useFactory: (drivers: readonly DataPlaneDriver[], environments: EnvironmentsService) => ({
    requests: async () => (await Promise.all(drivers.map(requestsOf))).flat(),
    nodesConnected: () => connected(drivers, environments),
  }),
};

async function requestsOf(driver: DataPlaneDriver) {
  if (!(driver instanceof EmbeddedDriver)) return [];
  const { environments } = await driver.stats();
  return environments.flatMap(({ environmentName, answers }) =>
    STATUS_CLASSES.map((statusClass) => ({ environment: environmentName, statusClass, count: answers[statusClass] })),
  );
}

async function connected(drivers: readonly DataPlaneDriver[], environments: EnvironmentsService) {
  const all = await environments.list(SYSTEM_ACTOR);
  return drivers.flatMap((driver) => {
    const nodes = driver.nodes().filter((node) => node.connected && !node.isGuest);
    return all.map(({ id, name }) => ({
      environment: name,
      plane: driver.name,
      count: nodes.filter((node) => node.environmentId === id).length,
    }));
  });
}

export function countDeployments(app: INestApplication): void {
  const metrics = app.get(Metrics);
  app.get(DeploymentRunner).onSettled((report) => metrics.deploymentSettled(report));
}
