import type { Exchange, SpreadExchange, TunnelExchange } from './conformance-case.js';
import type { Plane } from './plane.js';
import type { Backends } from './support/backends.js';
import { send, sendRaw, sendTwice, stream, Tunnel } from './support/exchange.js';
import { faultsOf, receivedFaults } from './support/expectations.js';
import { secureFaults } from './support/secure.js';
import { settle } from './support/settle.js';

type Ports = Pick<Plane, 'port' | 'httpsPort'>;

/** Every way in which the exchanges did not go as expected; a failure is one, too. */
export async function exchangeFaults(
  exchanges: readonly Exchange[],
  ports: Ports,
  backends: Backends,
): Promise<readonly string[]> {
  const faults: string[] = [];
  for (const [index, exchange] of exchanges.entries()) {
    const found = await faultsOfOne(exchange, ports, backends).catch((error: unknown) => [String(error)]);
    faults.push(...found.map((fault) => `exchange ${index + 1}: ${fault}`));
  }
  return faults;
}

async function faultsOfOne(exchange: Exchange, ports: Ports, backends: Backends): Promise<readonly string[]> {
  const { port, httpsPort } = ports;
  switch (exchange.kind) {
    case 'request':
      return faultsOf(await send(port, exchange.request), exchange.expect);
    case 'spread':
      return spreadFaults(exchange, port);
    case 'raw': {
      const { status, body } = await sendRaw(port, exchange.bytes);
      const isRightBody = exchange.expect.body?.test(body) ?? true;
      return [...differences(status, exchange.expect.status), ...(isRightBody ? [] : [`body is '${body}'`])];
    }
    case 'tunnel':
      return tunnelFaults(exchange, port);
    case 'stream':
      return differences(await stream(port, exchange.target, () => backends.release()), exchange.expect);
    case 'seen':
      return differences(backends.seen.get(exchange.count) ?? 0, exchange.expect);
    case 'turn':
      await backends.turn(exchange.backend, exchange.isOn);
      return [];
    case 'settle':
      return settle(exchange, port);
    case 'replay': {
      const [first, second] = await sendTwice(port, exchange.request);
      return [...faultsOf(first, exchange.expect), ...faultsOf(second, exchange.again)];
    }
    case 'secure':
      return secureFaults(exchange, httpsPort);
    case 'copy':
      return receivedFaults(await backends.received(exchange.at, exchange.count), exchange.expect);
  }
}

async function tunnelFaults({ target, message }: TunnelExchange, port: number): Promise<readonly string[]> {
  const tunnel = await Tunnel.open(port, target);
  try {
    return differences(await tunnel.ask(message), message);
  } finally {
    tunnel.close();
  }
}

async function spreadFaults(
  { request, count, within, expect: wanted }: SpreadExchange,
  port: number,
): Promise<string[]> {
  const counts = new Map<string, number>();
  for (let sent = 0; sent < count; sent += 1) {
    const { headers } = await send(port, request);
    const backend = String(headers['x-backend']);
    counts.set(backend, (counts.get(backend) ?? 0) + 1);
  }
  const names = new Set([...counts.keys(), ...Object.keys(wanted)]);
  return [...names]
    .filter((name) => Math.abs((counts.get(name) ?? 0) - (wanted[name] ?? 0)) > within)
    .map((name) => `backend ${name} got ${counts.get(name) ?? 0}, must get ${wanted[name] ?? 0}`);
}

function differences(got: unknown, wanted: unknown): string[] {
  const [a, b] = [canonical(got), canonical(wanted)];
  return a === b ? [] : [`is ${a}, must be ${b}`];
}

const canonical = (value: unknown): string =>
  JSON.stringify(value, (_key, part: unknown) =>
    typeof part === 'object' && part !== null && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1)))
      : part,
  );
