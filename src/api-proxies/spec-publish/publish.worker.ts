import { parentPort, workerData } from 'node:worker_threads';
import { isProblem } from '../../shared/problem.js';
import { publish } from './publish.js';
import type { SpecRequest } from './published-spec.js';
import type { PublishAnswer } from './spec-publisher.js';

/** Entry of the worker thread. What is no Problem crashes it, and is reported so. */
function answer(request: SpecRequest): PublishAnswer {
  try {
    return { ok: true, text: publish(request) };
  } catch (error) {
    if (!isProblem(error)) throw error;
    return { ok: false, code: error.code, message: error.message, facts: error.facts };
  }
}

parentPort?.postMessage(answer(workerData as SpecRequest));
