import { spawn } from 'node:child_process';
import { once } from 'node:events';

/** System account that PostgreSQL's programs run as. */
export interface Account {
  readonly uid: number;
  readonly gid: number;
}

export interface CommandResult {
  /** null = ended by a signal. */
  readonly code: number | null;
  /** stdout and stderr as they came, without trailing white space. */
  readonly output: string;
}

/**
 * Runs a program to its end, as `account` when one is given. It gets a session of its own, so that Ctrl-C in a terminal
 * reaches neither it nor the server it starts. Rejects only when the program cannot be started at all.
 */
export async function run(
  file: string,
  args: readonly string[],
  account: Account | null = null,
): Promise<CommandResult> {
  const child = spawn(file, args, {
    ...(account ?? {}),
    cwd: '/',
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
    // A fixed locale keeps messages readable for us; the caller's PG* variables must not steer our server.
    env: { PATH: process.env['PATH'] ?? '/usr/sbin:/usr/bin:/sbin:/bin', LC_ALL: 'C' },
  });
  const chunks: Buffer[] = [];
  child.stdout.on('data', (chunk: Buffer) => chunks.push(chunk));
  child.stderr.on('data', (chunk: Buffer) => chunks.push(chunk));
  const [code] = (await once(child, 'close')) as [number | null];
  return { code, output: Buffer.concat(chunks).toString('utf8').trimEnd() };
}
