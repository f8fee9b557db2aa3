import { ConfigError } from '../config/config.js';

/** Oldest PostgreSQL that still gets fixes and has what the schema uses. */
export const OLDEST_SUPPORTED_MAJOR = 15;

/**
 * @param version what `SHOW server_version` says, e.g. `16.4 (Debian 16.4-1)`.
 * @throws ConfigError for a server that is too old, or that does not say what it is.
 */
export function assertSupportedServer(version: string): void {
  const major = Number(/^\d+/.exec(version.trim())?.[0]);
  if (Number.isInteger(major) && major >= OLDEST_SUPPORTED_MAJOR) return;
  throw new ConfigError(
    `DATABASE_URL leads to PostgreSQL '${version}'; Gatewright needs ${OLDEST_SUPPORTED_MAJOR} or newer`,
  );
}
