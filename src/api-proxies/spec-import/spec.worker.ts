import { parentPort, workerData } from 'node:worker_threads';
import { isProblem } from '../../shared/problem.js';
import { outlineText } from './outline.js';
import { parseDescription } from './parse-description.js';
import type { ParsedDescription } from './parsed-description.js';
import type { SpecWorkerAnswer, SpecWorkerInput } from './worker-messages.js';

/** Entry of the worker thread: one description in, one answer out. What is no Problem crashes it, and is reported so. */
function answer(input: SpecWorkerInput): SpecWorkerAnswer<ParsedDescription | string> {
  try {
    return { ok: true, parsed: read(input) };
  } catch (error) {
    if (!isProblem(error)) throw error;
    return { ok: false, code: error.code, message: error.message, facts: error.facts };
  }
}

function read({ bytes, ...asked }: SpecWorkerInput): ParsedDescription | string {
  return 'outline' in asked ? outlineText(bytes, asked.kind, asked.outline) : parseDescription(bytes, asked.kind);
}

parentPort?.postMessage(answer(workerData as SpecWorkerInput));
