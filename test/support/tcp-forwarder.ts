import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

export interface TcpForwarder {
  readonly port: number;
  close(): Promise<void>;
}

/** Passes connections to `address` on to a port of 127.0.0.1: what listens on loopback only is then reached from elsewhere. */
export async function forwardTcp(address: string, target: number): Promise<TcpForwarder> {
  const sockets = new Set<Socket>();
  const server = createServer((client) => {
    const inner = connect(target, '127.0.0.1');
    const end = (): void => {
      client.destroy();
      inner.destroy();
    };
    for (const socket of [client, inner]) {
      sockets.add(socket);
      socket.setNoDelay(true);
      socket.on('error', end);
      socket.on('close', () => {
        sockets.delete(socket);
        end();
      });
    }
    client.pipe(inner).pipe(client);
  });
  server.listen(0, address);
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    close: async () => {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
