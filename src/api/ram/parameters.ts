import { invalid } from '../../shared/problem.js';
import { type Parameter, text } from '../rpc/decode/parameters.js';
import { RefusedCall } from '../rpc/errors/refusal.js';

interface Rules {
  readonly longest: number;
  readonly pattern?: RegExp;
}

/** A text that RAM refuses in its own words. Source: its error codes, InvalidParameter.{Name}.Length and .InvalidChars. */
export const bounded = (about: string, { longest, pattern }: Rules): Parameter<string | undefined> => ({
  ...text(about),
  maxLength: longest,
  read(name, source) {
    const value = source.get(name);
    if (value === undefined) return undefined;
    if ([...value].length > longest) throw refused(name, 'Length', 'beyond the length limit');
    if (value !== '' && pattern?.test(value) === false) throw refused(name, 'InvalidChars', 'contains invalid chars');
    return value;
  },
});

const refused = (name: string, kind: string, words: string): RefusedCall =>
  new RefusedCall({
    code: `InvalidParameter.${name}.${kind}`,
    http: 400,
    message: `The parameter - "${name}" ${words}.`,
  });

const PRINTABLE = /^\P{Cc}*$/u;

export const userName = (about: string) => bounded(about, { longest: 64, pattern: /^[a-zA-Z0-9.@_-]+$/ });
export const policyName = (about: string) => bounded(about, { longest: 128, pattern: /^[a-zA-Z0-9-]+$/ });
/** Names of policies that were made elsewhere may hold more than RAM's own may. */
export const anyPolicyName = (about: string) => bounded(about, { longest: 128 });
export const freeText = (about: string, longest: number) => bounded(about, { longest, pattern: PRINTABLE });

/** `v1` -> 1. */
export const versionId = (about: string): Parameter<number | undefined> => ({
  wire: 'string',
  required: false,
  about,
  refuses: ['invalid_argument'],
  read(name, source) {
    const value = source.get(name) ?? '';
    if (value === '') return undefined;
    if (!/^v[1-9]\d{0,8}$/.test(value)) throw invalid(name, 'use v1, v2, ...');
    return Number(value.slice(1));
  },
});
