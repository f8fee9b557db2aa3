/**
 * A process to kill: starts the embedded PostgreSQL in the directory given, prints `{ "url": ... }` or
 * `{ "error": ... }` as one line, and keeps it until its end.
 */
import './typescript-imports.mjs';

const { startEmbeddedPostgres } = await import('../../src/database/embedded-postgres.ts');

const [dataDir = ''] = process.argv.slice(2);
try {
  const { url } = await startEmbeddedPostgres({ dataDir, durability: 'none', logger: { info: () => undefined } });
  console.log(JSON.stringify({ url }));
  process.stdin.resume();
} catch (error) {
  console.log(JSON.stringify({ error: error.message }));
}
