/**
 * Runs an Envoy that serves an environment of a Gatewright on this machine, or prints the bootstrap for one.
 *
 * Usage: npm run envoy -- --environment production --id edge-1 --address 127.0.0.2
 *          [--xds HOST:PORT] [--admin PORT] [--print]
 *
 * `--address`: that its listeners bind to; the ports are the environments'. `--xds`: of the control plane.
 */
import { isIP } from 'node:net';
import { parseArgs } from 'node:util';
import { envoyBinary } from './lib/envoy-binary.mjs';
import { bootstrapOf } from './lib/envoy-bootstrap.mjs';
import { runInForeground } from './lib/processes.mjs';

const OPTIONS = {
  environment: { type: 'string' },
  id: { type: 'string' },
  address: { type: 'string' },
  xds: { type: 'string', default: '127.0.0.1:18000' },
  admin: { type: 'string' },
  print: { type: 'boolean', default: false },
};

function settings(args) {
  const { values } = parseArgs({ args, options: OPTIONS });
  for (const name of ['environment', 'id', 'address']) if (!values[name]) throw new Error(`--${name} is missing`);
  if (isIP(values.address) === 0) throw new Error(`--address must be an IP address, got '${values.address}'`);
  const [, host, port] = /^(.+):(\d+)$/.exec(values.xds) ?? [];
  if (host === undefined) throw new Error(`--xds must be HOST:PORT, got '${values.xds}'`);
  const xds = { host: host.replace(/^\[|\]$/g, ''), port: portOf('xds', port) };
  return { ...values, xds, admin: values.admin === undefined ? null : portOf('admin', values.admin) };
}

function portOf(name, text) {
  const port = Number(text);
  if (Number.isInteger(port) && port >= 1 && port <= 65535) return port;
  throw new Error(`--${name} must have a port from 1 to 65535, got '${text}'`);
}

async function main() {
  const { print, ...node } = settings(process.argv.slice(2));
  const bootstrap = bootstrapOf(node);
  if (print) {
    console.log(JSON.stringify(bootstrap, null, 2));
    return 0;
  }
  // Hot restart shares memory by number: several Envoys on one machine would take each other for a successor.
  const args = ['--config-yaml', JSON.stringify(bootstrap), '--disable-hot-restart', '--log-level', 'warning'];
  return runInForeground(await envoyBinary(), args);
}

try {
  process.exitCode = await main();
} catch (error) {
  console.error(`gatewright: ${error.message}`);
  process.exitCode = 1;
}
