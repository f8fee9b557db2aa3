import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { cameBack, witness } from './apiops-witness.js';
import type { App } from './app.js';

/** In front of a program, for clients that are no tests: holds what they say and hear to the program's own document. */
export interface WitnessingRelay {
  readonly url: string;
  /** What was not as documented; empty when all was. */
  readonly faults: readonly unknown[];
  /** Of what came to apiops, `POST /apiops/...` each. */
  readonly calls: readonly string[];
  close(): void;
}

export async function startWitnessingRelay(app: App): Promise<WitnessingRelay> {
  const faults: unknown[] = [];
  const calls: string[] = [];
  const server = createServer((request, response) => {
    relay(app, request, response, calls).catch((fault: unknown) => {
      faults.push(fault);
      if (!response.writableEnded) response.destroy();
    });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    faults,
    calls,
    close: () => server.close(),
  };
}

/** Hop by hop, or made anew. */
const OWN = new Set(['host', 'connection', 'content-length', 'transfer-encoding', 'expect']);

async function relay(app: App, request: IncomingMessage, response: ServerResponse, calls: string[]): Promise<void> {
  const { method = '', url: path = '' } = request;
  const sent = Buffer.concat(await request.toArray());
  const headers = Object.fromEntries(
    Object.entries(request.headers).flatMap(([name, value]) => (OWN.has(name) ? [] : [[name, String(value)]])),
  );
  const answer = await fetch(`${app.url}${path}`, {
    method,
    headers,
    ...(sent.length === 0 ? {} : { body: Uint8Array.from(sent) }),
  });
  const bytes = Buffer.from(await answer.arrayBuffer());
  calls.push(`${method} ${path}`);
  const type = answer.headers.get('content-type');
  const body = await bodyOf(headers['content-type'] ?? '', sent);
  const text = type?.startsWith('application/octet-stream') === true ? '' : bytes.toString('utf8');
  try {
    await witness(app, { method, path, body, ...cameBack(answer, text) });
  } finally {
    response.writeHead(answer.status, type === null ? {} : { 'content-type': type }).end(bytes);
  }
}

async function bodyOf(type: string, sent: Buffer): Promise<unknown> {
  if (sent.length === 0) return undefined;
  if (type.startsWith('application/json')) return JSON.parse(sent.toString('utf8'));
  if (!type.startsWith('multipart/')) return sent.toString('utf8');
  return new Response(Uint8Array.from(sent), { headers: { 'content-type': type } }).formData();
}
