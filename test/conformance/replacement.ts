import type { NodeAnswer, SnapshotEntry } from '../../src/data-planes/data-plane.js';
import type { Fragment } from '../../src/ir/fragment.js';
import { companion, companionExchange, servesCompanion } from './companion.js';
import type { Exchange, RequestExchange } from './conformance-case.js';
import { entryOf, type ServedEnvironment } from './served-environment.js';
import type { Backends } from './support/backends.js';
import { hold } from './support/held.js';
import { Load } from './support/load.js';

const ADDED = 'added';
const STAYING = 'staying';

/** Where a case runs. */
export interface Place {
  readonly environment: ServedEnvironment;
  readonly port: number;
  readonly backends: Backends;
}

/**
 * The entries are served. They give way to others that behave alike, and those to others still, while clients send all
 * the time and a stream or a tunnel of the case stays open: every upstream is made anew, a release comes beside them and
 * goes. The clients send the first request of the case, or one to a release that stays when the case has none.
 */
export async function replacementFaults(
  place: Place,
  entries: readonly SnapshotEntry[],
  exchanges: readonly Exchange[],
): Promise<readonly string[]> {
  const { environment, port, backends } = place;
  const [own] = exchanges.flatMap(requestOf);
  const always = own === undefined ? [companion(STAYING)] : [];
  const begun = own === undefined ? acceptanceFaults(await environment.replace([...entries, ...always])) : [];
  const finish = await hold(exchanges, port, backends);
  const load = new Load(port, own ?? companionExchange(STAYING));
  const withAdded = await stepFaults(place, [...varied(entries, 1), ...always, companion(ADDED)], load);
  const without = await stepFaults(place, [...varied(entries, 2), ...always], load);
  const faults = [...begun, ...withAdded, ...without, ...(await load.stop())];
  return finish === null ? faults : [...faults, ...(await finish().catch((error: unknown) => [String(error)]))];
}

/** What was accepted must be what is served, from the answer on. */
async function stepFaults(
  { environment, port }: Place,
  wanted: readonly SnapshotEntry[],
  load: Load,
): Promise<readonly string[]> {
  const faults = acceptanceFaults(await environment.replace(wanted));
  const isServed = await servesCompanion(port, ADDED);
  const isWanted = wanted.some(({ key }) => key === companion(ADDED).key);
  await load.turn();
  return isServed === isWanted ? faults : [...faults, `the companion is ${isServed ? '' : 'not '}served`];
}

function requestOf(exchange: Exchange): RequestExchange[] {
  if (exchange.kind === 'request') return [exchange];
  return exchange.kind === 'spread' ? [{ kind: 'request', request: exchange.request, expect: { status: 200 } }] : [];
}

/** The same to clients; every upstream is another one. */
export const varied = (entries: readonly SnapshotEntry[], by: number): readonly SnapshotEntry[] =>
  entries.map(({ key, fragment }) => entryOf(key, withOtherUpstreams(fragment, by)));

const withOtherUpstreams = ({ upstreams, ...rest }: Fragment, by: number): Fragment => ({
  ...rest,
  upstreams: upstreams.map((upstream) => ({
    ...upstream,
    // 0 means none.
    connectTimeoutMs: upstream.connectTimeoutMs === 0 ? 0 : upstream.connectTimeoutMs + by,
  })),
});

export const acceptanceFaults = ({ outcome, version, detail }: NodeAnswer): string[] =>
  outcome === 'accepted' ? [] : [`version ${version} was ${outcome}: ${detail}`];
