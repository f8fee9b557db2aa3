import type { ParameterCheck } from './fragment.js';
import { compilePattern, type Pattern } from './pattern.js';

/** Whether a caller's value is what a definition asks for. */
export type ValueCheck = (value: string) => boolean;

/** Longer ones match no pattern: its time grows with the text. In characters. */
export const MAX_PATTERN_TEXT = 4_096;

/** Throws on a pattern that is none: validate.ts has found it before. */
export function compileCheck({ type, values, pattern, ...bounds }: ParameterCheck): ValueCheck {
  const matches = pattern === undefined ? null : patternOf(pattern);
  const isOfType = TYPES[type];
  const allowed = values === undefined ? null : new Set(values);
  return (value) =>
    isOfType(value) &&
    isWithin(bounds, type, value) &&
    (allowed === null || allowed.has(value)) &&
    (matches === null || (lengthOf(value) <= MAX_PATTERN_TEXT && matches(value)));
}

function patternOf(pattern: string): Pattern {
  const compiled = compilePattern(pattern);
  if (!compiled.ok) throw new Error(compiled.message);
  return compiled.matches;
}

const INTEGER = /^-?[0-9]+$/;
const DECIMAL = /^-?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?$/;
/** Digits of any long, some leading zeros included: what has more is not read as a number at all. */
const MAX_DIGITS = 64;
const MAX_FLOAT = 3.4028234663852886e38;

const TYPES: Readonly<Record<ParameterCheck['type'], ValueCheck>> = {
  string: () => true,
  int: (value) => isInteger(value, 31n),
  long: (value) => isInteger(value, 63n),
  float: (value) => DECIMAL.test(value) && Math.abs(Number(value)) <= MAX_FLOAT,
  double: (value) => DECIMAL.test(value) && Number.isFinite(Number(value)),
  boolean: (value) => /^(?:true|false)$/i.test(value),
};

/** Of `bits` bits and a sign. */
function isInteger(value: string, bits: bigint): boolean {
  if (value.length > MAX_DIGITS || !INTEGER.test(value)) return false;
  const number = BigInt(value);
  return number >= -(2n ** bits) && number < 2n ** bits;
}

type Bounds = Pick<ParameterCheck, 'minLength' | 'maxLength' | 'minValue' | 'maxValue'>;

/** Lengths are those of text, values those of numbers. */
function isWithin(bounds: Bounds, type: ParameterCheck['type'], value: string): boolean {
  const { minLength, maxLength, minValue, maxValue } = bounds;
  if (type === 'boolean') return true;
  if (type === 'string') return isBetween(minLength, maxLength, lengthOf(value));
  return isBetween(minValue, maxValue, type === 'long' ? BigInt(value) : Number(value));
}

/** A bigint is compared with a number exactly. */
const isBetween = (least: number | undefined, most: number | undefined, amount: number | bigint): boolean =>
  (least === undefined || amount >= least) && (most === undefined || amount <= most);

/** In code points. */
function lengthOf(text: string): number {
  let length = 0;
  for (const _character of text) length += 1;
  return length;
}
