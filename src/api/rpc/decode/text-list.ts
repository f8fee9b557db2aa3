import type { LimitName } from '../../../config/limits.js';
import { invalid, missing } from '../../../shared/problem.js';
import type { Parameter } from './parameters.js';

/** `ResourceId.N`: N from 1, gaps allowed. Empty texts are none. Source: cloudapi-2016-07-14.md 1.6. */
export const textList = (about: string, most?: LimitName): Parameter<readonly string[]> => ({
  wire: 'list',
  required: false,
  about,
  refuses: most === undefined ? [] : ['invalid_argument'],
  read(name, source, limits) {
    const numbered = [...source].flatMap(([parameter, value]) => {
      const index = /^(.+)\.([1-9]\d{0,3})$/.exec(parameter);
      return index?.[1] === name && value !== '' ? [[Number(index[2]), value] as const] : [];
    });
    const inOrder = numbered.sort(([left], [right]) => left - right).map(([, value]) => value);
    const found = [...new Set(inOrder)];
    if (most !== undefined && found.length > limits[most]) throw invalid(name, `use at most ${limits[most]}`);
    return found;
  },
});

/** A list that must not be empty. */
export const atLeastOne = <T>(parameter: Parameter<readonly T[]>): Parameter<readonly T[]> => ({
  ...parameter,
  required: true,
  read(name, source, limits) {
    const found = parameter.read(name, source, limits);
    if (found.length === 0) throw missing(name);
    return found;
  },
});
