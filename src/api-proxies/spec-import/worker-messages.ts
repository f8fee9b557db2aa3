import type { ProblemCode, ProblemFacts } from '../../shared/problem.js';
import type { OutlineKind, OutlineWords } from './outline.js';
import type { DescriptionKind } from './parsed-description.js';

export type SpecWorkerInput = { readonly bytes: Uint8Array } & SpecQuestion;

/** Answered with a ParsedDescription, or with an outline as JSON text. */
export type SpecQuestion =
  | { readonly kind: DescriptionKind }
  | { readonly kind: OutlineKind | null; readonly outline: OutlineWords };

/** Errors lose their class between threads, so a Problem travels as its parts. */
export type SpecWorkerAnswer<T> =
  | { readonly ok: true; readonly parsed: T }
  | { readonly ok: false; readonly code: ProblemCode; readonly message: string; readonly facts: ProblemFacts };
