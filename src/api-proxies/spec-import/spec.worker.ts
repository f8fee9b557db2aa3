import { parentPort, workerData } from 'node:worker_threads';
import { isProblem } from '../../shared/problem.js';
import { parseDescription } from './parse-description.js';
import type { SpecWorkerAnswer, SpecWorkerInput } from './worker-messages.js';

/** Entry of the worker thread: one description in, one answer out. What is no Problem crashes it, and is reported so. */
function answer({ bytes, kind }: SpecWorkerInput): SpecWorkerAnswer {
  try {
    return { ok: true, parsed: parseDescription(bytes, kind) };
  } catch (error) {
    if (!isProblem(error)) throw error;
    return { ok: false, code: error.code, message: error.message, facts: error.facts };
  }
}

parentPort?.postMessage(answer(workerData as SpecWorkerInput));
