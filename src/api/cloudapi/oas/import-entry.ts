import type { Outline, OutlineOperation } from '../../../api-proxies/spec-import/outline.js';
import { isProblem, type Problem } from '../../../shared/problem.js';
import { toWirePath } from '../decode/api-path.js';
import { type DescribedApi, decodeOperation, type ImportDefaults } from './decode-operation.js';

/** One operation of a description that is to become an API. Plain data: tasks keep it. */
export interface ImportEntry {
  /** `/users/[id]`. */
  readonly path: string;
  readonly method: string;
  /** A text says why the operation can never be an API. */
  readonly api: DescribedApi | string;
}

/** Pure: what is wrong with one operation leaves the others alone. */
export const readEntries = ({ operations }: Outline, defaults: ImportDefaults): ImportEntry[] =>
  operations.map((operation) => ({
    path: toWirePath(operation.path),
    method: operation.method,
    api: described(operation, defaults),
  }));

function described(operation: OutlineOperation, defaults: ImportDefaults): DescribedApi | string {
  try {
    return decodeOperation(operation, defaults);
  } catch (error) {
    if (isProblem(error)) return reasonOf(error);
    throw error;
  }
}

/** A refusal as the reason for one failed entry. */
export const reasonOf = ({ message }: Problem): string => message;

/** What a description says and an import cannot take. */
export function warningsOf({ schemas, operations }: Outline): string[] {
  const withCookies = operations.filter(({ parameters }) => parameters.some((each) => each.in === 'cookie'));
  return [
    ...schemas.map((name) => `Model ${name} is not imported: there are no models here.`),
    ...withCookies.map(
      ({ method, path }) => `Cookies of ${method} ${toWirePath(path)} are not imported: no parameter comes from one.`,
    ),
  ];
}
