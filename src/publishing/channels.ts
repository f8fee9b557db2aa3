/** NOTIFY channels; payloads are `{environmentId}:{version}`. */
export const SNAPSHOT_CHANNEL = 'gatewright_snapshots';
export const ANSWER_CHANNEL = 'gatewright_answers';

export interface VersionNotice {
  readonly environmentId: string;
  readonly version: number;
}

export function parseNotice(payload: string): VersionNotice | undefined {
  const [environmentId, version] = payload.split(':');
  if (!environmentId || !version || !/^\d+$/.test(version)) return undefined;
  return { environmentId, version: Number(version) };
}

/** Advisory lock that a replica holds, shared, for as long as its notification connection lives: free means dead. */
export const replicaLockKey = (expression: string): string => `hashtextextended('replica:' || ${expression}, 0)`;
