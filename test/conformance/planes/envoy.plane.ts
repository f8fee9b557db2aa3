import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { checkFragment } from '../../../src/data-planes/envoy/features.js';
import { translate } from '../../../src/data-planes/envoy/translate.js';
import type { Plane, Served } from '../plane.js';
import { EnvoyFiles } from './envoy-files.js';
import { EnvoyProcess } from './envoy-process.js';

/** The real Envoy. Its resources come from files, byte for byte what the driver would send over ADS. */
export async function envoyPlane(binary: string): Promise<Plane> {
  const folder = await mkdtemp(join(tmpdir(), 'conformance-envoy-'));
  const files = new EnvoyFiles(folder);
  const process = new EnvoyProcess(binary, folder);
  const put = (environment: Served) => files.put(environment.environmentId, resourcesOf(environment));
  return {
    name: 'envoy',
    version: await process.version(),
    check: checkFragment,
    serve: async (environments) => {
      for (const environment of environments) await put(environment);
      await files.writeClusters();
      await files.writeListeners();
      await process.start(files.bootstrap());
      return process.ports();
    },
    replace: async (environment) => {
      const { before, version } = await put(environment);
      await files.writeClusters();
      await process.untilHeld('cluster', files.clusterVersion);
      if (before !== version) await process.untilHeld('route', version);
    },
    stop: async () => {
      await process.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

const resourcesOf = ({ environmentId, entries }: Served) =>
  translate({ environmentId, environmentName: environmentId, port: 0 }, entries, '127.0.0.1');
