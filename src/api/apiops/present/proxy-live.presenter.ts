import type { Invocation, NodeRoute, RouteHealth } from '../../../deployments/reach.service.js';
import type { DeploymentRecord } from '../../../model/deployment.js';
import type { DeployStatusRow, InvokeInfoRow, PodRouteDto, RouteHealthRow } from '../dto/proxy-live.dto.js';

export const presentDeployStatus = (record: DeploymentRecord | undefined): DeployStatusRow => ({
  deployed: record?.deployed ?? false,
  lastDeployTime: record?.lastDeployedAt?.toISOString() ?? null,
  revision: record?.number ?? null,
  redeployRequired: record?.outdated ?? false,
});

/** Source: apiops.md 4.7. Where no gateway is connected, what is deployed is served by nobody. */
export function presentRouteHealth({ rootContext, deployed, nodes }: RouteHealth): RouteHealthRow {
  const serving = nodes.filter(({ active }) => active);
  const [first] = serving;
  return {
    routeActive: nodes.length > 0 && serving.length === nodes.length,
    servedPath: first?.path ?? null,
    methods: first?.methods ?? [],
    apinizerRootContext: rootContext,
    podsResponded: nodes.length,
    podsActive: serving.length,
    deployedInManager: deployed,
    inconsistent: nodes.length === 0 ? deployed : nodes.some(({ active }) => active !== deployed),
    pods: nodes.map((node) => presentPod(node, rootContext)),
  };
}

const presentPod = ({ active, path, methods, address, refusal }: NodeRoute, rootContext: string): PodRouteDto => ({
  routeActive: active,
  servedPath: path,
  methods,
  workerPodIp: `http://${address}`,
  apinizerRootContext: rootContext,
  ...(refusal === null ? {} : { error: refusal }),
});

export const presentInvocation = ({
  environment,
  rootContext,
  paths,
  methods,
  deployed,
}: Invocation): InvokeInfoRow => ({
  environmentName: environment.name,
  gatewayBaseUrl: environment.accessUrl,
  rootContext,
  fullPaths: paths,
  methods,
  schemes: [new URL(environment.accessUrl).protocol.replace(':', '')],
  deployed,
});
