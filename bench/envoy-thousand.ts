/**
 * A thousand deployments to three real Envoys under load: requests through each, streams that stay open throughout. Runs the
 * test of that (test/e2e/envoy-load.spec.ts), which asks for a hundred, with more of them; it fails as the test does.
 *
 * npm run bench envoy-thousand [deployments]
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

const ROOT = join(import.meta.dirname, '..');
const DEPLOYMENTS = process.argv[2] ?? '1000';

const jest = spawn(
  process.execPath,
  [
    '--experimental-vm-modules',
    '--disable-warning=ExperimentalWarning',
    join(ROOT, 'node_modules', 'jest', 'bin', 'jest.js'),
    ...['--selectProjects', 'e2e', '--testPathPatterns', 'e2e/envoy-load'],
  ],
  { cwd: ROOT, stdio: 'inherit', env: { ...process.env, GATEWRIGHT_TEST_DEPLOYMENTS: DEPLOYMENTS } },
);
const [code] = await once(jest, 'exit');
if (code === 0)
  console.table(JSON.parse(await readFile(join(ROOT, 'node_modules', '.cache', 'envoy-load.json'), 'utf8')));
process.exitCode = code ?? 1;
