import type { ProblemCode } from '../shared/problem.js';
import type { PackageContent } from './package-content.js';

export interface PackageWorkerInput {
  readonly bytes: Uint8Array;
  readonly passphrase: string | null;
}

/** Errors lose their class between threads, so a Problem travels as its parts; buffers arrive as plain byte arrays. */
export type PackageWorkerAnswer =
  | { readonly ok: true; readonly content: PackageContent }
  | { readonly ok: false; readonly code: ProblemCode; readonly message: string };
