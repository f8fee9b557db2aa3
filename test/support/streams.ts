import { once } from 'node:events';
import { createServer, get, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { WebSocket, WebSocketServer } from 'ws';

/** The three kinds of answers that stay open. */
export const STREAM_PATHS = ['/events', '/socket', '/download'] as const;

export interface StreamBackend {
  readonly url: string;
  /** Sends `text` down every stream that is open. */
  tick(text: string): void;
  /** Ends all of them, as a backend does when it is done. */
  finish(): void;
  close(): Promise<void>;
}

/** Answers that go on for as long as the test wants: server-sent events, a WebSocket, a slow download. */
export async function startStreamBackend(): Promise<StreamBackend> {
  const open = new Set<ServerResponse>();
  const sockets = new WebSocketServer({ noServer: true });
  const server = createServer((request, response) => {
    response.writeHead(200, { 'content-type': request.url === '/events' ? 'text/event-stream' : 'text/plain' });
    response.flushHeaders();
    open.add(response);
    response.on('close', () => open.delete(response));
  });
  server.on('upgrade', (request, socket, head) => {
    sockets.handleUpgrade(request, socket, head, (client) => sockets.emit('connection', client));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    tick: (text) => {
      for (const response of open) response.write(`${text}\n`);
      for (const client of sockets.clients) client.send(text);
    },
    finish: () => {
      for (const response of open) response.end();
      for (const client of sockets.clients) client.close(1000);
    },
    close: async () => {
      server.closeAllConnections();
      for (const client of sockets.clients) client.terminate();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

export interface OpenStream {
  readonly path: string;
  /** Everything it brought, one entry a tick, once it has ended well; rejects when it is cut. */
  readonly whole: Promise<string[]>;
}

/** Opens all three through the gateway; resolves once each is established. */
export async function openStreams(gatewayUrl: string, prefix: string): Promise<OpenStream[]> {
  return Promise.all(
    STREAM_PATHS.map(async (path) => {
      const url = `${gatewayUrl}${prefix}${path}`;
      const whole = path === '/socket' ? await openSocket(url) : await openResponse(url);
      // Looked at in the end; a cut before that must not end the test run.
      whole.promise.catch(() => undefined);
      return { path, whole: whole.promise };
    }),
  );
}

/** In an object, since a promise of a promise would wait for both. */
interface Established {
  readonly promise: Promise<string[]>;
}

async function openResponse(url: string): Promise<Established> {
  const request = get(url, { agent: false });
  const [response] = (await once(request, 'response')) as [IncomingMessage];
  if (response.statusCode !== 200) throw new Error(`${url} answered ${response.statusCode}`);
  return { promise: textOf(response).then((text) => text.split('\n').slice(0, -1)) };
}

async function textOf(response: IncomingMessage): Promise<string> {
  let text = '';
  for await (const chunk of response.setEncoding('utf8')) text += chunk;
  return text;
}

async function openSocket(url: string): Promise<Established> {
  const socket = new WebSocket(url.replace('http:', 'ws:'));
  const messages: string[] = [];
  socket.on('message', (data) => messages.push(String(data)));
  await once(socket, 'open');
  const promise = once(socket, 'close').then(([code]) => {
    if (code !== 1000) throw new Error(`the socket was closed with ${code}`);
    return messages;
  });
  return { promise };
}
