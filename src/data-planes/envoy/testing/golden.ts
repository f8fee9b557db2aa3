import { readdirSync, readFileSync } from 'node:fs';
import type { Fragment } from '../../../ir/fragment.js';
import { digestOf } from '../../../shared/canonical-json.js';
import type { SnapshotEntry } from '../../data-plane.js';
import { checkFragment } from '../features.js';

const compiled = new URL('../../../compiler/testdata/', import.meta.url);

/** Where the reviewed results are; one file a case. */
export const goldenFolder = new URL('../testdata/', import.meta.url);

export interface GoldenCase {
  readonly name: string;
  readonly entries: readonly SnapshotEntry[];
}

/** The reviewed fragments of the compiler that Envoy can express: each is an environment of its own. */
export const goldenCases = (): readonly GoldenCase[] =>
  readdirSync(compiled)
    .filter((file) => file.endsWith('.out.json'))
    .map((file) => ({ name: file.replace('.out.json', ''), fragment: fragmentIn(file) }))
    .flatMap(({ name, fragment }) =>
      fragment === undefined || checkFragment(fragment).length > 0
        ? []
        : [{ name, entries: [{ key: 'p1:', fragment, digest: digestOf(fragment) }] }],
    );

function fragmentIn(file: string): Fragment | undefined {
  const { fragment } = JSON.parse(readFileSync(new URL(file, compiled), 'utf8')) as { readonly fragment?: Fragment };
  return fragment;
}
