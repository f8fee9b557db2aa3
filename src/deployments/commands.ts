import type { ApiProxy, Revision } from '../model/api-proxy.js';
import type { BatchKind, BatchTarget } from '../model/batch.js';
import type { ObjectKind } from '../model/deployment.js';
import type { Environment } from '../model/environment.js';
import type { Id } from '../shared/ids.js';

/** What to deploy or undeploy: a proxy on its own, a proxy as a member of a group, or a whole group. */
export type DeploymentTarget =
  | { readonly kind: 'proxy'; readonly proxyId: Id; readonly groupId: Id | null }
  | { readonly kind: 'group'; readonly groupId: Id };

export const permissionFor = (target: DeploymentTarget) => (target.kind === 'group' ? 'group.deploy' : 'proxy.deploy');

export interface DeploymentCommand {
  readonly projectId: Id;
  readonly environmentId: Id;
  readonly target: DeploymentTarget;
  readonly description: string;
  /** Kept by history retention. */
  readonly persistent: boolean;
  /** How long to wait for the gateways before the answer is `unconfirmed`: apiops 5,000, cloudapi 2,000. */
  readonly waitMs: number;
}

/** Bring a proxy, or a group with all its members, back to what a deployment froze. */
export interface RollbackCommand {
  readonly projectId: Id;
  readonly of: HistoryOf;
  /** `Deployment.number` of the deployment. */
  readonly number: number;
  /** Deploy it there too; null: only what is saved changes. */
  readonly environmentId: Id | null;
  readonly description: string;
  readonly persistent: boolean;
  readonly waitMs: number;
}

/** Whose history. */
export interface HistoryOf {
  readonly kind: ObjectKind;
  readonly id: Id;
}

/** Names a version of a proxy in a group. */
export interface VersionKey {
  readonly groupId: Id;
  readonly proxyId: Id;
  readonly environmentId: Id;
  readonly versionedAt: Date;
}

/** Filters of a group's versions; absent ones match anything. */
export interface VersionFilter {
  readonly groupId: Id;
  readonly proxyId?: Id;
  readonly environmentIds: readonly Id[];
  readonly apiNameContains?: string;
}

/** Make an older version live again. */
export interface SwitchCommand {
  readonly projectId: Id;
  readonly version: VersionKey;
  readonly description: string;
  readonly waitMs: number;
}

/** Deploy, or take away, many proxies in groups: in each environment all of them or none. */
export interface BatchCommand {
  readonly projectId: Id;
  readonly kind: BatchKind;
  readonly description: string;
  /** None twice. */
  readonly targets: readonly BatchTarget[];
}

/** One live release with what it serves. */
export interface LiveProxy {
  readonly proxy: ApiProxy;
  readonly revision: Revision;
  readonly groupId: Id | null;
  readonly environment: Environment;
  readonly releasedAt: Date;
  /** Names the version that is live. */
  readonly versionedAt: Date;
  /** Description given at deployment. */
  readonly remark: string;
}

/** Filters of live releases; absent ones match anything. */
export interface LiveFilter {
  readonly environmentId?: Id;
  readonly groupId?: Id;
  readonly proxyId?: Id;
  readonly apiNameContains?: string;
  readonly operationPath?: string;
  readonly operationMethod?: string;
  /** Only releases inside a group (cloudapi knows no other). */
  readonly inGroupOnly: boolean;
}

export interface DeleteProxy {
  readonly projectId: Id;
  readonly proxyId: Id;
  /** While it is live: refuse (in_use), or undeploy it everywhere first. */
  readonly whenLive: 'refuse' | 'undeploy';
  readonly waitMs: number;
}

export interface DeleteGroup {
  readonly projectId: Id;
  readonly groupId: Id;
  readonly waitMs: number;
}
