import type { MethodOrAny } from '../../model/http-method.js';

export const SPEC_FORMATS = ['json', 'yaml'] as const;
export type SpecFormat = (typeof SPEC_FORMATS)[number];

/** What one proxy contributes: its description, when it has one, and which operations are told of. */
export interface SpecMember {
  readonly name: string;
  /** As it was imported; null for a proxy made without one. */
  readonly document: Uint8Array | null;
  readonly operations: readonly SpecOperation[];
}

export interface SpecOperation {
  readonly path: string;
  readonly method: MethodOrAny;
  readonly description: string;
}

/** One description of everything that is reached below one address. Plain data: it crosses a thread. */
export interface MergedSpecRequest {
  readonly kind: 'merged';
  readonly title: string;
  readonly description: string;
  /** Absolute, or a path. */
  readonly serverUrls: readonly string[];
  /** In member order: the first that has a path and method describes it. */
  readonly members: readonly SpecMember[];
  readonly format: SpecFormat;
}

/** One description as it was imported, in another format. */
export interface PlainSpecRequest {
  readonly kind: 'plain';
  readonly document: Uint8Array;
  readonly format: SpecFormat;
}

export type SpecRequest = MergedSpecRequest | PlainSpecRequest;
