import { appendFile, mkdtemp, readdir, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { SnapshotChange } from '../data-plane.js';
import { LastGood } from './last-good.js';
import type { LastGoodSnapshot } from './last-good-reader.js';
import { changeOf, entriesOf, GatewayFixture, saying } from './testing/fixture.js';

describe('LastGood', () => {
  let folder: string;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'last-good-'));
  });

  afterEach(() => rm(folder, { recursive: true, force: true }));

  /** Records versions 1 to `last`; version N has releases `p1` to `pN`. */
  async function write(last: number, compactAboveBytes?: number): Promise<void> {
    const sut = new LastGood(folder, compactAboveBytes);
    for (let version = 1; version <= last; version += 1) await sut.record(changeTo(version), () => snapshotAt(version));
    await sut.flush();
  }

  const changeTo = (version: number): SnapshotChange =>
    changeOf({
      from: version === 1 ? null : version - 1,
      to: version,
      upserts: entriesOf({ [`p${version}`]: saying(`v${version}`) }),
    });

  const snapshotAt = (version: number): LastGoodSnapshot => ({
    version,
    entries: Array.from({ length: version }, (_, index) =>
      entriesOf({ [`p${index + 1}`]: saying(`v${index + 1}`) }),
    ).flat(),
  });

  const loaded = (): Promise<LastGoodSnapshot | null> => new LastGood(folder).load();
  const flipIn = async (name: string, at: number): Promise<void> => {
    const bytes = await readFile(join(folder, name));
    bytes[at] = (bytes[at] ?? 0) ^ 1;
    await writeFile(join(folder, name), bytes);
  };

  it('has nothing at first', async () => {
    expect(await loaded()).toBeNull();
    expect(await new LastGood(join(folder, 'absent')).load()).toBeNull();
  });

  it('gives back what was recorded, removals too', async () => {
    await write(5);
    expect(await loaded()).toEqual(snapshotAt(5));
    const sut = new LastGood(folder);
    await sut.load();
    await sut.record(changeOf({ from: 5, to: 6, removals: ['p1'] }), () => snapshotAt(6));
    expect((await loaded())?.entries.map(({ key }) => key)).toEqual(['p2', 'p3', 'p4', 'p5']);
  });

  it('appends what changes and nothing else', async () => {
    await write(3);
    expect((await readdir(folder)).sort()).toEqual(['base-1', 'journal-1']);
    expect((await readFile(join(folder, 'journal-1'), 'utf8')).trimEnd().split('\n')).toHaveLength(2);
  });

  it('compacts, and keeps one older generation', async () => {
    await write(30, 200);
    const files = (await readdir(folder)).sort();
    expect(files.length).toBeLessThanOrEqual(4);
    expect(await loaded()).toEqual(snapshotAt(30));
  });

  it.each([1, 20, 60])('falls back to the consistent prefix when the tail is torn by %i bytes', async (bytes) => {
    await write(4);
    const journal = join(folder, 'journal-1');
    await truncate(journal, (await readFile(journal)).length - bytes);
    expect(await loaded()).toEqual(snapshotAt(3));
  });

  it('detects every flipped byte of a journal', async () => {
    await write(3);
    const { length } = await readFile(join(folder, 'journal-1'));
    for (let at = 0; at < length; at += 7) {
      await flipIn('journal-1', at);
      const version = (await loaded())?.version ?? 0;
      expect(version).toBeLessThan(3);
      expect(await loaded()).toEqual(snapshotAt(version));
      await flipIn('journal-1', at);
    }
    expect(await loaded()).toEqual(snapshotAt(3));
  });

  it('takes the older base and its journals when the newest base is damaged', async () => {
    await write(30, 200);
    const newest =
      (await readdir(folder))
        .filter((name) => name.startsWith('base-'))
        .sort(byNumber)
        .at(-1) ?? '';
    await flipIn(newest, 50);
    expect(await loaded()).toEqual(snapshotAt(30));
  });

  it('writes nothing behind a damaged tail, but begins anew', async () => {
    await write(4);
    await appendFile(join(folder, 'journal-1'), 'half a li');
    const sut = new LastGood(folder);
    expect((await sut.load())?.version).toBe(4);
    await sut.record(changeTo(5), () => snapshotAt(5));
    expect(await loaded()).toEqual(snapshotAt(5));
    expect(await readdir(folder)).toContain('base-2');
  });
});

describe('Gateway after a restart', () => {
  let sut: GatewayFixture;

  beforeEach(async () => {
    sut = await GatewayFixture.start();
  });

  afterEach(() => sut.stop());

  it('serves what it served, on its own, and takes the next change', async () => {
    await sut.serve({ p1: saying('kept') }, 4);
    await sut.restart();
    expect(sut.presences.at(-1)).toMatchObject({ version: null, connected: true });
    expect(sut.gateway.stats().environments).toMatchObject([{ version: 4 }]);
    expect((await sut.send('/')).body).toBe('kept');
    expect(await sut.offer(changeOf({ from: 4, to: 5, upserts: entriesOf({ p1: saying('new') }) }))).toMatchObject({
      outcome: 'accepted',
    });
    await sut.restart();
    expect((await sut.send('/')).body).toBe('new');
  });

  it('serves the older good version when the newest is damaged', async () => {
    await sut.serve({ p1: saying('one') }, 1);
    await sut.offer(changeOf({ from: 1, to: 2, upserts: entriesOf({ p1: saying('two') }) }));
    const journal = join(sut.dataDir, 'snapshots/e1/journal-1');
    const text = await readFile(journal, 'utf8');
    await writeFile(journal, text.replace('two', 'tw0'));
    await sut.restart();
    expect((await sut.send('/')).body).toBe('one');
    expect(sut.gateway.stats().environments).toMatchObject([{ version: 1 }]);
  });

  it.each([
    ['ahead of', 3],
    ['beside', 4],
  ])('follows a restored database that it was %s', async (_where, version) => {
    await sut.serve({ p1: saying('lost'), p2: saying('kept') }, 4);
    await sut.restart();
    expect(await sut.serve({ p2: saying('restored') }, version)).toMatchObject({ outcome: 'accepted' });
    expect(sut.presences.at(-1)).toMatchObject({ version, connected: true });
    expect((await sut.send('/')).body).toBe('restored');
    await sut.restart();
    expect((await sut.send('/')).body).toBe('restored');
  });

  it('falls back to the listeners before when the newest list is damaged', async () => {
    await sut.serve({ p1: saying('kept') });
    await sut.gateway.listen([sut.listener()]);
    await sut.gateway.listen([sut.listener(), sut.listener({ environmentId: 'e2', environmentName: 'test', port: 0 })]);
    await writeFile(join(sut.dataDir, 'snapshots/listeners'), 'garbage');
    await sut.restart();
    expect((await sut.send('/')).body).toBe('kept');
  });

  it('forgets an environment that has no listener any more', async () => {
    await sut.serve({ p1: saying('gone') });
    await sut.gateway.listen([]);
    await sut.gateway.stop();
    expect(await readdir(join(sut.dataDir, 'snapshots'))).not.toContain('e1');
  });
});

const byNumber = (a: string, b: string): number => Number(a.split('-')[1]) - Number(b.split('-')[1]);
