import type { SnapshotEntry } from '../../src/data-planes/data-plane.js';
import { CASES } from './cases/index.js';
import type { ConformanceCase, Exchange } from './conformance-case.js';
import { exchangeFaults } from './exchanges.js';
import type { Plane, PlaneUnderTest } from './plane.js';
import { lackingFaults, refusalFaults } from './refusal.js';
import { acceptanceFaults, replacementFaults } from './replacement.js';
import type { Outcome, PlaneReport } from './report.js';
import { entryOf, ServedEnvironment } from './served-environment.js';
import { type BackendPorts, Backends } from './support/backends.js';

/** A node, its environment, and the backends behind it. */
interface Bench {
  readonly plane: Plane;
  readonly environment: ServedEnvironment;
  readonly backends: Backends;
  readonly ports: BackendPorts;
}

/**
 * Every case on one plane, one after another on the same node: each takes the place of the one before. A case that the
 * plane refuses is not run and not passed: it must be refused by name.
 */
export function describeConformance({ name, open }: PlaneUnderTest, report: (report: PlaneReport) => void): void {
  const outcomes: Outcome[] = [];
  let plane: Plane | undefined;
  let backends: Backends | undefined;
  let bench: Bench;

  beforeAll(async () => {
    plane = await open();
    const started = await Backends.start();
    backends = started.backends;
    bench = { plane, environment: new ServedEnvironment(plane), ...started };
  });

  afterAll(async () => {
    await plane?.stop();
    await backends?.stop();
    if (plane !== undefined) report({ plane: name, version: plane.version, supports: [...plane.supports], outcomes });
  });

  it.each(CASES.map((each) => [each.name, each] as const))('%s', async (_name, each) => {
    const outcome = await outcomeOf(each, bench);
    outcomes.push(outcome);
    expect(surprisesIn(outcome)).toEqual([]);
  });
}

/** A known difference that is gone must go from the list, too. */
function surprisesIn({ known, exchanges, replacement, refusal }: Outcome): readonly string[] {
  if (known === null) return [...exchanges, ...replacement, ...refusal];
  return [...(exchanges.length === 0 ? [`no longer so: ${known}`] : []), ...replacement, ...refusal];
}

function outcomeOf(each: ConformanceCase, bench: Bench): Promise<Outcome> {
  const entries = Object.entries(each.serves(bench.ports)).map(([key, fragment]) => entryOf(key, fragment));
  const refused = entries.some(({ fragment }) => bench.plane.check(fragment).length > 0);
  return refused ? refusedCase(each, entries, bench) : servedCase(each, entries, bench);
}

async function refusedCase(
  { name }: ConformanceCase,
  entries: readonly SnapshotEntry[],
  { plane, environment }: Bench,
): Promise<Outcome> {
  const features = entries.flatMap(({ fragment }) => plane.check(fragment)).map(({ feature }) => feature);
  const refusal = await lackingFaults(environment, plane, entries);
  return { name, lacking: [...new Set(features)], known: null, exchanges: [], replacement: [], refusal };
}

async function servedCase(
  { name, exchanges }: ConformanceCase,
  entries: readonly SnapshotEntry[],
  { plane, environment, backends }: Bench,
): Promise<Outcome> {
  const { port } = plane;
  const known = plane.differences.get(name) ?? null;
  const outcome = { name, lacking: [], known, replacement: [], refusal: [] };
  const refused = acceptanceFaults(await environment.replace(entries));
  if (refused.length > 0) return { ...outcome, exchanges: refused };
  const faults = await exchangeFaults(exchanges, plane, backends);
  const place = { environment, port, backends };
  const steady = steadyOf(exchanges);
  const replacement = await replacementFaults(place, entries, known === null ? steady : []);
  const isAsBefore = async () => String(await exchangeFaults(steady, plane, backends)) === String(faults);
  const refusal = await refusalFaults(environment, plane, entries, isAsBefore);
  return { ...outcome, exchanges: faults, replacement, refusal };
}

/** What holds at any time once the exchanges are over. What backends have seen grows with every time. */
const steadyOf = (exchanges: readonly Exchange[]): readonly Exchange[] =>
  exchanges.filter(({ kind }) => !PASSING.has(kind));

const PASSING: ReadonlySet<Exchange['kind']> = new Set(['seen', 'turn', 'settle', 'copy']);
