import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Feature } from '../../src/ir/fragment.js';
import { CASES } from './cases/index.js';

/** What a case came to; faults by what was done. */
export interface Outcome {
  readonly name: string;
  /** Features for which the plane refuses the case: nothing else was done than to refuse it. */
  readonly lacking: readonly Feature[];
  /** Why its exchanges are known to differ; null: they must not. */
  readonly known: string | null;
  readonly exchanges: readonly string[];
  readonly replacement: readonly string[];
  readonly refusal: readonly string[];
}

export interface PlaneReport {
  readonly plane: string;
  readonly version: string;
  readonly supports: readonly Feature[];
  readonly outcomes: readonly Outcome[];
}

type Verdict = 'passed' | 'failed' | 'different' | 'unsupported';

interface Result {
  readonly exchanges: Verdict;
  readonly replacement: Verdict;
  readonly refusal: Verdict;
  readonly detail: string;
}

/** In the table; the report has all of it. */
const MAX_DETAIL = 160;

const FOLDER = join('node_modules', '.cache', 'conformance');

/** `<plane>.json`: what ran where. Only `passed` counts as conforming. */
export async function writeReport({ plane, version, supports, outcomes }: PlaneReport): Promise<void> {
  const results = outcomes.map((outcome) => ({ case: outcome.name, ...resultOf(outcome) }));
  const report = { plane, version, supports, cases: CASES.length, ran: results.length, results };
  await mkdir(FOLDER, { recursive: true });
  await writeFile(join(FOLDER, `${plane}.json`), `${JSON.stringify(report, null, 2)}\n`);
}

/** Planes beside each other: how much passed, then each case that did not pass everywhere. Markdown. */
export function parityTable(reports: readonly PlaneReport[]): string {
  const results = reports.map(
    ({ outcomes }) => new Map(outcomes.map((outcome) => [outcome.name, resultOf(outcome)] as const)),
  );
  const steps = ['exchanges', 'replacement', 'refusal'] as const;
  const counts = steps.map((step) => [
    step,
    ...results.map((of) => [...of.values()].filter((result) => result[step] === 'passed').length),
  ]);
  const names = [...new Set(results.flatMap((of) => [...of.keys()]))];
  const uneven = names
    .map((name) => [name, ...results.map((of) => textOf(of.get(name)))])
    .filter((row) => row.slice(1).some((text) => text !== 'passed'));
  const heads = reports.map(({ plane, version }) => `${plane} ${version}`);
  return [
    ...table(['passed', ...heads], [['cases', ...results.map(({ size }) => size)], ...counts]),
    '',
    ...table(['not passed everywhere', ...heads], uneven),
    '',
  ].join('\n');
}

function resultOf({ lacking, known, exchanges, replacement, refusal }: Outcome): Result {
  const verdict = (faults: readonly string[]) => (faults.length === 0 ? 'passed' : 'failed');
  if (lacking.length > 0) {
    const detail = [lacking.join(', '), ...refusal].join('; ');
    return { exchanges: 'unsupported', replacement: 'unsupported', refusal: verdict(refusal), detail };
  }
  const isKnown = known !== null && exchanges.length > 0;
  return {
    exchanges: isKnown ? 'different' : verdict(exchanges),
    replacement: verdict(replacement),
    refusal: verdict(refusal),
    detail: [...(isKnown ? [known] : exchanges), ...replacement, ...refusal].join('; '),
  };
}

function textOf(result: Result | undefined): string {
  if (result === undefined) return 'not run';
  const { exchanges, replacement, refusal, detail } = result;
  const [worst = 'passed'] = (['failed', 'different', 'unsupported'] as const).filter((verdict) =>
    [exchanges, replacement, refusal].includes(verdict),
  );
  return detail === '' ? worst : `${worst}: ${detail.slice(0, MAX_DETAIL)}`;
}

/** Columns of equal width, as the formatter of the documentation wants them. */
function table(head: readonly string[], rows: readonly (readonly (string | number)[])[]): string[] {
  const cells = [head, ...rows].map((row) => row.map((cell) => String(cell).replace(/[\n|]/g, ' ')));
  const widths = head.map((_, column) => Math.max(...cells.map((row) => row[column]?.length ?? 0)));
  const lines = cells.map((row) => `| ${row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(' | ')} |`);
  return [lines[0] ?? '', `| ${widths.map((width) => '-'.repeat(width)).join(' | ')} |`, ...lines.slice(1)];
}
