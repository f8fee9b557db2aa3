/** Text that stands for `#name#` in the definitions that are live in one stage of a group. */
export interface StageVariable {
  /** Case-sensitive. */
  readonly name: string;
  readonly value: string;
  /** As a client wrote it, to be given back; null: none. */
  readonly routeModel: string | null;
  readonly modifiedAt: Date;
}

export const VARIABLE_NAME = /^[A-Za-z0-9_-]{1,50}$/;

/** Finds each `#name#`. */
export const VARIABLE_REFERENCE = /#([A-Za-z0-9_-]{1,50})#/g;

export const hasVariable = (text: string): boolean => text.search(VARIABLE_REFERENCE) >= 0;
