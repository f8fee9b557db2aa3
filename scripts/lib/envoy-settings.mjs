import { isIP } from 'node:net';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';

const OPTIONS = {
  environment: { type: 'string' },
  id: { type: 'string' },
  address: { type: 'string' },
  xds: { type: 'string', multiple: true, default: ['127.0.0.1:18000'] },
  'xds-name': { type: 'string' },
  ca: { type: 'string' },
  cert: { type: 'string' },
  key: { type: 'string' },
  trust: { type: 'string' },
  admin: { type: 'string' },
  print: { type: 'boolean', default: false },
  write: { type: 'string' },
};

/** What scripts/envoy.mjs was asked for. Throws with the option that is missing or wrong. */
export function settingsOf(args) {
  const { values } = parseArgs({ args, options: OPTIONS });
  const { environment, id, address, trust, admin, print, write } = values;
  for (const name of ['environment', 'id', 'address']) if (!values[name]) throw new Error(`--${name} is missing`);
  if (isIP(address) === 0) throw new Error(`--address must be an IP address, got '${address}'`);
  if (print && write !== undefined) throw new Error('--print and --write exclude each other');
  const xds = values.xds.flatMap((hosts) => hosts.split(',')).map((host) => hostAndPort(host.trim()));
  const adminPort = admin === undefined ? null : portOf('admin', admin);
  const trustedBackends = trust === undefined ? null : resolve(trust);
  return { environment, id, address, xds, admin: adminPort, tls: tlsOf(values), trustedBackends, print, write };
}

function tlsOf({ ca, cert, key, 'xds-name': name = null }) {
  const given = Object.entries({ ca, cert, key });
  const missing = given.filter(([, file]) => !file).map(([option]) => `--${option}`);
  if (missing.length === given.length && name === null) return null;
  if (missing.length > 0) throw new Error(`${missing.join(' and ')} missing: TLS takes --ca, --cert and --key`);
  return { ca: resolve(ca), cert: resolve(cert), key: resolve(key), name, secrets: null };
}

function hostAndPort(text) {
  const [, host, port] = /^(.+):(\d+)$/.exec(text) ?? [];
  if (host === undefined) throw new Error(`--xds must be HOST:PORT, got '${text}'`);
  return { host: host.replace(/^\[|\]$/g, ''), port: portOf('xds', port) };
}

function portOf(name, text) {
  const port = Number(text);
  if (Number.isInteger(port) && port >= 1 && port <= 65535) return port;
  throw new Error(`--${name} must have a port from 1 to 65535, got '${text}'`);
}
