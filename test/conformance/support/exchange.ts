import { once } from 'node:events';
import { type Agent, type ClientRequest, type IncomingHttpHeaders, type IncomingMessage, request } from 'node:http';
import { connect } from 'node:net';
import { WebSocket } from 'ws';
import { signCall } from '../../support/call-time-client.js';
import type { TestRequest } from '../conformance-case.js';
import { textOf } from './backends.js';

export interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly trailers: IncomingMessage['trailers'];
  readonly body: string;
}

/** On a connection of its own, unless an agent has some. */
export async function send(port: number, request: TestRequest, agent: Agent | false = false): Promise<Answer> {
  return sendAsIs(port, readyToSend(request), agent);
}

/** Twice the same bytes. */
export async function sendTwice(port: number, request: TestRequest): Promise<readonly [Answer, Answer]> {
  const ready = readyToSend(request);
  return [await sendAsIs(port, ready, false), await sendAsIs(port, ready, false)];
}

/** Signed and tampered with. Ready once more, it stays as it is. */
export function readyToSend({ signed, tampered = {}, ...plain }: TestRequest): TestRequest {
  const { target, method = 'GET', headers = {}, body } = plain;
  const texts = Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, String(value)]));
  const call = { target, method, headers: texts, ...(body === undefined ? {} : { body }) };
  const { headers: changes = {}, ...rest } = tampered;
  const sent: Record<string, string | string[] | null> = {
    ...(signed === undefined ? headers : signCall(call, signed)),
    ...changes,
  };
  const kept = Object.entries(sent).flatMap(([name, value]) => (value === null ? [] : [[name, value] as const]));
  return { ...plain, ...rest, headers: Object.fromEntries(kept) };
}

async function sendAsIs(
  port: number,
  { target, method = 'GET', headers = {}, body, chunked }: TestRequest,
  agent: Agent | false,
): Promise<Answer> {
  const framing = body === undefined || chunked ? {} : { 'content-length': String(Buffer.byteLength(body)) };
  const all = { ...framing, ...(chunked ? { 'transfer-encoding': 'chunked' } : {}), ...headers };
  const outgoing = request({ host: '127.0.0.1', port, path: target, method, headers: all, agent });
  outgoing.end(body);
  // What comes behind the answer is an error, too.
  const [answer] = await Promise.all([answerTo(outgoing), once(outgoing, 'close')]);
  return answer;
}

async function answerTo(outgoing: ClientRequest): Promise<Answer> {
  const [response] = (await once(outgoing, 'response')) as [IncomingMessage];
  const body = await textOf(response);
  return { status: response.statusCode ?? 0, headers: response.headers, trailers: response.trailers, body };
}

/** Speaks bytes; the text of the answer's head and body: a server may keep the connection open for a while. */
export async function sendRaw(
  port: number,
  bytes: string,
): Promise<{ readonly status: number; readonly body: string }> {
  const socket = connect(port, '127.0.0.1');
  socket.write(bytes, 'latin1');
  let text = '';
  for await (const chunk of socket.setEncoding('latin1')) {
    text += String(chunk);
    if (isWhole(text)) break;
  }
  const [head = '', ...rest] = text.split('\r\n\r\n');
  return { status: Number(/^HTTP\/1\.[01] (\d{3})/.exec(head)?.[1] ?? 0), body: rest.join('\r\n\r\n') };
}

/** Of an answer without a length only the end of the connection tells. */
function isWhole(text: string): boolean {
  const [head = '', ...rest] = text.split('\r\n\r\n');
  const length = /^content-length: *(\d+)/im.exec(head)?.[1];
  return length !== undefined && rest.join('\r\n\r\n').length >= Number(length);
}

/** A WebSocket. */
export class Tunnel {
  private constructor(private readonly socket: WebSocket) {}

  static async open(port: number, target: string): Promise<Tunnel> {
    const socket = new WebSocket(`ws://127.0.0.1:${port}${target}`);
    await once(socket, 'open');
    return new Tunnel(socket);
  }

  /** What comes back for `message`; rejects when the tunnel ends before. */
  async ask(message: string): Promise<string> {
    const ended = once(this.socket, 'close').then(() => {
      throw new Error('the tunnel ended');
    });
    const answered = once(this.socket, 'message');
    this.socket.send(message);
    const [data] = await Promise.race([answered, ended]);
    return String(data);
  }

  close(): void {
    this.socket.terminate();
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
