import { Inject, Injectable, Optional } from '@nestjs/common';
import { Problem } from '../../shared/problem.js';
import { MAX_DOCUMENT_BYTES } from './document-text.js';
import { Gate } from './gate.js';
import type { Outline, OutlineKind, OutlineWords } from './outline.js';
import type { DescriptionKind, ParsedDescription } from './parsed-description.js';
import { runInWorker, type WorkerLimits, type WorkerOutcome } from './run-in-worker.js';
import { specFault } from './spec-fault.js';
import type { SpecQuestion, SpecWorkerAnswer, SpecWorkerInput } from './worker-messages.js';

/** Injection token of the worker's built file; only tests that run from sources provide it. */
export const SPEC_WORKER_FILE = Symbol('SPEC_WORKER_FILE');

const LIMITS: WorkerLimits = { deadlineMs: 30_000, memoryMb: 1024 };

/** Parses descriptions off the main thread, so that no document can block or kill the process. */
@Injectable()
export class SpecImporter {
  private readonly gate = new Gate(2, 16);
  private readonly file: URL;

  constructor(@Optional() @Inject(SPEC_WORKER_FILE) file?: URL) {
    this.file = file ?? new URL('./spec.worker.js', import.meta.url);
  }

  /** Refuses with `invalid_argument` of field `spec`, or `busy` when too many imports run already. */
  async parse(bytes: Uint8Array, kind: DescriptionKind): Promise<ParsedDescription> {
    return this.#run<ParsedDescription>(bytes, { kind });
  }

  /**
   * What the description says of each operation, with what a vendor added to it. `kind` null: of either generation. Refuses
   * as `parse` does.
   */
  async outline(bytes: Uint8Array, kind: OutlineKind | null, words: OutlineWords): Promise<Outline> {
    return JSON.parse(await this.#run<string>(bytes, { kind, outline: words }));
  }

  async #run<T>(bytes: Uint8Array, question: SpecQuestion): Promise<T> {
    if (bytes.length > MAX_DOCUMENT_BYTES)
      throw specFault('', 'is larger than 50 MB; split it into several descriptions');
    const input: SpecWorkerInput = { ...question, bytes: new Uint8Array(bytes) };
    return parsedOf(await this.gate.run(() => runInWorker(this.file, input, LIMITS)), question.kind);
  }
}

function parsedOf<T>(outcome: WorkerOutcome, kind: DescriptionKind | null): T {
  const fix = kind === 'WSDL' ? 'leave its schemas out' : 'split it, or send it as JSON in place of YAML';
  switch (outcome.kind) {
    case 'deadline':
      throw specFault('', `takes too long to read; ${fix}`);
    case 'memory':
      throw specFault('', `takes too much memory to read; ${fix}`);
    case 'crash':
      throw new Problem('internal', 'the description could not be read', {}, { cause: outcome.error });
    case 'answer':
      return unwrap(outcome.value as SpecWorkerAnswer<T>);
  }
}

function unwrap<T>(answer: SpecWorkerAnswer<T>): T {
  if (answer.ok) return answer.parsed;
  throw new Problem(answer.code, answer.message, answer.facts);
}
