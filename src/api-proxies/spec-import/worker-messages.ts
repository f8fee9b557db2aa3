import type { ProblemCode, ProblemFacts } from '../../shared/problem.js';
import type { DescriptionKind, ParsedDescription } from './parsed-description.js';

export interface SpecWorkerInput {
  readonly bytes: Uint8Array;
  readonly kind: DescriptionKind;
}

/** Errors lose their class between threads, so a Problem travels as its parts. */
export type SpecWorkerAnswer =
  | { readonly ok: true; readonly parsed: ParsedDescription }
  | { readonly ok: false; readonly code: ProblemCode; readonly message: string; readonly facts: ProblemFacts };
