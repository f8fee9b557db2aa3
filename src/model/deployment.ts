import type { Id } from '../shared/ids.js';
import type { ProxyDefinition } from './api-proxy.js';
import type { GroupSettings } from './proxy-group.js';

export const DEPLOYMENT_STATES = ['pending', 'succeeded', 'rejected', 'unconfirmed', 'rollback_failed'] as const;
/**
 * pending -> succeeded | rejected | unconfirmed | rollback_failed. `rejected`: a gateway refused and what served before
 * serves on. `unconfirmed`: committed, a node was silent past the deadline and converges later. `rollback_failed`: a
 * gateway refused the way back too.
 */
export type DeploymentState = (typeof DEPLOYMENT_STATES)[number];

/**
 * `refresh`: the same revisions again, because what surrounds them has changed (model/surroundings.ts). `switch`: an older
 * version of a release is live again, and the draft stays.
 */
export type DeploymentKind = 'deploy' | 'undeploy' | 'rollback' | 'refresh' | 'switch';
export type ObjectKind = 'proxy' | 'group';
/** A group's surroundings are recorded under an id of their own: a refresh is no part of the group's history. */
export type RecordedKind = ObjectKind | 'surroundings';

/** One attempt to change releases of one environment. */
export interface Deployment {
  readonly id: Id;
  readonly environmentId: Id;
  readonly projectId: Id;
  readonly kind: DeploymentKind;
  readonly objectKind: RecordedKind;
  readonly objectId: Id;
  readonly objectName: string;
  /** Counts up per object over all environments: +1 for each deploy and each undeploy. */
  readonly number: number;
  readonly username: string;
  readonly description: string;
  /** Kept by retention. */
  readonly persistent: boolean;
  readonly state: DeploymentState;
  /** Snapshot version it made; null when it changed nothing that is served. */
  readonly version: number | null;
  readonly message: string;
  readonly createdAt: Date;
  readonly settledAt: Date | null;
}

/** What a deployment froze: the group's settings (null: a proxy), and who was released in which revision, in order. */
export interface FrozenTarget {
  readonly settings: GroupSettings | null;
  readonly members: readonly FrozenMember[];
}

export interface FrozenMember {
  readonly proxyId: Id;
  readonly name: string;
  readonly revisionId: Id;
}

/** A frozen target, or one as it is saved now, with everything in it. */
export interface TargetContent {
  readonly settings: GroupSettings | null;
  readonly members: readonly MemberContent[];
}

export interface MemberContent {
  readonly proxyId: Id;
  readonly name: string;
  /** Null: the proxy was deleted since then, and its revisions with it. */
  readonly definition: ProxyDefinition | null;
}

/** What the history of a proxy or a group keeps of one deploy or undeploy. */
export interface HistoryEntry {
  readonly deploymentId: Id;
  readonly environmentId: Id;
  readonly kind: DeploymentKind;
  /** `Deployment.number`: the revision by which the history names it. */
  readonly number: number;
  readonly username: string;
  readonly description: string;
  readonly persistent: boolean;
  readonly state: DeploymentState;
  readonly createdAt: Date;
  /** Something of it is what its environment serves. */
  readonly live: boolean;
  /** Of the proxy's frozen definition; null for a group. */
  readonly backendApiVersion: string | null;
  /** Null: made before histories kept it, or there was nothing to keep. */
  readonly frozen: FrozenTarget | null;
}

/** What one deployment of a proxy in a group made: the content of a release, live or to be made live again. */
export interface Version {
  readonly proxyId: Id;
  /** As it is now. */
  readonly apiName: string;
  readonly groupId: Id;
  readonly environmentId: Id;
  /** Names it: unique, and later than every version before. */
  readonly versionedAt: Date;
  readonly revisionId: Id;
  /** Given at the deployment. */
  readonly description: string;
  /** Its environment serves it. At most one of a proxy in a group is. */
  readonly online: boolean;
}

/** How one gateway answered. */
export interface NodeResult {
  readonly nodeId: string;
  readonly address: string;
  readonly outcome: 'accepted' | 'rejected' | 'silent';
  /** The node's own words when it refused. */
  readonly detail: string;
  readonly durationMs: number;
}

/** What a caller is told about a settled deployment. */
export interface DeploymentReport {
  readonly deployment: Deployment;
  readonly environmentName: string;
  readonly nodes: readonly NodeResult[];
  readonly durationMs: number;
}

/** "Revision R of proxy P, in the context of group G or of none, is live in environment E". */
export interface Release {
  readonly environmentId: Id;
  readonly proxyId: Id;
  /** The group's id, or null when the proxy is released on its own. */
  readonly groupId: Id | null;
  readonly revisionId: Id;
  readonly definitionDigest: string;
  /** Digest of all else it was compiled with: path prefix, group settings, place in the group, surroundings. */
  readonly contextDigest: string;
  readonly claimsDigest: string;
  readonly fragmentDigest: string;
  readonly deploymentId: Id;
  readonly releasedAt: Date;
}

/** Deployment record of an object in an environment, whether or not it is live there now. */
export interface DeploymentRecord {
  readonly environmentId: Id;
  readonly objectKind: RecordedKind;
  readonly objectId: Id;
  readonly deployed: boolean;
  /** The draft (or the group's settings or members) differs from what is released. */
  readonly outdated: boolean;
  readonly number: number | null;
  readonly lastDeployedAt: Date | null;
}
