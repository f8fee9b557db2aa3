/**
 * Runs an Envoy that serves an environment of a Gatewright, or prints or writes the bootstrap for one.
 *
 * Usage: npm run envoy -- --environment production --id edge-1 --address 127.0.0.2
 *          [--xds HOST:PORT[,HOST:PORT]] [--ca FILE --cert FILE --key FILE [--xds-name NAME]] [--trust FILE]
 *          [--admin PORT] [--print | --write DIR]
 *
 * `--address`: that its listeners bind to; the ports are the environments'. `--xds`: of the control plane's replicas.
 * `--xds-name`: that their certificates are for, if it is not the host in `--xds`. `--trust`: certificate authorities, in
 * PEM, that backends are believed for, if they are not those that Node trusts.
 */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { envoyBinary } from './lib/envoy-binary.mjs';
import { bootstrapOf, secretsOf } from './lib/envoy-bootstrap.mjs';
import { settingsOf } from './lib/envoy-settings.mjs';
import { inRoot } from './lib/paths.mjs';
import { runInForeground } from './lib/processes.mjs';
import { writeTrustedBackends } from './lib/trusted-backends.mjs';

/** In `folder`; by rename would be no gain: no Envoy runs from it yet. */
function writeSecrets(folder, node) {
  for (const { name, content } of secretsOf(node)) writeJson(join(folder, name), content);
}

const writeJson = (file, content) => writeFileSync(file, `${JSON.stringify(content, null, 2)}\n`);

function write(folder, settings) {
  const node = withTrust(withSecrets(settings, resolve(folder)), resolve(folder));
  mkdirSync(folder, { recursive: true });
  writeJson(join(folder, 'bootstrap.json'), bootstrapOf(node));
  if (node.tls !== null) writeSecrets(folder, node);
}

const withSecrets = (node, secrets) => ({ ...node, tls: node.tls && { ...node.tls, secrets } });

const withTrust = (node, folder) => ({
  ...node,
  trustedBackends: node.trustedBackends ?? writeTrustedBackends(folder),
});

async function run(settings) {
  const folder = mkdtempSync(join(tmpdir(), 'gatewright-envoy-'));
  try {
    write(folder, settings);
    // Hot restart shares memory by number: several Envoys on one machine would take each other for a successor.
    const args = ['-c', join(folder, 'bootstrap.json'), '--disable-hot-restart', '--log-level', 'warning'];
    return await runInForeground(await envoyBinary(), args);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

async function main() {
  const { print, write: folder, ...node } = settingsOf(process.argv.slice(2));
  if (print) console.log(JSON.stringify(bootstrapOf(withTrust(node, inRoot('.cache'))), null, 2));
  else if (folder !== undefined) write(folder, node);
  else return run(node);
  return 0;
}

try {
  process.exitCode = await main();
} catch (error) {
  console.error(`gatewright: ${error.message}`);
  process.exitCode = 1;
}
