import { invalid } from '../../../shared/problem.js';
import type { Parameter } from '../../rpc/decode/parameters.js';

/** `a,b,c`: each once, in order. */
export const idsOf = (text: string): string[] => [
  ...new Set(
    text
      .split(',')
      .map((id) => id.trim())
      .filter((id) => id !== ''),
  ),
];

/** Comma-separated ids, or undefined for none. Source: cloudapi-2016-07-14.md 1.6, 6. */
export const idList = (about: string): Parameter<readonly string[] | undefined> => ({
  wire: 'string',
  required: false,
  about: `${about} Comma-separated.`,
  refuses: ['invalid_argument'],
  read(name, source, limits) {
    const ids = idsOf(source.get(name) ?? '');
    if (ids.length > limits.idsPerList) throw invalid(name, `name at most ${limits.idsPerList}`);
    return ids.length === 0 ? undefined : ids;
  },
});
