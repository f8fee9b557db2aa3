import type { IncomingHttpHeaders } from 'node:http';
import { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import type { Exchange } from './exchange.js';
import { responseHeaders } from './response-headers.js';

/** Joins client and backend after the backend agreed to leave HTTP: bytes flow both ways until one side ends. */
export function openTunnel(exchange: Exchange, status: number, received: IncomingHttpHeaders, backend: Duplex): void {
  const { upgrade, res } = exchange;
  if (upgrade === null) {
    backend.destroy();
    return;
  }
  const client = upgrade.socket;
  if (client.destroyed) {
    backend.destroy();
    return;
  }
  exchange.counts.count(status);
  if (res.socket !== null) res.detachSocket(res.socket);
  client.write(switchingHead(exchange, received, upgrade.protocol), 'latin1');
  if (upgrade.head.length > 0) backend.write(upgrade.head);
  for (const socket of [client, backend]) {
    if (socket instanceof Socket) socket.setTimeout(0).setNoDelay(true).setKeepAlive(true, 30_000);
    upgrade.track(socket);
  }
  // Either side's failure shows as `close`, which ends the other.
  client.on('error', ignore).on('close', () => backend.destroy());
  backend.on('error', ignore).on('close', () => client.destroy());
  client.pipe(backend);
  backend.pipe(client);
}

function switchingHead(exchange: Exchange, received: IncomingHttpHeaders, protocol: string): string {
  const headers = responseHeaders(101, received, exchange.caRequestId);
  const agreed = typeof received.upgrade === 'string' ? received.upgrade : protocol;
  let head = `HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: ${agreed}\r\n`;
  for (let index = 0; index < headers.length; index += 2) {
    const value = headers[index + 1] ?? '';
    for (const line of typeof value === 'string' ? [value] : value) head += `${String(headers[index])}: ${line}\r\n`;
  }
  return `${head}\r\n`;
}

const ignore = (): void => undefined;
