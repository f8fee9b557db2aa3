import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

/** Path of the real Envoy: GATEWRIGHT_ENVOY, or the one that scripts/fetch-envoy.mjs fetches. Rejects without one. */
export async function envoyBinary(): Promise<string> {
  const { stdout } = await promisify(execFile)(process.execPath, ['scripts/fetch-envoy.mjs']);
  return stdout.trim();
}
