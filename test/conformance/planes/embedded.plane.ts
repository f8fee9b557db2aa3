import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { freePorts } from '../../support/free-ports.js';
import type { Plane, Poison } from '../plane.js';
import { TRUSTED_AUTHORITY } from '../support/certificates.js';
import { DrivenNode, ENVIRONMENT, GROUP_DOMAIN } from './driven-node.js';

type DriverModule = typeof import('../../../src/data-planes/embedded/driver.js');

/** As it was built: its worker thread runs outside the test runner, which alone could translate the sources. */
const BUILT = pathToFileURL(resolve('dist', 'data-planes', 'embedded', 'driver.js')).href;

/** The embedded gateway in its worker thread. */
export async function embeddedPlane(): Promise<Plane> {
  const { EmbeddedDriver } = (await import(BUILT)) as DriverModule;
  const program = JSON.parse(await readFile('package.json', 'utf8')) as { readonly version: string };
  const dataDir = await mkdtemp(join(tmpdir(), 'conformance-'));
  const driver = new EmbeddedDriver({
    dataDir,
    graceMs: 300,
    probes: PROBES,
    groupDomain: GROUP_DOMAIN,
    authorities: [await readFile(TRUSTED_AUTHORITY, 'utf8')],
  });
  const node = new DrivenNode(driver);
  const httpsPort = await freePorts(1);
  await driver.listen([{ ...ENVIRONMENT, port: 0, httpsPort, guests: [] }]);
  await node.begin();
  return {
    version: program.version,
    supports: driver.supports,
    port: Number(driver.nodes()[0]?.address.split(':').at(-1)),
    httpsPort,
    poison: POISON,
    differences: new Map(),
    check: (fragment) => driver.check(fragment),
    offer: (change) => node.offer(change),
    stop: async () => {
      await driver.stop();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}

/** Often, so that a case need not wait. */
const PROBES = { intervalMs: 100, timeoutMs: 1_000, failuresUntilDown: 3, successesUntilUp: 2 };

/** A fragment that contradicts itself. */
const POISON: Poison = {
  fragment: {
    routes: [
      {
        id: 'poison',
        match: {
          hosts: [{ kind: 'exact', host: 'poison.example' }],
          path: { kind: 'exact', path: '/' },
          methods: [],
          headers: [],
        },
        order: 0,
        action: { kind: 'respond', status: 99, headers: [], body: '' },
        errorStyle: 'correlation',
      },
    ],
    upstreams: [],
  },
  words: /^poison:: route poison: action\.status: must be 200 to 599$/,
};
