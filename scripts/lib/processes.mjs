import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { delimiter } from 'node:path';
import { inRoot, ROOT } from './paths.mjs';

const FORWARDED = ['SIGINT', 'SIGTERM', 'SIGHUP'];

/**
 * Runs a program in this terminal and returns its exit code. Signals sent to us reach it; when it ends by a signal, so do
 * we, as if we had not been in between.
 */
export async function runInForeground(file, args, { env = {}, cwd = ROOT } = {}) {
  const path = `${inRoot('node_modules', '.bin')}${delimiter}${process.env.PATH ?? ''}`;
  const child = spawn(file, args, { cwd, stdio: 'inherit', env: { ...process.env, PATH: path, ...env } });
  const forward = (signal) => {
    // A terminal sends Ctrl-C to the child as well; twice would look like a user who insists.
    if (signal !== 'SIGINT' || !inTerminal()) child.kill(signal);
  };
  for (const signal of FORWARDED) process.on(signal, forward);
  try {
    const [code, signal] = await once(child, 'exit');
    if (signal === null) return code;
    for (const name of FORWARDED) process.off(name, forward);
    process.kill(process.pid, signal);
    return 1;
  } finally {
    for (const signal of FORWARDED) process.off(signal, forward);
  }
}

const inTerminal = () => [process.stdin, process.stdout, process.stderr].some((stream) => stream.isTTY);
