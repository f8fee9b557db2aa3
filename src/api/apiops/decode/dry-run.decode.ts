import { invalid } from '../../../shared/problem.js';

/** `?dryRun=true`. What is neither true nor false is refused: a slip must not deploy. */
export function decodeDryRun(value: unknown): boolean {
  if (value === undefined || value === '' || value === 'false') return false;
  if (value === 'true') return true;
  throw invalid('dryRun', 'use true or false');
}
