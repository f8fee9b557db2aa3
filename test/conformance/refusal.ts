import type { NodeAnswer, SnapshotEntry } from '../../src/data-planes/data-plane.js';
import { featuresOf } from '../../src/ir/features.js';
import { companion, servesCompanion } from './companion.js';
import type { Plane } from './plane.js';
import { acceptanceFaults, varied } from './replacement.js';
import { entryOf, type ServedEnvironment } from './served-environment.js';

const REFUSED = 'refused';

/**
 * A change of all that is served, with one release in it that the plane cannot take: the node says so, and nothing of the
 * change is to be seen, neither then nor after the way back.
 */
export async function refusalFaults(
  environment: ServedEnvironment,
  plane: Plane,
  entries: readonly SnapshotEntry[],
  isAsBefore: () => Promise<boolean>,
): Promise<readonly string[]> {
  const { fragment, words } = plane.poison;
  const poisoned = [...varied(entries, 3), companion(REFUSED), entryOf('poison:', fragment)];
  const faults = rejectionFaults(await environment.replace(poisoned), words);
  if (await servesCompanion(plane.port, REFUSED)) faults.push('a part of the refused change is served');
  if (!(await isAsBefore())) faults.push('what served before the refusal does not serve as it did');
  faults.push(...acceptanceFaults(await environment.restore()));
  if (!(await isAsBefore())) faults.push('after the way back it does not serve as it did');
  return faults;
}

/** What a plane lacks it names before the commit; its nodes do not take it either, should it come to them all the same. */
export async function lackingFaults(
  environment: ServedEnvironment,
  plane: Plane,
  entries: readonly SnapshotEntry[],
): Promise<readonly string[]> {
  const used = new Set(entries.flatMap(({ fragment }) => [...featuresOf(fragment)]));
  const named = new Set(entries.flatMap(({ fragment }) => plane.check(fragment)).map(({ feature }) => feature));
  const lacking = [...used].filter((feature) => !plane.supports.has(feature));
  return [
    ...[...named].filter((feature) => !used.has(feature)).map((feature) => `${feature} is refused and not used`),
    ...lacking.filter((feature) => !named.has(feature)).map((feature) => `${feature} is lacking and not named`),
    ...rejectionFaults(await environment.replace(entries), /./),
    ...acceptanceFaults(await environment.restore()),
  ];
}

function rejectionFaults({ outcome, detail }: NodeAnswer, words: RegExp): string[] {
  if (outcome !== 'rejected') return [`a change that cannot be served was ${outcome}: ${detail}`];
  return words.test(detail) ? [] : [`the words of the refusal are '${detail.slice(0, 300)}'`];
}
