/**
 * A backend to put behind a gateway: answers any request with what it received, as JSON, and `/sse` with five events, one
 * every 200 ms. Needs nothing but Node.
 *
 * Usage: node demo/backend.mjs [name] [port] [host]; or BACKEND_NAME, BACKEND_PORT, BACKEND_HOST. Port 0 picks a free
 * one; the line printed at the start names it.
 */
import { createServer } from 'node:http';
import { setInterval as ticks } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

const MAX_BODY_BYTES = 1024 * 1024;
const EVENTS = 5;
const EVENT_EVERY_MS = 200;

/** @returns the server, not yet listening; every answer carries `name`. */
export function createBackend(name) {
  return createServer((request, response) => {
    const { pathname, searchParams } = new URL(request.url ?? '/', 'http://backend');
    const answer = pathname.endsWith('/sse')
      ? stream(name, response)
      : echo(name, request, response, pathname, searchParams);
    answer.catch((error) => response.destroy(error));
  });
}

async function echo(name, request, response, path, query) {
  const body = await bodyOf(request);
  if (body === null) return send(response, 413, { backend: name, error: `body over ${MAX_BODY_BYTES} bytes` });
  const { method, headers } = request;
  send(response, 200, { backend: name, method, path, query: Object.fromEntries(query), headers, body });
}

/** null = too long. */
async function bodyOf(request) {
  const chunks = [];
  let size = 0;
  for await (const chunk of request) {
    size += chunk.length;
    if (size <= MAX_BODY_BYTES) chunks.push(chunk);
  }
  return size > MAX_BODY_BYTES ? null : Buffer.concat(chunks).toString('utf8');
}

function send(response, status, value) {
  response.writeHead(status, { 'content-type': 'application/json' });
  response.end(`${JSON.stringify(value)}\n`);
}

async function stream(name, response) {
  response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-cache' });
  let id = 0;
  for await (const _ of ticks(EVENT_EVERY_MS)) {
    if (response.destroyed) return;
    id += 1;
    response.write(`id: ${id}\ndata: ${JSON.stringify({ backend: name, event: id })}\n\n`);
    if (id === EVENTS) return response.end();
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { BACKEND_NAME = 'backend', BACKEND_PORT = '9000', BACKEND_HOST = '127.0.0.1' } = process.env;
  const [name = BACKEND_NAME, port = BACKEND_PORT, host = BACKEND_HOST] = process.argv.slice(2);
  const server = createBackend(name);
  server.on('error', (error) => {
    console.error(`${name}: ${error.message}`);
    process.exitCode = 1;
  });
  server.listen(Number(port), host, () => console.log(`${name} listens on http://${host}:${server.address().port}`));
  for (const signal of ['SIGINT', 'SIGTERM']) {
    process.once(signal, () => {
      server.close();
      server.closeAllConnections();
    });
  }
}
