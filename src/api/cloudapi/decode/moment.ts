import { invalid } from '../../../shared/problem.js';
import type { Parameter } from '../../rpc/decode/parameters.js';

const RFC_1123 = /^[A-Za-z]{3}, \d{1,2} [A-Za-z]{3} \d{4} \d\d:\d\d:\d\d GMT$/;
const ISO_8601 = /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:?\d\d)$/;

/** A time, or null for none. Source: cloudapi-2016-07-14.md 4.0. */
export const moment = (about: string): Parameter<Date | null> => ({
  wire: 'string',
  required: false,
  about: `${about} As \`Fri, 05 Oct 2018 16:00:00 GMT\` or ISO 8601.`,
  refuses: ['invalid_argument'],
  read(name, source) {
    const text = source.get(name) ?? '';
    if (text === '') return null;
    const date = new Date(text);
    const isTime = (RFC_1123.test(text) || ISO_8601.test(text)) && !Number.isNaN(date.getTime());
    if (!isTime) throw invalid(name, 'write Fri, 05 Oct 2018 16:00:00 GMT or 2018-10-05T16:00:00Z');
    return date;
  },
});
