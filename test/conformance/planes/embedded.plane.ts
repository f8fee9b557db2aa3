import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { NodeAnswer, NodePresence } from '../../../src/data-planes/data-plane.js';
import { checkFragment } from '../../../src/data-planes/embedded/features.js';
import { Gateway } from '../../../src/data-planes/embedded/gateway.js';
import type { Plane, Served } from '../plane.js';

/** The embedded gateway in this thread. */
export async function embeddedPlane(): Promise<Plane> {
  const dataDir = await mkdtemp(join(tmpdir(), 'conformance-'));
  const program = JSON.parse(await readFile('package.json', 'utf8')) as { readonly version: string };
  const ports = new Map<string, number>();
  const answers = new Map<string, (answer: NodeAnswer) => void>();
  const log = { info: nothing, warn: nothing, error: nothing };
  const gateway = new Gateway(
    { dataDir, graceMs: 300 },
    {
      onAnswer: (answer) => answers.get(answer.environmentId)?.(answer),
      onPresence: ({ environmentId, address }: NodePresence) =>
        ports.set(environmentId, Number(address.split(':').at(-1))),
      logger: log,
    },
  );
  let version = 0;
  const offer = async ({ environmentId, entries }: Served): Promise<void> => {
    const answered = new Promise<NodeAnswer>((resolve) => answers.set(environmentId, resolve));
    version += 1;
    gateway.offer({ environmentId, from: null, to: version, upserts: entries, removals: [] });
    const { outcome, detail } = await answered;
    if (outcome !== 'accepted') throw new Error(`${environmentId}: ${outcome}: ${detail}`);
  };
  return {
    name: 'embedded',
    version: program.version,
    check: checkFragment,
    differences: new Map(),
    serve: async (environments) => {
      const at = { host: '127.0.0.1', port: 0 };
      await gateway.listen(
        environments.map(({ environmentId }) => ({ environmentId, environmentName: environmentId, ...at })),
      );
      for (const environment of environments) await offer(environment);
      return ports;
    },
    stop: async () => {
      await gateway.stop();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}

const nothing = (): void => undefined;
