import { once } from 'node:events';
import { type IncomingHttpHeaders, type IncomingMessage, request } from 'node:http';
import { connect } from 'node:net';
import { WebSocket } from 'ws';
import type { TestRequest } from '../conformance-case.js';
import { textOf } from './backends.js';

export interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly trailers: IncomingMessage['trailers'];
  readonly body: string;
}

/** On a connection of its own. */
export async function send(
  port: number,
  { target, method = 'GET', headers = {}, body, chunked }: TestRequest,
): Promise<Answer> {
  const framing = body === undefined || chunked ? {} : { 'content-length': String(Buffer.byteLength(body)) };
  const all = { ...framing, ...(chunked ? { 'transfer-encoding': 'chunked' } : {}), ...headers };
  const outgoing = request({ host: '127.0.0.1', port, path: target, method, headers: all, agent: false });
  const answered = once(outgoing, 'response');
  outgoing.end(body);
  const [response] = (await answered) as [IncomingMessage];
  const text = await textOf(response);
  return { status: response.statusCode ?? 0, headers: response.headers, trailers: response.trailers, body: text };
}

/** Speaks bytes; the text of the answer's head and body, up to the end of the connection. */
export async function sendRaw(
  port: number,
  bytes: string,
): Promise<{ readonly status: number; readonly body: string }> {
  const socket = connect(port, '127.0.0.1');
  socket.write(bytes, 'latin1');
  let text = '';
  for await (const chunk of socket.setEncoding('latin1')) text += String(chunk);
  const [head = '', ...rest] = text.split('\r\n\r\n');
  return { status: Number(/^HTTP\/1\.[01] (\d{3})/.exec(head)?.[1] ?? 0), body: rest.join('\r\n\r\n') };
}

/** What came back for `message`. */
export async function talk(port: number, target: string, message: string): Promise<string> {
  const socket = new WebSocket(`ws://127.0.0.1:${port}${target}`);
  try {
    await once(socket, 'open');
    const answered = once(socket, 'message');
    socket.send(message);
    const [data] = await answered;
    return String(data);
  } finally {
    socket.terminate();
  }
}

/** The parts of an answer; `release` is called once the first one is there. */
export async function stream(port: number, target: string, release: () => void): Promise<string[]> {
  const outgoing = request({ host: '127.0.0.1', port, path: target, agent: false });
  const answered = once(outgoing, 'response');
  outgoing.end();
  const [response] = (await answered) as [IncomingMessage];
  const parts: string[] = [];
  for await (const chunk of response.setEncoding('utf8')) {
    parts.push(String(chunk));
    if (parts.length === 1) release();
  }
  return parts;
}
