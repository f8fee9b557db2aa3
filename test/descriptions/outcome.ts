export interface Step {
  readonly step: 'import' | 'deploy' | 'call' | 're-import' | 'remove' | 'answer';
  /** `refused`: with a 4xx. `wrong`: something else than it should be. `skipped`: this program cannot do it. */
  readonly result: 'ok' | 'refused' | 'wrong' | 'crash' | 'hang' | 'skipped';
  readonly words: readonly string[];
}

export interface Outcome {
  readonly name: string;
  readonly bytes: number;
  readonly operations: number;
  readonly ms: number;
  readonly steps: readonly Step[];
}

const STEPS = ['import', 'deploy', 'call', 're-import', 'remove', 'answer'] as const;
const RESULTS = ['ok', 'refused', 'wrong', 'crash', 'hang', 'skipped'] as const;

/** The table, and below it every description that did not go all the way, with the words it got. */
export function reportOf(outcomes: readonly Outcome[], peakMemoryMb: number | null): string {
  const operations = outcomes.reduce((sum, outcome) => sum + outcome.operations, 0);
  const slowest = [...outcomes].sort((a, b) => b.ms - a.ms).slice(0, 3);
  return [
    `${outcomes.length} descriptions, ${operations} operations`,
    '',
    ['', ...RESULTS].map((word) => word.padEnd(10)).join(''),
    ...STEPS.map((step) => [step, ...RESULTS.map((result) => count(outcomes, step, result))].map(column).join('')),
    '',
    `slowest: ${slowest.map(({ name, ms }) => `${name} ${(ms / 1000).toFixed(1)} s`).join(', ')}`,
    `most memory of the program: ${peakMemoryMb === null ? 'not known here' : `${peakMemoryMb} MB`}`,
    ...outcomes.flatMap(({ name, steps }) => steps.flatMap((step) => line(name, step))),
  ].join('\n');
}

const column = (value: string | number): string => String(value).padEnd(10);

const count = (outcomes: readonly Outcome[], step: Step['step'], result: Step['result']): number =>
  outcomes.filter(({ steps }) => steps.some((one) => one.step === step && one.result === result)).length;

const line = (name: string, { step, result, words }: Step): string[] =>
  result === 'ok' || result === 'skipped'
    ? []
    : [`${result.padEnd(8)} ${step.padEnd(9)} ${name}: ${words.join(' | ')}`];

/** Why the run does not pass; empty when it does. */
export function shortcomings(outcomes: readonly Outcome[]): string[] {
  const all = outcomes.flatMap(({ steps }) => steps);
  const imported = outcomes.filter(({ steps }) => steps[0]?.result === 'ok').length;
  const share = imported / Math.max(outcomes.length, 1);
  const mute = all.filter(({ result, words }) => result === 'refused' && words.join('').trim() === '').length;
  return [
    ...(share < 0.99 ? [`only ${(share * 100).toFixed(2)} % were imported`] : []),
    ...(['wrong', 'crash', 'hang'] as const).flatMap((result) => {
      const many = all.filter((step) => step.result === result).length;
      return many === 0 ? [] : [`${many} x ${result}`];
    }),
    ...(mute === 0 ? [] : [`${mute} refusals without words`]),
  ];
}
