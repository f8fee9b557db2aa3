import type { JsonObject } from '@bufbuild/protobuf';
import { RE2JS } from 're2js';

/** As lua/pattern.lua has them. */
const ALT = 1;
const SKIP = 2;
const EMPTY = 3;
const CLASS = 4;
const MATCH = 5;
const FAIL = 6;

/** What re2js makes of a pattern: one instruction after another. */
interface Instruction {
  readonly op: number;
  readonly out: number;
  readonly arg: number;
  readonly runes: ArrayLike<number>;
  matchRune(rune: number): boolean;
}

/** The script's operations by those of re2js: FAIL, MATCH and so on. */
const OPERATIONS: ReadonlyMap<number, number> = new Map([
  [1, ALT],
  [2, ALT],
  [3, SKIP],
  [4, EMPTY],
  [5, FAIL],
  [6, MATCH],
  [7, SKIP],
  [8, CLASS],
  [9, CLASS],
  [10, CLASS],
  [11, CLASS],
]);

/** A worker thread of Envoy spends its time on them one by one, for each character of a value. */
const MAX_INSTRUCTIONS = 1_000;
/** First and last characters of ranges; each is a number in the route. */
const MAX_RANGES = 20_000;

/** Null for a pattern that is too large for Envoy's script. Throws on one that is none. */
export function patternProgram(pattern: string): JsonObject | null {
  const { inst, start } = RE2JS.compile(pattern).re2().prog as { readonly inst: Instruction[]; readonly start: number };
  if (inst.length > MAX_INSTRUCTIONS) return null;
  const classes = new Classes();
  const args = inst.map((one) => {
    const op = OPERATIONS.get(one.op);
    if (op === CLASS) return classes.numberOf(rangesOf(one));
    return op === ALT ? one.arg + 1 : one.arg;
  });
  if (classes.size > MAX_RANGES) return null;
  return {
    start: start + 1,
    ops: inst.map(({ op }) => OPERATIONS.get(op) ?? FAIL),
    outs: inst.map(({ out }) => out + 1),
    args,
    classes: classes.all,
  };
}

/** Many instructions are about the same characters. */
class Classes {
  readonly #numbers = new Map<string, number>();
  readonly all: number[][] = [];
  size = 0;

  numberOf(ranges: number[]): number {
    const text = ranges.join();
    const known = this.#numbers.get(text);
    if (known !== undefined) return known;
    this.all.push(ranges);
    this.size += ranges.length;
    this.#numbers.set(text, this.all.length);
    return this.all.length;
  }
}

function rangesOf(instruction: Instruction): number[] {
  const runes = Array.from(instruction.runes);
  const [rune] = runes;
  if (rune === undefined || runes.length > 1) return runes;
  return FOLD_CASE & instruction.arg ? allCasesOf(rune, instruction) : [rune, rune];
}

const FOLD_CASE = 1;
/** No character beyond has a case. */
const LAST_WITH_CASE = 0x1e943;
const cases = new Map<number, number[]>();

function allCasesOf(rune: number, instruction: Instruction): number[] {
  const known = cases.get(rune);
  if (known !== undefined) return known;
  const found: number[] = [];
  for (let other = 0; other <= LAST_WITH_CASE; other += 1) if (instruction.matchRune(other)) found.push(other, other);
  if (found.length === 0) found.push(rune, rune);
  cases.set(rune, found);
  return found;
}
