import { Problem } from '../../../shared/problem.js';

export interface FieldError {
  /** Path inside the body or query, e.g. `statements[0].effect`. */
  readonly field: string;
  readonly message: string;
}

/** A request that does not fit its shape, with every misfit found. */
export class InvalidRequest extends Problem {
  constructor(readonly errors: readonly [FieldError, ...FieldError[]]) {
    super('invalid_argument', errors[0].message, { field: errors[0].field });
  }
}
