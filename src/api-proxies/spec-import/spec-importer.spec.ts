import { Problem } from '../../shared/problem.js';
import { Gate } from './gate.js';
import { runInWorker } from './run-in-worker.js';
import { SpecImporter } from './spec-importer.js';

const script = (code: string): URL => new URL(`data:text/javascript,${encodeURIComponent(code)}`);
const worker = (code: string): URL => script(`import { parentPort, workerData } from 'node:worker_threads'; ${code}`);
const limits = { deadlineMs: 20_000, memoryMb: 32 };

describe('runInWorker', () => {
  it('gives the first message', async () => {
    const file = worker('parentPort.postMessage({ got: workerData, env: Object.keys(process.env).length });');
    expect(await runInWorker(file, 7, limits)).toEqual({ kind: 'answer', value: { got: 7, env: 0 } });
  });

  it('ends one that never answers', async () => {
    const outcome = await runInWorker(worker('for (;;) {}'), null, { ...limits, deadlineMs: 100 });
    expect(outcome).toEqual({ kind: 'deadline' });
  });

  it('survives one that takes all memory', async () => {
    const file = worker('const all = []; for (;;) all.push(new Array(1000).fill({ some: Math.random() }));');
    expect(await runInWorker(file, null, limits)).toEqual({ kind: 'memory' });
  });

  it.each(['throw new Error("broken")', 'process.exit(3)', ''])('reports a crash: %s', async (code) => {
    expect(await runInWorker(worker(code), null, limits)).toMatchObject({ kind: 'crash' });
  });
});

describe('SpecImporter', () => {
  const parsed = { title: 't', version: '1', description: '', servers: [], operations: [] };

  it('returns what the worker parsed', async () => {
    const importer = new SpecImporter(worker(`parentPort.postMessage(${JSON.stringify({ ok: true, parsed })})`));
    expect(await importer.parse(Buffer.from('x'), 'OPEN_API')).toEqual(parsed);
  });

  it('makes a Problem of a refusal again', async () => {
    const answer = { ok: false, code: 'invalid_argument', message: 'spec: no', facts: { field: 'spec' } };
    const importer = new SpecImporter(worker(`parentPort.postMessage(${JSON.stringify(answer)})`));
    const refusal = await importer.parse(Buffer.from('x'), 'SWAGGER').catch((error: unknown) => error);
    expect(refusal).toBeInstanceOf(Problem);
    expect(refusal).toMatchObject({ code: 'invalid_argument', message: 'spec: no', facts: { field: 'spec' } });
  });

  it('tells no details of a crash', async () => {
    const importer = new SpecImporter(worker('throw new Error("inner words")'));
    await expect(importer.parse(Buffer.from('x'), 'OPEN_API')).rejects.toMatchObject({
      code: 'internal',
      message: 'the description could not be read',
    });
  });

  it('starts no worker for what is too large', async () => {
    const importer = new SpecImporter(worker('throw new Error("started")'));
    await expect(importer.parse(Buffer.alloc(50 * 1024 * 1024 + 1), 'OPEN_API')).rejects.toThrow('50 MB');
  });
});

describe('Gate', () => {
  it('runs so many, lets so many wait, and refuses the rest', async () => {
    const gate = new Gate(1, 1);
    const order: string[] = [];
    let finishFirst = (): void => undefined;
    const first = new Promise<void>((resolve) => {
      finishFirst = resolve;
    });
    const one = gate.run(() => first.then(() => order.push('one')));
    const two = gate.run(async () => order.push('two'));
    await expect(gate.run(async () => order.push('three'))).rejects.toMatchObject({ code: 'busy' });
    finishFirst();
    await Promise.all([one, two]);
    await gate.run(async () => order.push('four'));
    expect(order).toEqual(['one', 'two', 'four']);
  });

  it('frees the slot of one that fails', async () => {
    const gate = new Gate(1, 0);
    await expect(gate.run(() => Promise.reject(new Error('x')))).rejects.toThrow('x');
    expect(await gate.run(async () => 'next')).toBe('next');
  });
});
