import type { HistoryEntry } from '../../../model/deployment.js';
import type { Environment } from '../../../model/environment.js';
import type { GroupHistoryRow, ProxyHistoryRow } from '../dto/history.dto.js';

/** A history with the environments that it names. */
export interface HistoryView {
  readonly entries: readonly HistoryEntry[];
  readonly total: number;
  readonly environments: readonly Environment[];
}

export const presentProxyHistory = (view: HistoryView): ProxyHistoryRow[] =>
  view.entries.map((entry) => ({ ...presentEntry(entry, view), backendApiVersion: entry.backendApiVersion }));

export const presentGroupHistory = (view: HistoryView): GroupHistoryRow[] =>
  view.entries.map((entry) => presentEntry(entry, view));

/** Both time fields. Source: apiops.md 10.55. */
function presentEntry(entry: HistoryEntry, { environments }: HistoryView): GroupHistoryRow {
  const time = entry.createdAt.toISOString();
  return {
    revision: entry.number,
    username: entry.username,
    deploymentTime: time,
    date: time,
    description: entry.description,
    environment: environments.find(({ id }) => id === entry.environmentId)?.name ?? '',
    deploy: entry.kind !== 'undeploy',
    persistent: entry.persistent,
    live: entry.live,
    state: entry.state.toUpperCase(),
  };
}
