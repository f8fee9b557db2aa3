import type { SnapshotEntry } from '../../src/data-planes/data-plane.js';
import { featuresOf } from '../../src/ir/features.js';
import type { Fragment } from '../../src/ir/fragment.js';
import { digestOf } from '../../src/shared/canonical-json.js';
import { CASES } from './cases/index.js';
import type { ConformanceCase, Exchange, SpreadExchange } from './conformance-case.js';
import type { Plane, Served } from './plane.js';
import { type Outcome, writeReport } from './report.js';
import { type BackendPorts, Backends } from './support/backends.js';
import { send, sendRaw, stream, talk } from './support/exchange.js';
import { faultsOf } from './support/expectations.js';

/** Every case on one plane. A case that the plane refuses is not run and not passed: it must be refused by name. */
export function describeConformance(open: () => Promise<Plane>): void {
  const outcomes: Outcome[] = [];
  let plane: Plane;
  let backends: Backends;
  let ports: ReadonlyMap<string, number>;
  let configurations: Map<string, readonly SnapshotEntry[]>;

  beforeAll(async () => {
    plane = await open();
    const started = await Backends.start();
    backends = started.backends;
    configurations = configurationsOf(started.ports);
    ports = await plane.serve(environmentsOf(plane, configurations));
  });

  afterAll(async () => {
    await plane?.stop();
    await backends?.stop();
    if (plane !== undefined) await writeReport(plane, outcomes);
  });

  it.each(CASES.map((each) => [each.name, each] as const))('%s', async (name, each) => {
    const entries = configurations.get(name) ?? [];
    const refusals = refusalsOf(plane, entries);
    if (refusals.length > 0) {
      outcomes.push({ name, result: 'unsupported', detail: refusals.map(({ feature }) => feature).join(', ') });
      expectRefusedByName(plane, entries);
      return;
    }
    const faults = await run(each, ports.get(name) ?? 0, backends);
    const known = plane.differences.get(name);
    outcomes.push({ name, result: faults.length === 0 ? 'passed' : 'different', detail: known ?? faults.join('; ') });
    // A known difference that is gone must go from the list, too.
    if (known === undefined) expect(faults).toEqual([]);
    else expect(faults).not.toEqual([]);
  });
}

function configurationsOf(ports: BackendPorts): Map<string, readonly SnapshotEntry[]> {
  return new Map(CASES.map(({ name, serves }) => [name, entriesOf(serves(ports))]));
}

const entriesOf = (fragments: Readonly<Record<string, Fragment>>): readonly SnapshotEntry[] =>
  Object.entries(fragments).map(([key, fragment]) => ({ key, fragment, digest: digestOf(fragment) }));

const environmentsOf = (plane: Plane, configurations: ReadonlyMap<string, readonly SnapshotEntry[]>): Served[] =>
  [...configurations]
    .filter(([, entries]) => refusalsOf(plane, entries).length === 0)
    .map(([environmentId, entries]) => ({ environmentId, entries }));

const refusalsOf = (plane: Plane, entries: readonly SnapshotEntry[]) =>
  entries.flatMap(({ fragment }) => plane.check(fragment));

/** A refusal names a feature that the configuration really uses. */
function expectRefusedByName(plane: Plane, entries: readonly SnapshotEntry[]): void {
  const used = new Set(entries.flatMap(({ fragment }) => [...featuresOf(fragment)]));
  for (const { feature } of refusalsOf(plane, entries)) expect(used).toContain(feature);
}

async function run({ exchanges }: ConformanceCase, port: number, backends: Backends): Promise<string[]> {
  const faults: string[] = [];
  for (const [index, exchange] of exchanges.entries()) {
    const found = await runOne(exchange, port, backends).catch((error: unknown) => [String(error)]);
    faults.push(...found.map((fault) => `exchange ${index + 1}: ${fault}`));
  }
  return faults;
}

async function runOne(exchange: Exchange, port: number, backends: Backends): Promise<readonly string[]> {
  switch (exchange.kind) {
    case 'request':
      return faultsOf(await send(port, exchange.request), exchange.expect);
    case 'spread':
      return spreadFaults(exchange, port);
    case 'raw': {
      const { status, body } = await sendRaw(port, exchange.bytes);
      const isRightBody = exchange.expect.body?.test(body) ?? true;
      return [...differences(status, exchange.expect.status), ...(isRightBody ? [] : [`body is '${body}'`])];
    }
    case 'tunnel':
      return differences(await talk(port, exchange.target, exchange.message), exchange.message);
    case 'stream':
      return differences(await stream(port, exchange.target, () => backends.release()), exchange.expect);
    case 'seen':
      return differences(backends.seen.get(exchange.count) ?? 0, exchange.expect);
  }
}

async function spreadFaults(
  { request, count, within, expect: wanted }: SpreadExchange,
  port: number,
): Promise<string[]> {
  const counts = new Map<string, number>();
  for (let sent = 0; sent < count; sent += 1) {
    const { headers } = await send(port, request);
    const backend = String(headers['x-backend']);
    counts.set(backend, (counts.get(backend) ?? 0) + 1);
  }
  const names = new Set([...counts.keys(), ...Object.keys(wanted)]);
  return [...names]
    .filter((name) => Math.abs((counts.get(name) ?? 0) - (wanted[name] ?? 0)) > within)
    .map((name) => `backend ${name} got ${counts.get(name) ?? 0}, must get ${wanted[name] ?? 0}`);
}

function differences(got: unknown, wanted: unknown): string[] {
  const [a, b] = [canonical(got), canonical(wanted)];
  return a === b ? [] : [`is ${a}, must be ${b}`];
}

const canonical = (value: unknown): string =>
  JSON.stringify(value, (_key, part: unknown) =>
    typeof part === 'object' && part !== null && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1)))
      : part,
  );
