import type { MessageInitShape } from '@bufbuild/protobuf';
import { durationFromMs } from '@bufbuild/protobuf/wkt';
import type { Endpoint } from '../../../ir/fragment.js';
import type { ClusterSchema } from '../generated/envoy/config/cluster/v3/cluster_pb.js';
import type { OutlierDetectionSchema } from '../generated/envoy/config/cluster/v3/outlier_detection_pb.js';
import type { HealthCheckSchema } from '../generated/envoy/config/core/v3/health_check_pb.js';
import { isChecked } from './endpoints.js';
import type { Fields } from './messages.js';

/** As the embedded gateway's (embedded/endpoint-health.ts). */
const INTERVAL_MS = 30_000;
const FAILURES_UNTIL_DOWN = 3;
const SUCCESSES_UNTIL_UP = 2;

/** Shorter than the embedded gateway's: a new cluster takes no traffic before its first checks are over. */
const TIMEOUT_MS = 1_000;

/** Longer than checks need to find an address down; a check that succeeds ends it. */
const EJECTION_MS = (FAILURES_UNTIL_DOWN + 1) * INTERVAL_MS;

type ClusterFields = Pick<Fields<typeof ClusterSchema>, 'healthChecks' | 'commonLbConfig' | 'outlierDetection'>;

/**
 * Checks whether a connection can be made, and counts the connections of requests, too. `whenAllAreDown`: whether the
 * verdict then counts for nothing.
 */
export function healthChecking(
  levels: readonly (readonly Endpoint[])[],
  { whenAllAreDown }: { readonly whenAllAreDown: 'use-all' | 'use-none' },
): ClusterFields {
  if (!isChecked(levels)) return {};
  const isEachChecked = levels.every((endpoints) => endpoints.every(({ healthCheck }) => healthCheck));
  return {
    healthChecks: [CONNECTION_CHECK],
    // In percent of a level; Envoy reads whole ones only.
    commonLbConfig: { healthyPanicThreshold: { value: whenAllAreDown === 'use-all' ? 1 : 0 } },
    // It cannot leave out those that nobody wants to have judged.
    ...(isEachChecked ? { outlierDetection: FAILED_CONNECTIONS } : {}),
  };
}

const CONNECTION_CHECK: MessageInitShape<typeof HealthCheckSchema> = {
  timeout: durationFromMs(TIMEOUT_MS),
  interval: durationFromMs(INTERVAL_MS),
  noTrafficInterval: durationFromMs(INTERVAL_MS),
  unhealthyThreshold: FAILURES_UNTIL_DOWN,
  healthyThreshold: SUCCESSES_UNTIL_UP,
  healthChecker: { case: 'tcpHealthCheck', value: {} },
  // Of no endpoint: a check speaks no TLS.
  transportSocketMatchCriteria: { tls: '' },
};

const FAILED_CONNECTIONS: MessageInitShape<typeof OutlierDetectionSchema> = {
  splitExternalLocalOriginErrors: true,
  consecutiveLocalOriginFailure: FAILURES_UNTIL_DOWN,
  enforcingConsecutiveLocalOriginFailure: 100,
  enforcingLocalOriginSuccessRate: 0,
  enforcingConsecutive5xx: 0,
  enforcingConsecutiveGatewayFailure: 0,
  enforcingSuccessRate: 0,
  baseEjectionTime: durationFromMs(EJECTION_MS),
  maxEjectionPercent: 100,
};
