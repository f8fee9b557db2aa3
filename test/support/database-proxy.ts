import { once } from 'node:events';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { freePorts } from './free-ports.js';

/** Where a connection is cut. */
export interface Cut {
  /** A part of one statement's text, e.g. `INSERT INTO deployments`. */
  readonly statement: string;
  /** At that statement, or at the COMMIT of its transaction. */
  readonly at: 'statement' | 'commit';
  /** `before`: the server never sees what it is cut at. `after`: it has done it, and its answer is lost. */
  readonly side: 'before' | 'after';
}

/** A way to PostgreSQL that a test can close, open and cut. Closed at first: connections are refused. */
export class DatabaseProxy {
  readonly #sockets = new Set<Socket>();
  #server: Server | undefined;
  #cut: Cut | undefined;
  #onCut: () => void = () => undefined;

  private constructor(
    private readonly target: URL,
    private readonly port: number,
  ) {}

  static async to(url: string): Promise<DatabaseProxy> {
    return new DatabaseProxy(new URL(url), await freePorts(1));
  }

  get url(): string {
    const url = new URL(this.target);
    url.host = `127.0.0.1:${this.port}`;
    return url.toString();
  }

  async open(): Promise<void> {
    this.#server = createServer((client) => this.#relay(client));
    this.#server.listen(this.port, '127.0.0.1');
    await once(this.#server, 'listening');
  }

  /** Cuts every connection and refuses new ones. */
  async close(): Promise<void> {
    const server = this.#server;
    this.#server = undefined;
    const closed = new Promise<void>((resolve) => (server === undefined ? resolve() : server.close(() => resolve())));
    for (const socket of this.#sockets) socket.destroy();
    await closed;
  }

  /** Cuts one connection, once; resolves when that has happened. */
  cutNext(cut: Cut): Promise<void> {
    this.#cut = cut;
    return new Promise((resolve) => {
      this.#onCut = resolve;
    });
  }

  #relay(client: Socket): void {
    const server = connect(Number(this.target.port), this.target.hostname);
    let isMarked = false;
    const prepared = new Map<string, string>();
    const end = () => {
      client.destroy();
      server.destroy();
    };
    for (const socket of [client, server]) {
      this.#sockets.add(socket);
      socket.setNoDelay(true);
      socket.on('error', end);
      socket.on('close', () => {
        this.#sockets.delete(socket);
        end();
      });
    }
    const passOn = (chunk: Buffer) => client.write(chunk);
    server.on('data', passOn);
    client.on('data', (chunk: Buffer) => {
      const cut = this.#cut;
      const statements = statementsIn(chunk, prepared);
      isMarked ||= cut !== undefined && statements.some((statement) => statement.includes(cut.statement));
      if (cut === undefined || !isMarked || (cut.at === 'commit' && !isCommit(chunk))) {
        server.write(chunk);
        return;
      }
      this.#cut = undefined;
      server.off('data', passOn);
      server.once('close', this.#onCut);
      if (cut.side === 'before') end();
      else server.once('data', end).write(chunk);
    });
  }
}

/**
 * Texts of the statements that a chunk runs, by Query or Bind messages; remembers what Parse messages name. A chunk that
 * does not begin with a message (the start-up, a long value's rest) has none.
 */
function statementsIn(chunk: Buffer, prepared: Map<string, string>): string[] {
  const texts: string[] = [];
  for (let at = 0; at + 5 <= chunk.length; at += 1 + chunk.readInt32BE(at + 1)) {
    const length = chunk.readInt32BE(at + 1);
    if (length < 4) break;
    const fields = chunk.toString('utf8', at + 5, at + 1 + length).split('\0');
    const [first = '', second = ''] = fields;
    const type = chunk.toString('latin1', at, at + 1);
    if (type === 'Q') texts.push(first);
    if (type === 'P') prepared.set(first, second);
    if (type === 'B') texts.push(prepared.get(second) ?? '');
  }
  return texts;
}

/** A simple query message: type, length, text, zero. */
const isCommit = (chunk: Buffer): boolean => chunk.toString('latin1', 5, chunk.length - 1).toUpperCase() === 'COMMIT';
