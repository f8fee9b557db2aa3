import { parentPort, workerData } from 'node:worker_threads';
import { isProblem } from '../shared/problem.js';
import type { PackageWorkerAnswer, PackageWorkerInput } from './package-messages.js';
import { readPackage } from './read-package.js';

/** Entry of the worker thread: one package in, one answer out. What is no Problem crashes it, and is reported so. */
async function answer({ bytes, passphrase }: PackageWorkerInput): Promise<PackageWorkerAnswer> {
  const file = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  try {
    return { ok: true, content: await readPackage(file, passphrase) };
  } catch (error) {
    if (!isProblem(error)) throw error;
    return { ok: false, code: error.code, message: error.message };
  }
}

parentPort?.postMessage(await answer(workerData as PackageWorkerInput));
