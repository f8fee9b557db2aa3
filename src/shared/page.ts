/** Slice of a list. `total` counts all matches, not the slice. */
export interface Page<T> {
  readonly items: readonly T[];
  readonly total: number;
}

/** `number` starts at 1. */
export interface PageRequest {
  readonly number: number;
  readonly size: number;
}
