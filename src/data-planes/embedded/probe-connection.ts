import { connect } from 'node:net';
import type { Endpoint } from '../../ir/fragment.js';

/** Whether a connection can be made now. Never rejects; `signal` ends it early, with any answer. */
export type Probe = (endpoint: Endpoint, timeoutMs: number, signal: AbortSignal) => Promise<boolean>;

/** TCP only: it does not ask what the endpoint says. */
export const probeConnection: Probe = ({ host, port }, timeoutMs, signal) =>
  new Promise((resolve) => {
    const socket = connect({ host: host.replace(/^\[|\]$/g, ''), port });
    const settle = (isReached: boolean): void => {
      signal.removeEventListener('abort', giveUp);
      resolve(isReached);
      socket.destroy();
    };
    const giveUp = (): void => settle(false);
    signal.addEventListener('abort', giveUp);
    socket.on('connect', () => settle(true)).on('error', giveUp);
    // A probe must not keep the program alive.
    socket.setTimeout(timeoutMs, giveUp).unref();
  });
