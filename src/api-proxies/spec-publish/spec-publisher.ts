import { Injectable } from '@nestjs/common';
import { Problem, type ProblemCode, type ProblemFacts } from '../../shared/problem.js';
import { Gate } from '../spec-import/gate.js';
import { runInWorker, type WorkerLimits, type WorkerOutcome } from '../spec-import/run-in-worker.js';
import { specFault } from '../spec-import/spec-fault.js';
import type { SpecRequest } from './published-spec.js';

export type PublishAnswer =
  | { readonly ok: true; readonly text: string }
  | { readonly ok: false; readonly code: ProblemCode; readonly message: string; readonly facts: ProblemFacts };

const LIMITS: WorkerLimits = { deadlineMs: 30_000, memoryMb: 1024 };

/** Writes descriptions off the main thread: reading and writing a large one takes seconds. */
@Injectable()
export class SpecPublisher {
  private readonly gate = new Gate(2, 16);
  private readonly file = new URL('./publish.worker.js', import.meta.url);

  /** Refuses with `invalid_argument` of field `spec`, or `busy` when too many wait already. */
  async text(request: SpecRequest): Promise<string> {
    return textOf(await this.gate.run(() => runInWorker(this.file, request, LIMITS)));
  }
}

function textOf(outcome: WorkerOutcome): string {
  switch (outcome.kind) {
    case 'deadline':
      throw specFault('', 'takes too long to write; split the group');
    case 'memory':
      throw specFault('', 'takes too much memory to write; split the group');
    case 'crash':
      throw new Problem('internal', 'the description could not be written', {}, { cause: outcome.error });
    case 'answer':
      return unwrap(outcome.value as PublishAnswer);
  }
}

function unwrap(answer: PublishAnswer): string {
  if (answer.ok) return answer.text;
  throw new Problem(answer.code, answer.message, answer.facts);
}
