/**
 * The world's API descriptions, one after the other: imported through the management API of the built program, deployed,
 * one call of every operation through the embedded gateway, the stored specification read back and imported again.
 *
 * npm run test:descriptions -- [--from N] [--limit N] [--only text] [--resume]
 *
 * Each outcome is written to .cache/descriptions.jsonl as it comes; `--resume` goes on after those that are there.
 */
import { existsSync } from 'node:fs';
import { appendFile, mkdir, readFile, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { closeConnections } from './ask.js';
import { descriptionsFolder, descriptionsIn } from './directory.js';
import { type Outcome, reportOf, shortcomings } from './outcome.js';
import { type Program, startProgram } from './program.js';
import { tryDescription } from './trial.js';

/** The importer works in two threads at once, and the machine has other things to do. */
const AT_ONCE = 2;
const CACHE = join(import.meta.dirname, '..', '..', '.cache');
const OUTCOMES = join(CACHE, 'descriptions.jsonl');

const { values } = parseArgs({
  options: {
    from: { type: 'string', default: '0' },
    limit: { type: 'string', default: '1000000' },
    only: { type: 'string', default: '' },
    resume: { type: 'boolean', default: false },
  },
});

async function main(): Promise<number> {
  await mkdir(CACHE, { recursive: true });
  const folder = await descriptionsFolder(CACHE);
  const from = Number(values.from);
  const names = (await descriptionsIn(folder))
    .filter((name) => name.includes(values.only))
    .slice(from, from + Number(values.limit));
  const known = values.resume && existsSync(OUTCOMES) ? await knownOutcomes() : [];
  if (known.length === 0) await writeFile(OUTCOMES, '');
  const done = new Set(known.map(({ name }) => name));
  const backend = await startBackend();
  const program = await startProgram();
  try {
    const todo = names.filter((name) => !done.has(name));
    const outcomes = [...known, ...(await tryEach(todo, { program, folder, backend: backend.url }))];
    const inOrder = outcomes.sort((a, b) => (a.name < b.name ? -1 : 1));
    console.log(`\n${reportOf(inOrder, program.peakMemoryMb())}`);
    const faults = shortcomings(inOrder);
    console.log(faults.length === 0 ? '\nall as it should be' : `\nnot as it should be: ${faults.join(', ')}`);
    return faults.length === 0 ? 0 : 1;
  } finally {
    closeConnections();
    await program.stop();
    backend.close();
  }
}

const knownOutcomes = async (): Promise<Outcome[]> =>
  (await readFile(OUTCOMES, 'utf8'))
    .split('\n')
    .filter((line) => line.endsWith('}'))
    .map((line) => JSON.parse(line) as Outcome);

async function tryEach(
  names: readonly string[],
  bench: { readonly program: Program; readonly folder: string; readonly backend: string },
): Promise<Outcome[]> {
  const outcomes: Outcome[] = [];
  const waiting = names.entries();
  const worker = async () => {
    for (const [serial, name] of waiting) {
      const exit = bench.program.exitCode();
      if (exit !== null) throw new Error(`the program ended with ${exit}; the last descriptions are in ${OUTCOMES}`);
      const outcome = await tryDescription(bench, name, serial);
      outcomes.push(outcome);
      await appendFile(OUTCOMES, `${JSON.stringify(outcome)}\n`);
      if (outcomes.length % 100 === 0) {
        console.log(`${outcomes.length} of ${names.length}, ${bench.program.peakMemoryMb() ?? '?'} MB at most`);
      }
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
  return outcomes;
}

async function startBackend(): Promise<{ readonly url: string; close(): void }> {
  const server = createServer((request, response) => {
    response.setHeader('x-asked', `${request.method} ${request.url}`);
    response.end();
    request.resume();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}

process.exitCode = await main();
