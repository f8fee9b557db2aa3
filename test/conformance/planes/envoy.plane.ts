import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { checkFragment } from '../../../src/data-planes/envoy/features.js';
import { translate } from '../../../src/data-planes/envoy/translate.js';
import type { Plane, Served } from '../plane.js';
import { writeEnvoyFiles } from './envoy-files.js';
import { EnvoyProcess } from './envoy-process.js';

/** The real Envoy. Its resources are the driver's, read from files instead of over ADS. */
export async function envoyPlane(binary: string): Promise<Plane> {
  const folder = await mkdtemp(join(tmpdir(), 'conformance-envoy-'));
  const envoy = new EnvoyProcess(binary, folder);
  return {
    name: 'envoy',
    version: await envoy.version(),
    check: checkFragment,
    differences: DIFFERENCES,
    serve: async (environments) => {
      await envoy.start(await writeEnvoyFiles(folder, environments.map(resourcesOf)));
      return envoy.ports(environments.length);
    },
    stop: async () => {
      await envoy.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** What the driver cannot make Envoy do. */
const DIFFERENCES = new Map([
  ['ResponseConnectionNames', "Envoy passes on headers that a backend's Connection header names"],
]);

const resourcesOf = ({ environmentId, entries }: Served) =>
  translate({ environmentId, environmentName: environmentId, port: 0 }, entries, '127.0.0.1');
