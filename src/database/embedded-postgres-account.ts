import { type Account, type CommandResult, run } from './embedded-postgres-command.js';
import { cannotEmbed, errnoOf } from './embedded-postgres-error.js';

const OWN_ACCOUNT = 'gatewright-db';
const SYSTEM_ACCOUNT = 'postgres';

/**
 * Whom PostgreSQL's programs run as: null = the current user. PostgreSQL refuses to run as root, so root gets an account
 * of our own, made once; where accounts cannot be made, the one that a system PostgreSQL brought.
 */
export async function databaseAccount(onCreate: (name: string) => void): Promise<Account | null> {
  if (process.getuid?.() !== 0) return null;
  const existing = await lookUp(OWN_ACCOUNT);
  if (existing !== null) return existing;
  const refusal = await create();
  const account = (await lookUp(OWN_ACCOUNT)) ?? (await lookUp(SYSTEM_ACCOUNT));
  if (account === null) {
    throw cannotEmbed(
      `PostgreSQL refuses to run as root, and the system account '${OWN_ACCOUNT}' for it could not be made ` +
        `(${refusal}): run Gatewright as an ordinary user, or make that account`,
    );
  }
  if (refusal === null) onCreate(OWN_ACCOUNT);
  return account;
}

async function lookUp(name: string): Promise<Account | null> {
  const [uid, gid] = await Promise.all([idOf('-u', name), idOf('-g', name)]);
  return uid === null || gid === null || uid === 0 ? null : { uid, gid };
}

async function idOf(flag: '-u' | '-g', name: string): Promise<number | null> {
  const { code, output } = await attempt('id', [flag, name]);
  return code === 0 && /^\d+$/.test(output) ? Number(output) : null;
}

/** null = made; otherwise why not. Another process may make it at the same moment: the caller looks again. */
async function create(): Promise<string | null> {
  const flags = ['--system', '--user-group', '--no-create-home', '--home-dir', '/nonexistent'];
  const { code, output } = await attempt('useradd', [...flags, '--shell', '/usr/sbin/nologin', OWN_ACCOUNT]);
  return code === 0 ? null : output;
}

/** A program that is not installed is an answer here, not an error. */
async function attempt(file: string, args: readonly string[]): Promise<CommandResult> {
  try {
    return await run(file, args);
  } catch (error) {
    if (errnoOf(error) !== 'ENOENT') throw error;
    return { code: null, output: `${file} is not installed` };
  }
}
