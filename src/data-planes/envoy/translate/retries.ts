import { durationFromMs } from '@bufbuild/protobuf/wkt';
import type { ForwardAction, Upstream } from '../../../ir/fragment.js';
import type { RetryPolicySchema } from '../generated/envoy/config/route/v3/route_components_pb.js';
import { PreviousHostsPredicateSchema } from '../generated/envoy/extensions/retry/host/previous_hosts/v3/previous_hosts_pb.js';
import { PreviousPrioritiesConfigSchema } from '../generated/envoy/extensions/retry/priority/previous_priorities/v3/previous_priorities_config_pb.js';
import { levelsOf } from './endpoints.js';
import { type Fields, pack } from './messages.js';

type RetryPolicy = Fields<typeof RetryPolicySchema>;

/** How often a request is sent at most. */
interface Attempts {
  /** To one level, before the next one gets it. */
  readonly perLevel: number;
  readonly retries: number;
  /** Whether there is a level to go on to. */
  readonly goesOn: boolean;
}

export function attemptsOf(upstream: Upstream, { same, others }: ForwardAction['retries']): Attempts {
  const levels = levelsOf(upstream);
  const failovers = levels.filter(([endpoint]) => endpoint?.role === 'failover').length;
  const primaries = levels.length - failovers;
  const onFirst = Math.min(others, Math.max(0, (levels[0]?.length ?? 0) - 1));
  const perLevel = 1 + same + onFirst;
  // What could not be connected to always goes on to the failover ones.
  const further = Math.min(levels.length - 1, Math.min(others - onFirst, Math.max(0, primaries - 1)) + failovers);
  if (further <= 0) return { perLevel, retries: perLevel - 1, goesOn: false };
  return { perLevel, retries: perLevel * further, goesOn: true };
}

/** Only what has certainly not reached a backend is sent again. */
export function retryPolicyOf(upstream: Upstream, { retries: wanted, responseTimeoutMs }: ForwardAction): RetryPolicy {
  const attempts = attemptsOf(upstream, wanted);
  const perTry = responseTimeoutMs > 0 ? { perTryTimeout: durationFromMs(responseTimeoutMs) } : {};
  if (attempts.retries === 0) return { numRetries: 0, ...perTry };
  const elsewhere = wanted.others > 0;
  return {
    retryOn: 'connect-failure,refused-stream,reset-before-request',
    retryBackOff: { baseInterval: durationFromMs(1), maxInterval: durationFromMs(10) },
    retryHostPredicate: elsewhere ? [OTHER_HOSTS] : [],
    hostSelectionRetryMaxAttempts: elsewhere ? BigInt(attempts.retries + 4) : 0n,
    ...(attempts.goesOn ? { retryPriority: nextLevelAfter(attempts.perLevel) } : {}),
    numRetries: attempts.retries,
    ...perTry,
  };
}

const OTHER_HOSTS = {
  name: 'envoy.retry_host_predicates.previous_hosts',
  configType: { case: 'typedConfig', value: pack(PreviousHostsPredicateSchema, {}) },
} as const;

const nextLevelAfter = (attempts: number): RetryPolicy['retryPriority'] => ({
  name: 'envoy.retry_priorities.previous_priorities',
  configType: { case: 'typedConfig', value: pack(PreviousPrioritiesConfigSchema, { updateFrequency: attempts }) },
});
