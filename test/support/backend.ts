import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface Backend {
  readonly url: string;
  readonly server: Server;
  /** What it was asked, oldest first. */
  readonly requests: readonly string[];
  close(): Promise<void>;
}

/** A backend that answers with its name and what it was asked. */
export async function startBackend(name: string): Promise<Backend> {
  const requests: string[] = [];
  const server = createServer((request, response) => {
    requests.push(`${request.method} ${request.url}`);
    void answer(name, request).then((body) => {
      response.setHeader('content-type', 'application/json');
      response.end(body);
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    server,
    requests,
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

async function answer(name: string, request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return JSON.stringify({
    backend: name,
    method: request.method,
    path: request.url,
    headers: request.headers,
    body: Buffer.concat(chunks).toString('utf8'),
  });
}
