import { invalid } from '../../../shared/problem.js';
import type { Parameter } from '../../rpc/decode/parameters.js';

/** Of a backend; undefined where none is given. */
export const port = (about: string): Parameter<number | undefined> => ({
  wire: 'integer',
  required: false,
  about,
  refuses: ['invalid_argument'],
  read(name, source) {
    const text = source.get(name) ?? '';
    if (text === '') return undefined;
    const number = /^\d{1,5}$/.test(text) ? Number(text) : 0;
    if (number < 1 || number > 65_535) throw invalid(name, 'use a port from 1 to 65535');
    return number;
  },
});
