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

/** Advisory lock that a replica holds, shared, for as long as its notification connection lives: free means dead. */
export const replicaLockKey = (expression: string): string => `hashtextextended('replica:' || ${expression}, 0)`;
