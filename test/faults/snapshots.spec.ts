import { cp, readdir, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type App, type Home, launchApp, newHome, startApp } from '../support/app.js';
import { DatabaseProxy } from '../support/database-proxy.js';
import {
  deployFleet,
  type EchoBackend,
  editFleet,
  type Fleet,
  makeFleet,
  pathsOf,
  startEcho,
} from '../support/fleet.js';
import { PipelineClient, type Reply, revisionOf } from '../support/pipeline-client.js';

const NEWEST = 3;

/** Damage to one file of the last good snapshot, and what may be served of it while there is no database. */
interface Damage {
  readonly what: string;
  readonly file: RegExp;
  readonly damage: (path: string) => Promise<void>;
  /** Revisions; null: nothing is deployed, or nobody listens. */
  readonly served: readonly (number | null)[];
}

const DAMAGES: readonly Damage[] = [
  { what: 'a bit flipped in the newest change', file: /^journal-/, damage: flipAt(0.9), served: [2] },
  { what: 'a bit flipped in an older change', file: /^journal-/, damage: flipAt(0.2), served: [1] },
  { what: 'a change written in part', file: /^journal-/, damage: cutTo(0.8), served: [2] },
  { what: 'no changes', file: /^journal-/, damage: cutTo(0), served: [1] },
  { what: 'a bit flipped in the snapshot', file: /^base-/, damage: flipAt(0.5), served: [null] },
  { what: 'a bit flipped in a checksum', file: /^base-/, damage: flipAt(0), served: [null] },
  { what: 'half a snapshot', file: /^base-/, damage: cutTo(0.5), served: [null] },
  { what: 'a bit flipped in the list of listeners', file: /^listeners$/, damage: flipAt(0.5), served: [NEWEST, null] },
];

describe('damage to what a gateway keeps on disk', () => {
  let home: Home;
  let backend: EchoBackend;
  let fleet: Fleet;
  let proxy: DatabaseProxy;

  const folder = () => join(home.dataDir, 'snapshots');
  const unharmed = () => join(home.dataDir, 'snapshots-unharmed');

  beforeAll(async () => {
    [home, backend] = await Promise.all([newHome(), startEcho()]);
    proxy = await DatabaseProxy.to(home.database.url);
    fleet = { name: 'fleet', path: '/fleet', size: 4, backendUrl: backend.url };
    const app = await startApp(home);
    await makeFleet(app, fleet);
    await deploy(app);
    await app.stop();
    // From here on the first deployment is the base, the others are changes to it.
    await rm(folder(), { recursive: true });
    const again = await startApp(home);
    for (let revision = 2; revision <= NEWEST; revision += 1) {
      await editFleet(again, fleet, revision);
      await deploy(again);
    }
    await again.stop();
    await cp(folder(), unharmed(), { recursive: true });
  });

  afterAll(async () => {
    await proxy?.close();
    await backend?.close();
    await home?.remove();
  });

  it.each(DAMAGES)('$what: never served, and mended by the database', async ({ file, damage, served }) => {
    await rm(folder(), { recursive: true });
    await cp(unharmed(), folder(), { recursive: true });
    await damage(await pathOf(file));

    const launch = launchApp(home, { DATABASE_URL: proxy.url });
    await launch.said('no database yet');
    expect(served).toContain(await servedNow());

    await proxy.open();
    const app = await launch.ready;
    expect(await servedNow()).toBe(NEWEST);
    await app.stop();
    await proxy.close();

    await expectOnDisk(NEWEST);
  });

  /** What was mended is served by the next process, again without the database. */
  async function expectOnDisk(revision: number): Promise<void> {
    const launch = launchApp(home, { DATABASE_URL: proxy.url });
    await launch.said('no database yet');
    expect(await servedNow()).toBe(revision);
    await launch.stop();
  }

  /** The revision that all members answer with; null when none is deployed or nobody listens. */
  async function servedNow(): Promise<number | null> {
    const client = await PipelineClient.open(home.gatewayPort).catch(() => null);
    if (client === null) return null;
    try {
      const replies = await client.burst(pathsOf(fleet));
      const all = new Set(replies.map((reply) => (isUnknown(reply) ? null : revisionOf(reply))));
      const [one = null] = all;
      if (all.size !== 1) throw new Error(`half a group: ${[...all].join(', ')}`);
      return one;
    } finally {
      client.close();
    }
  }

  /** Of production's: the one environment with something in it. */
  async function pathOf(file: RegExp): Promise<string> {
    const names = await readdir(folder(), { recursive: true });
    const found = names.filter((name) => file.test(name.split('/').at(-1) ?? ''));
    const sizes = await Promise.all(found.map(async (name) => (await readFile(join(folder(), name))).length));
    const largest = found[sizes.indexOf(Math.max(...sizes))];
    if (largest === undefined) throw new Error(`no ${file.source} among ${names.join(', ')}`);
    return join(folder(), largest);
  }

  async function deploy(app: App): Promise<void> {
    expect((await deployFleet(app, fleet)).body).toMatchObject({ deploymentResult: { success: true } });
  }
});

const isUnknown = ({ status, body }: Reply): boolean => status === 404 && body.includes('ERR-002');

/** `place`: 0 is the first byte, 1 would be behind the last. */
function flipAt(place: number): (path: string) => Promise<void> {
  return async (path) => {
    const bytes = await readFile(path);
    const at = Math.floor(bytes.length * place);
    bytes.writeUInt8(bytes.readUInt8(at) ^ 1, at);
    await writeFile(path, bytes);
  };
}

function cutTo(share: number): (path: string) => Promise<void> {
  return async (path) => truncate(path, Math.floor((await readFile(path)).length * share));
}
