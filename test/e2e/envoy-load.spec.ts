import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { EnvoyFleet } from '../support/envoy-fleet.js';
import { FleetEditor } from '../support/fleet-editor.js';
import {
  addToGroup,
  deployInGroup,
  deployStreamProxy,
  editStreamProxy,
  makeStreamProxy,
} from '../support/stream-proxy.js';
import { type OpenStream, openStreams, type StreamBackend, startStreamBackend } from '../support/streams.js';

/** `npm run bench envoy-thousand` asks for more. */
const DEPLOYMENTS = Number(process.env['GATEWRIGHT_TEST_DEPLOYMENTS'] ?? 100);
const DRAIN_MS = 30_000;
const REPORT = join(import.meta.dirname, '..', '..', 'node_modules', '.cache', 'envoy-load.json');

const EDGES = ['edge-1', 'edge-2', 'edge-3'] as const;
const SERVING = EDGES.map((name) => `${name} true Deployed successfully`);

describe('deployments to three Envoys under load', () => {
  let sut: EnvoyFleet;
  let editor: FleetEditor;
  let kept: StreamBackend;
  let former: StreamBackend;

  beforeAll(async () => {
    [sut, kept, former] = await Promise.all([EnvoyFleet.start(), startStreamBackend(), startStreamBackend()]);
    const { app, fleet } = sut;
    await deployInGroup(app, { name: 'streams', backendUrl: kept.url }, '/streams');
    await makeStreamProxy(app, { name: 'member', backendUrl: kept.url, connectTimeout: 20 });
    await addToGroup(app, fleet.name, 'member');
    await sut.deploy();
    await makeStreamProxy(app, { name: 'former', backendUrl: former.url, path: '/former' });
    await deployStreamProxy(app, 'former');
    editor = await FleetEditor.of(app, sut.home, fleet);
  });

  afterAll(async () => {
    await editor?.close();
    await sut?.stop();
    await kept?.close();
    await former?.close();
  });

  it(
    `${DEPLOYMENTS} of them fail no request, show no half group and cut no stream`,
    async () => {
      const opened = [...(await openAt('/streams')), ...(await openAt(sut.fleet.path))];
      const left = await openAt('/former');
      const removals = Promise.all(EDGES.map((name) => sut.relay(name).heard(({ removed }) => removed.length > 0)));
      const traffic = await sut.traffic();
      await editStreamProxy(sut.app, { name: 'former', backendUrl: former.url, path: '/former', connectTimeout: 31 });
      await deployStreamProxy(sut.app, 'former');

      const first = sut.live;
      const durations: number[] = [];
      while (durations.length < DEPLOYMENTS) {
        await sut.edit(editor);
        const started = performance.now();
        expect(await sut.deploy()).toEqual(SERVING);
        durations.push(performance.now() - started);
        kept.tick(`tick ${sut.live}`);
      }
      await traffic.rounds(1);
      await removals;
      await traffic.rounds(1);
      const seen = Object.values(await traffic.stop());
      former.tick('after the removal');
      for (const backend of [kept, former]) backend.finish();

      expect(seen.flatMap(({ failures }) => failures)).toEqual([]);
      for (const sequence of seen.flatMap(({ revisions }) => revisions)) {
        expect(sequence).toEqual([...sequence].sort((a, b) => a - b));
        expect([sequence[0], sequence.at(-1)]).toEqual([first, first + DEPLOYMENTS]);
      }
      const ticks = Array.from({ length: DEPLOYMENTS }, (_, index) => `tick ${first + 1 + index}`);
      for (const { path, whole } of opened) expect({ path, ticks: await whole }).toEqual({ path, ticks });
      for (const { path, whole } of left)
        expect({ path, ticks: await whole }).toEqual({ path, ticks: ['after the removal'] });
      // Nothing that Envoy takes away rides with what it may refuse: it executes the removals of a refused response.
      const taken = EDGES.flatMap((name) => sut.relay(name).messages.filter(({ removed }) => removed.length > 0));
      expect(taken.filter(({ type, names }) => (type !== 'cluster' && type !== 'scope') || names.length > 0)).toEqual(
        [],
      );
      await report(
        durations,
        seen.reduce((sum, { requests }) => sum + requests, 0),
        opened.length,
      );
    },
    2 * DRAIN_MS + DEPLOYMENTS * 2_000,
  );

  const openAt = async (prefix: string): Promise<OpenStream[]> =>
    (await Promise.all(sut.envoys.map((envoy) => openStreams(envoy.url, prefix)))).flat();
});

/** For the benchmark that runs this file. */
async function report(durations: readonly number[], requests: number, streams: number): Promise<void> {
  const sorted = [...durations].sort((a, b) => a - b);
  const quantile = (share: number) => Math.round(sorted[Math.floor(sorted.length * share)] ?? 0);
  const figures = { deployments: sorted.length, requests, streams, p50Ms: quantile(0.5), p99Ms: quantile(0.99) };
  await mkdir(join(REPORT, '..'), { recursive: true });
  await writeFile(REPORT, JSON.stringify(figures));
}
