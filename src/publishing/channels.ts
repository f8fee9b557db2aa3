/** NOTIFY channels; payloads are `{environmentId}:{version}:{replicaId of the sender}`. */
export const SNAPSHOT_CHANNEL = 'gatewright_snapshots';
export const ANSWER_CHANNEL = 'gatewright_answers';

export interface VersionNotice {
  readonly environmentId: string;
  readonly version: number;
  /** The replica it comes from. */
  readonly sender: string;
}

export function parseNotice(payload: string): VersionNotice | undefined {
  const [environmentId, version, sender] = payload.split(':');
  if (!environmentId || !version || !/^\d+$/.test(version) || !sender) return undefined;
  return { environmentId, version: Number(version), sender };
}

/** Payloads are `{environmentId}:{deploymentId}:{replicaId of the sender}:{names of nodes that refused}`. */
export const PREPARED_CHANNEL = 'gatewright_prepared';

/** A replica's nodes have prepared a deployment, or some of them refused it. */
export interface PreparedNotice {
  readonly environmentId: string;
  readonly deploymentId: string;
  readonly sender: string;
  /** Names of nodes; null: nobody. */
  readonly refusedBy: string | null;
}

/** PostgreSQL takes payloads of less than 8,000 bytes. */
const MAX_NAMES = 1_000;

export const preparedPayload = ({ environmentId, deploymentId, sender, refusedBy }: PreparedNotice): string =>
  `${environmentId}:${deploymentId}:${sender}:${(refusedBy ?? '').slice(0, MAX_NAMES)}`;

export function parsePrepared(payload: string): PreparedNotice | undefined {
  const [environmentId, deploymentId, sender, ...names] = payload.split(':');
  if (!environmentId || !deploymentId || !sender || names.length === 0) return undefined;
  return { environmentId, deploymentId, sender, refusedBy: names.join(':') || null };
}

/** Advisory lock that a replica holds, shared, for as long as its notification connection lives: free means dead. */
export const replicaLockKey = (expression: string): string => `hashtextextended('replica:' || ${expression}, 0)`;
