import { execFile, spawnSync } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import type { LoadOrder, LoadResult } from './load.js';

/** Whether the load generator `wrk` is on the PATH. */
export const hasWrk = (): boolean => spawnSync('wrk', ['-v'], { stdio: 'ignore' }).error === undefined;

export interface WrkPlace {
  /** For its script. */
  readonly folder: string;
  /** To run on; null: any. */
  readonly processor: number | null;
}

/** The same load from one thread of `wrk`; it looks at an answer's status only. */
export async function loadWithWrk(order: LoadOrder, { folder, processor }: WrkPlace): Promise<LoadResult> {
  const script = `${folder}/paths.lua`;
  await writeFile(script, scriptOf(order.paths));
  const url = `http://${order.address}:${order.port}`;
  const wrk = ['wrk', '-t1', `-c${order.connections}`, `-d${Math.ceil(order.seconds)}s`, '-s', script, url];
  const [file = '', ...args] = processor === null ? wrk : ['taskset', '-c', `${processor}`, ...wrk];
  const { stdout } = await promisify(execFile)(file, args);
  const [, requests, seconds] = /(\d+) requests in ([\d.]+)s/.exec(stdout) ?? [];
  if (requests === undefined) throw new Error(`wrk said:\n${stdout}`);
  return { requests: Number(requests), seconds: Number(seconds), failures: failuresIn(stdout), latenciesUs: [] };
}

function failuresIn(stdout: string): number {
  const [, errors = ''] = /Socket errors: (.*)/.exec(stdout) ?? [];
  const numbers = [...errors.matchAll(/\d+/g)].map(([text]) => Number(text));
  return numbers.reduce((sum, each) => sum + each, Number(/Non-2xx or 3xx responses: (\d+)/.exec(stdout)?.[1] ?? 0));
}

/** Requests are made once, before the first. */
const scriptOf = (paths: readonly string[]): string => `
local texts = {}
init = function()
  for index, path in ipairs({ ${paths.map((path) => JSON.stringify(path)).join(', ')} }) do
    texts[index] = wrk.format("GET", path)
  end
end
local sent = 0
request = function()
  sent = sent + 1
  return texts[sent % #texts + 1]
end
`;
