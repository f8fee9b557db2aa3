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
