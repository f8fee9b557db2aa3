import { Problem } from '../shared/problem.js';

/** A package that cannot be taken. `where`: the entry at fault, or `''` for the package as a whole. */
export const packageFault = (where: string, message: string, cause?: unknown): Problem =>
  new Problem(
    'invalid_argument',
    `The package cannot be imported: ${where === '' ? '' : `${shown(where)}: `}${message}`,
    {},
    cause === undefined ? undefined : { cause },
  );

/** Names in a package are the sender's: at most a line of plain characters is repeated. */
const shown = (text: string): string => text.replace(/[^\x20-\x7e]/g, '?').slice(0, 200);
