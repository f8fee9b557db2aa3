import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Plane } from './plane.js';

export interface Outcome {
  readonly name: string;
  readonly result: 'passed' | 'different' | 'unsupported';
  /** Features that the plane lacks, or what was different. */
  readonly detail: string;
}

const FOLDER = join('node_modules', '.cache', 'conformance');

/** `<plane>.json`: what ran where. Only `passed` counts as conforming. */
export async function writeReport({ name, version }: Plane, outcomes: readonly Outcome[]): Promise<void> {
  const named = (result: Outcome['result']) => outcomes.filter((outcome) => outcome.result === result);
  const report = {
    plane: name,
    version,
    cases: outcomes.length,
    passed: named('passed').length,
    differences: named('different').map(({ name: differing, detail }) => ({ case: differing, detail })),
    unsupported: named('unsupported').map(({ name: lacking, detail }) => ({ case: lacking, features: detail })),
  };
  await mkdir(FOLDER, { recursive: true });
  await writeFile(join(FOLDER, `${name}.json`), `${JSON.stringify(report, null, 2)}\n`);
  const { cases, passed, differences, unsupported } = report;
  const counts = `${cases} cases, ${passed} passed, ${differences.length} differ, ${unsupported.length} unsupported`;
  process.stdout.write(`conformance: ${name} ${version}: ${counts}\n`);
}
