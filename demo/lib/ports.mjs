import { once } from 'node:events';
import { createServer } from 'node:net';

export const HOST = '127.0.0.1';
/** production, staging, test: one listener each, on neighbouring ports. */
const GATEWAYS = 3;

const WANTED = [
  { key: 'port', variable: 'GATEWRIGHT_PORT', fallback: 8080, count: 1 },
  { key: 'gatewayPort', variable: 'GATEWRIGHT_GATEWAY_PORT', fallback: 9080, count: GATEWAYS },
  { key: 'xdsPort', variable: 'GATEWRIGHT_XDS_PORT', fallback: 18000, count: 1 },
];

/** A port that the user asked for cannot be had. */
export class PortTaken extends Error {
  name = 'PortTaken';
}

/**
 * The ports to use: the user's, which must be free; else the defaults, or any free ones where a default is taken.
 * @returns {Promise<{ports: {port: number, gatewayPort: number, xdsPort: number}, moved: string[], isFixed: boolean}>} `moved`: what to
 *   tell the reader about ports other than the defaults; `isFixed`: the user named them all.
 */
export async function choosePorts(env, { avoidDefaults = false } = {}) {
  const ports = {};
  const moved = [];
  for (const { key, variable, fallback, count } of WANTED) {
    const asked = portIn(env, variable);
    const first = asked ?? fallback;
    const taken = asked === null && avoidDefaults ? fallback : await firstTaken(first, count);
    if (taken !== null && asked !== null) throw new PortTaken(refusal(variable, first, taken, count));
    ports[key] = taken === null ? first : await freePorts(count);
    if (taken !== null) {
      const reason = avoidDefaults ? 'another program took a port' : `port ${taken} is in use`;
      moved.push(`${reason}: this demo uses ${range(ports[key], count)} (${variable} chooses another)`);
    }
  }
  return { ports, moved, isFixed: WANTED.every(({ variable }) => portIn(env, variable) !== null) };
}

/** null = not set. */
function portIn(env, variable) {
  const text = (env[variable] ?? '').trim();
  if (text === '') return null;
  const port = Number(text);
  if (Number.isInteger(port) && port >= 1 && port <= 65535) return port;
  throw new PortTaken(`${variable} must be a port from 1 to 65535, got '${text}'`);
}

function refusal(variable, first, taken, count) {
  const need = count === 1 ? 'a free port' : `the first of ${count} free neighbouring ports`;
  return `port ${taken} is in use, and ${variable} is ${first}: set ${variable} to ${need}, or unset it to let the demo choose`;
}

const range = (first, count) => (count === 1 ? `${first}` : `${first}-${first + count - 1}`);

/** The first of `count` neighbouring ports that somebody listens on; null when all are free. */
async function firstTaken(first, count) {
  for (let port = first; port < first + count; port++) if ((await listened(port)) === null) return port;
  return null;
}

/** The first of `count` neighbouring ports that nobody listens on. */
async function freePorts(count) {
  for (;;) {
    const first = await listened(0);
    if (first !== null && (await firstTaken(first, count)) === null) return first;
  }
}

/** Listens for a moment. null = the port cannot be had. */
async function listened(port) {
  if (port > 65535) return null;
  const server = createServer().listen(port, HOST);
  try {
    await once(server, 'listening');
  } catch (error) {
    if (error.code === 'EADDRINUSE' || error.code === 'EACCES') return null;
    throw error;
  }
  const { port: got } = server.address();
  server.close();
  await once(server, 'close');
  return got;
}
