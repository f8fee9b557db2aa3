import { once } from 'node:events';
import { createServer } from 'node:http';
import { type AddressInfo, createServer as createTcpServer, type Socket } from 'node:net';
import type { Defer } from './run.js';

/** Answers with the path that it was asked for. Its URL. */
export async function startEcho(defer: Defer): Promise<string> {
  const server = createServer((incoming, response) => response.end(incoming.url));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  defer(() => {
    server.close();
    server.closeAllConnections();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

export interface ConstantBackend {
  readonly port: number;
  readonly stop: () => void;
}

/** Answers every request on a connection with the same bytes; does not look at them otherwise. */
export async function startConstantBackend(body: string, port = 0): Promise<ConstantBackend> {
  const date = new Date().toUTCString();
  const head = `Content-Type: text/plain\r\nContent-Length: ${body.length}\r\nDate: ${date}`;
  const answer = Buffer.from(
    `HTTP/1.1 200 OK\r\n${head}\r\nConnection: keep-alive\r\nKeep-Alive: timeout=60\r\n\r\n${body}`,
  );
  const sockets = new Set<Socket>();
  const server = createTcpServer({ noDelay: true }, (socket) => {
    sockets.add(socket);
    let tail = '';
    socket.on('close', () => sockets.delete(socket));
    socket.on('error', () => socket.destroy());
    socket.on('data', (chunk) => {
      const heads = (tail + chunk.toString('latin1')).split('\r\n\r\n');
      tail = heads.pop() ?? '';
      for (let index = 0; index < heads.length; index += 1) socket.write(answer);
    });
  });
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  const stop = (): void => {
    server.close();
    for (const socket of sockets) socket.destroy();
  };
  return { port: (server.address() as AddressInfo).port, stop };
}
