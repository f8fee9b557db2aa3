import { once } from 'node:events';
import { connect } from 'node:net';

export interface LoadOrder {
  readonly address: string;
  readonly port: number;
  /** Called one after another, from the first again after the last; each connection begins somewhere else. */
  readonly paths: readonly string[];
  /** Every answer must be 200 with it. */
  readonly body: string;
  readonly seconds: number;
  readonly connections: number;
  /** Beside those that every request has. */
  readonly headers?: Readonly<Record<string, string>>;
}

export interface LoadResult {
  readonly requests: number;
  readonly failures: number;
  readonly seconds: number;
  /** Of requests that were answered right; empty unless there was one connection. */
  readonly latenciesUs: readonly number[];
}

const HEAD_END = '\r\n\r\n';

/** One request at a time on each connection, as fast as the answers come. */
export async function load(order: LoadOrder): Promise<LoadResult> {
  const begun = performance.now();
  const end = begun + order.seconds * 1_000;
  const each = Math.max(1, Math.floor(order.paths.length / order.connections));
  const results = await Promise.all(
    Array.from({ length: order.connections }, (_, index) => runConnection(order, index * each, end)),
  );
  return {
    requests: results.reduce((sum, { requests }) => sum + requests, 0),
    failures: results.reduce((sum, { failures }) => sum + failures, 0),
    seconds: (performance.now() - begun) / 1_000,
    latenciesUs: order.connections === 1 ? results.flatMap(({ latenciesUs }) => latenciesUs) : [],
  };
}

async function runConnection(order: LoadOrder, offset: number, end: number): Promise<Omit<LoadResult, 'seconds'>> {
  const { address, port, paths, body, headers = {} } = order;
  const others = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
  const texts = paths.map((path) => requestOf(path, address, port, others.join('')));
  const latenciesUs: number[] = [];
  let requests = 0;
  let failures = 0;
  let answer = '';
  let sentAt = 0;
  const socket = connect(port, address).setNoDelay(true);
  const send = (): void => {
    sentAt = performance.now();
    socket.write(texts[(offset + requests) % texts.length] ?? '', 'latin1');
  };
  socket.on('error', () => {
    failures += 1;
  });
  socket.on('connect', send);
  socket.on('data', (chunk) => {
    answer += chunk.toString('latin1');
    const head = answer.indexOf(HEAD_END);
    if (head < 0 || answer.length < head + HEAD_END.length + body.length) return;
    const now = performance.now();
    if (!answer.startsWith('HTTP/1.1 200') || !answer.endsWith(body)) failures += 1;
    if (order.connections === 1) latenciesUs.push((now - sentAt) * 1_000);
    requests += 1;
    answer = '';
    if (now < end) send();
    else socket.end();
  });
  await once(socket, 'close');
  return { requests, failures, latenciesUs };
}

const requestOf = (path: string, address: string, port: number, others: string): string =>
  `GET ${path} HTTP/1.1\r\nHost: ${address}:${port}\r\nUser-Agent: bench\r\nAccept: */*\r\nAccept-Encoding: gzip\r\n${others}\r\n`;
