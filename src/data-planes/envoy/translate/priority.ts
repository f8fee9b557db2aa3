import { RoutingPriority } from '../generated/envoy/config/core/v3/base_pb.js';

/** Nothing is ever sent to a backend with this priority: every cluster allows no request of it. */
export const PROBE_PRIORITY = RoutingPriority.HIGH;
