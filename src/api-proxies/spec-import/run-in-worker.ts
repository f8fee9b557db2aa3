import { Worker } from 'node:worker_threads';

export interface WorkerLimits {
  readonly deadlineMs: number;
  readonly memoryMb: number;
}

export type WorkerOutcome =
  | { readonly kind: 'answer'; readonly value: unknown }
  | { readonly kind: 'deadline' }
  | { readonly kind: 'memory' }
  | { readonly kind: 'crash'; readonly error: Error };

/** Runs `file` with `workerData`, takes its first message as the answer, and ends it in every case. */
export async function runInWorker(file: URL, workerData: unknown, limits: WorkerLimits): Promise<WorkerOutcome> {
  const worker = new Worker(file, {
    workerData,
    env: {},
    resourceLimits: { maxOldGenerationSizeMb: limits.memoryMb, maxYoungGenerationSizeMb: 64, stackSizeMb: 4 },
  });
  try {
    return await firstOutcome(worker, limits.deadlineMs);
  } finally {
    await worker.terminate();
  }
}

function firstOutcome(worker: Worker, deadlineMs: number): Promise<WorkerOutcome> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => resolve({ kind: 'deadline' }), deadlineMs);
    const settle = (outcome: WorkerOutcome): void => {
      clearTimeout(timer);
      resolve(outcome);
    };
    worker.once('message', (value: unknown) => settle({ kind: 'answer', value }));
    worker.once('messageerror', (error: Error) => settle({ kind: 'crash', error }));
    worker.once('error', (error: unknown) => settle(ofError(error)));
    worker.once('exit', (code) => settle({ kind: 'crash', error: new Error(`worker left with code ${code}`) }));
  });
}

function ofError(error: unknown): WorkerOutcome {
  if (hasCode(error) && error.code === 'ERR_WORKER_OUT_OF_MEMORY') return { kind: 'memory' };
  return { kind: 'crash', error: error instanceof Error ? error : new Error('worker crashed', { cause: error }) };
}

const hasCode = (error: unknown): error is { readonly code: unknown } =>
  typeof error === 'object' && error !== null && 'code' in error;
