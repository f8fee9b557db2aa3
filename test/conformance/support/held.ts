import type { Exchange } from '../conformance-case.js';
import type { Backends } from './backends.js';
import { stream, Tunnel } from './exchange.js';

/** Goes on with what is held, to its end; what came. */
type Finish = () => Promise<readonly string[]>;

/** A stream or a tunnel of the case, open and in use; null when it has none. */
export async function hold(exchanges: readonly Exchange[], port: number, backends: Backends): Promise<Finish | null> {
  for (const exchange of exchanges) {
    if (exchange.kind === 'stream') return holdStream(exchange.target, exchange.expect, port, backends);
    if (exchange.kind === 'tunnel') return holdTunnel(exchange.target, exchange.message, port);
  }
  return null;
}

async function holdStream(target: string, expect: readonly string[], port: number, backends: Backends) {
  const hasBegun = Promise.withResolvers<void>();
  const parts = stream(port, target, hasBegun.resolve);
  await Promise.race([hasBegun.promise, parts]);
  return async () => {
    backends.release();
    const got = await parts;
    return got.join() === expect.join() ? [] : [`a stream brought ${got.join()}`];
  };
}

async function holdTunnel(target: string, message: string, port: number) {
  const tunnel = await Tunnel.open(port, target);
  await tunnel.ask(message);
  return async () => {
    try {
      const got = await tunnel.ask(message);
      return got === message ? [] : [`a tunnel brought ${got}`];
    } finally {
      tunnel.close();
    }
  };
}
