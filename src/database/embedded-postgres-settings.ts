/** `none` gives up crash safety for speed: for clusters that only tests use. */
export type Durability = 'safe' | 'none';

const LOOPBACK = '127.0.0.1';

/** Settings given at every start, so that a newer Gatewright also changes clusters that exist already. */
export function serverSettings(port: number, durability: Durability): Readonly<Record<string, string>> {
  return {
    listen_addresses: LOOPBACK,
    port: String(port),
    unix_socket_directories: '',
    max_connections: '100',
    shared_buffers: '64MB',
    ...logSettings,
    ...durabilitySettings(durability),
  };
}

/** As one string for `pg_ctl -o`, which a shell takes apart again. No value may hold a quote. */
export const asOptions = (settings: Readonly<Record<string, string>>): string =>
  Object.entries(settings)
    .map(([name, value]) => `-c ${name}='${value}'`)
    .join(' ');

/** One file per weekday, overwritten after a week: a log that never fills the disk. */
const logSettings = {
  logging_collector: 'on',
  log_directory: 'log',
  log_filename: 'postgresql-%a.log',
  log_rotation_age: '1d',
  log_rotation_size: '0',
  log_truncate_on_rotation: 'on',
  log_checkpoints: 'off',
  // What the ORM is told about anyway, e.g. a violated unique index, is not the operator's business.
  log_min_error_statement: 'panic',
} as const;

function durabilitySettings(durability: Durability): Readonly<Record<string, string>> {
  const value = durability === 'safe' ? 'on' : 'off';
  return { fsync: value, synchronous_commit: value, full_page_writes: value };
}
