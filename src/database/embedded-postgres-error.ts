/** The embedded PostgreSQL cannot be used; the message says why and what to do. */
export class EmbeddedPostgresError extends Error {
  override readonly name = 'EmbeddedPostgresError';
}

/** A refusal that the user can always get round with a server of their own. */
export const cannotEmbed = (reason: string, cause?: unknown): EmbeddedPostgresError =>
  new EmbeddedPostgresError(`${reason}; or set DATABASE_URL to use your own PostgreSQL`, { cause });

/** Errno code such as `ENOENT`; undefined for anything else. */
export function errnoOf(error: unknown): string | undefined {
  const code = (error as { code?: unknown } | null)?.code;
  return typeof code === 'string' ? code : undefined;
}
