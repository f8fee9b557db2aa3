import type { Id } from '../shared/ids.js';

export type BatchKind = 'deploy' | 'undeploy';

/** A proxy in a group, in an environment. */
export interface BatchTarget {
  readonly groupId: Id;
  readonly proxyId: Id;
  readonly environmentId: Id;
}

/**
 * waiting -> running -> done | failed; or waiting -> done (was not live) | failed | cancelled. `running`: committed, and the
 * gateways are being asked. `cancelled`: nothing is wrong with it, but another of the batch failed.
 */
export type BatchItemState = 'waiting' | 'running' | 'done' | 'failed' | 'cancelled';

export interface BatchItem extends BatchTarget {
  /** Place in the call, from 0. */
  readonly position: number;
  readonly state: BatchItemState;
  /** Why it failed or was cancelled; empty otherwise. */
  readonly message: string;
  /** Names as they are now; empty for what is not there. */
  readonly groupName: string;
  readonly apiName: string;
}

/** Many deployments that were asked for at once. What of it belongs to one environment lives or fails together. */
export interface Batch {
  readonly id: Id;
  readonly projectId: Id;
  readonly kind: BatchKind;
  readonly userId: Id;
  readonly username: string;
  readonly description: string;
  readonly createdAt: Date;
  /** In order of the call. */
  readonly items: readonly BatchItem[];
}
