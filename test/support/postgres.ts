import { randomBytes } from 'node:crypto';
import { Client } from 'pg';

export interface TestDatabase {
  readonly url: string;
  /** Cuts whoever is still connected. */
  drop(): Promise<void>;
}

/** Brings an empty database to the schema under test; must close its connections. */
export type Migrate = (url: string) => Promise<void>;

/**
 * A database of its own for one spec file. With `migrate`, the first caller of the jest run prepares a template that all
 * later ones copy instead of migrating again. `schema` names what `migrate` makes: callers that give the same name share
 * one template, across files and processes.
 */
export async function createTestDatabase(migrate?: Migrate, schema = 'schema'): Promise<TestDatabase> {
  const run = testRun();
  const name = `${run.prefix}_${randomBytes(6).toString('hex')}`;
  await withClient(run.url, async (client) => {
    const template = migrate === undefined ? null : await templateOf(client, run, migrate, schema);
    await client.query(`CREATE DATABASE ${name} ${template === null ? '' : `TEMPLATE ${template}`}`);
  });
  return {
    url: databaseUrl(run.url, name),
    drop: () =>
      withClient(run.url, async (client) => {
        await client.query(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`);
      }),
  };
}

interface TestRun {
  /** A database of the test server that exists already. */
  readonly url: string;
  /** Begins the name of every database of this jest run. */
  readonly prefix: string;
}

function testRun(): TestRun {
  const url = process.env['GATEWRIGHT_TEST_POSTGRES'];
  const prefix = process.env['GATEWRIGHT_TEST_PREFIX'];
  if (url === undefined || prefix === undefined) {
    throw new Error('no PostgreSQL for this test: its jest project needs test/support/global-setup.ts');
  }
  return { url, prefix };
}

/** Name of the migrated template. Jest's workers are processes, so the lock that lets one of them make it is the server's. */
async function templateOf(client: Client, run: TestRun, migrate: Migrate, schema: string): Promise<string> {
  const template = `${run.prefix}_template_${schema}`;
  await client.query('SELECT pg_advisory_lock(hashtextextended($1, 0))', [template]);
  try {
    const { rowCount } = await client.query('SELECT 1 FROM pg_database WHERE datname = $1', [template]);
    if (rowCount === 0) await makeTemplate(client, run, template, migrate);
  } finally {
    await client.query('SELECT pg_advisory_unlock(hashtextextended($1, 0))', [template]);
  }
  return template;
}

/** Migrated under another name first: a failed migration must not leave something that looks like the template. */
async function makeTemplate(client: Client, run: TestRun, template: string, migrate: Migrate): Promise<void> {
  const draft = `${template}_draft`;
  await client.query(`DROP DATABASE IF EXISTS ${draft} WITH (FORCE)`);
  await client.query(`CREATE DATABASE ${draft}`);
  await migrate(databaseUrl(run.url, draft));
  await client.query(`ALTER DATABASE ${draft} RENAME TO ${template}`);
}

export function databaseUrl(server: string, name: string): string {
  const url = new URL(server);
  url.pathname = `/${name}`;
  return url.toString();
}

export async function withClient<T>(url: string, work: (client: Client) => Promise<T>): Promise<T> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}
