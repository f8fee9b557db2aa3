import type { Random } from '../../support/random.js';

const PARTS = [
  ...[
    '/',
    '/',
    '/',
    'a',
    'b;v=1',
    ';',
    '.',
    '..',
    '%2e',
    '%2E',
    '\\',
    '%5c',
    '%2f',
    '%',
    '%2',
    '%4',
    '%zz',
    '4',
    '1',
    'F',
  ],
  ...['%41', '%46', '%7e', '%25', '%252e', '%00', '%01', '%7F', '%e9', '%3f', '%3b', '?', '#', '{', '|', '^', '~', '"'],
] as const;

/** A request target of the kinds that gateways and backends disagree about. */
export const generateTarget = (random: Random): string => `/${random.many(0, 8, () => random.pick(PARTS)).join('')}`;
