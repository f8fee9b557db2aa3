import { spawnSync } from 'node:child_process';
import { readdir, readFile } from 'node:fs/promises';
import { availableParallelism } from 'node:os';

/** Whether processes can be kept apart: there are two processors, and `taskset`. */
export const canPin = (): boolean =>
  availableParallelism() > 1 && spawnSync('taskset', ['-V'], { stdio: 'ignore' }).status === 0;

/** All threads of the process run on this processor only. Throws when they cannot. */
export function pin(pid: number | undefined, processor: number): void {
  const { status, stderr } = spawnSync('taskset', ['-a', '-c', '-p', `${processor}`, `${pid}`], { encoding: 'utf8' });
  if (status !== 0) throw new Error(`process ${pid} cannot be pinned: ${stderr}`);
}

/** That all threads of the process have spent on a processor, in microseconds. Linux. */
export async function cpuMicroseconds(pid: number): Promise<number> {
  const tasks = await readdir(`/proc/${pid}/task`);
  const lines = await Promise.all(tasks.map((task) => readFile(`/proc/${pid}/task/${task}/schedstat`, 'utf8')));
  return lines.reduce((sum, line) => sum + Number(line.split(' ')[0]), 0) / 1_000;
}

/** Resident memory in bytes. Linux. */
export async function residentBytes(pid: number): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8');
  return Number(/^VmRSS:\s+(\d+) kB$/m.exec(status)?.[1]) * 1_024;
}
