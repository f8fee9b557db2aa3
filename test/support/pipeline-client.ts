import { once } from 'node:events';
import { connect, type Socket } from 'node:net';

export interface Reply {
  readonly status: number;
  readonly body: string;
}

interface Waiting {
  readonly resolve: (reply: Reply) => void;
  readonly reject: (error: Error) => void;
}

/** One keep-alive connection that can write several requests in one segment, which no ordinary client does. */
export class PipelineClient {
  #received: Buffer = Buffer.alloc(0);
  readonly #waiting: Waiting[] = [];
  #failure: Error | undefined;

  private constructor(private readonly socket: Socket) {
    socket.setNoDelay(true);
    socket.on('data', (chunk: Buffer) => this.#take(chunk));
    socket.on('error', (error) => this.#fail(error));
    socket.on('close', () => this.#fail(new Error('the connection was cut')));
  }

  static async open(port: number, address = '127.0.0.1'): Promise<PipelineClient> {
    const socket = connect(port, address);
    await once(socket, 'connect');
    return new PipelineClient(socket);
  }

  /** GETs written at once; each reply when it has come. */
  send(paths: readonly string[]): Promise<Reply>[] {
    const failure = this.#failure;
    if (failure !== undefined) return paths.map(() => Promise.reject(failure));
    const replies = paths.map(() => new Promise<Reply>((resolve, reject) => this.#waiting.push({ resolve, reject })));
    this.socket.write(paths.map((path) => `GET ${path} HTTP/1.1\r\nHost: gateway\r\n\r\n`).join(''));
    return replies;
  }

  /** The same, all replies together in order. */
  burst(paths: readonly string[]): Promise<Reply[]> {
    return Promise.all(this.send(paths));
  }

  async get(path: string): Promise<Reply> {
    const [reply] = await this.burst([path]);
    if (reply === undefined) throw new Error('one request has one reply');
    return reply;
  }

  close(): void {
    this.socket.destroy();
  }

  #take(chunk: Buffer): void {
    this.#received = this.#received.length === 0 ? chunk : Buffer.concat([this.#received, chunk]);
    for (;;) {
      const headEnd = this.#received.indexOf('\r\n\r\n');
      if (headEnd < 0) return;
      const head = this.#received.toString('latin1', 0, headEnd);
      const length = /\r\ncontent-length: *(\d+)/i.exec(head)?.[1];
      if (length === undefined) {
        this.#fail(new Error(`a reply without a length: ${head}`));
        return;
      }
      const end = headEnd + 4 + Number(length);
      if (this.#received.length < end) return;
      const body = this.#received.toString('utf8', headEnd + 4, end);
      this.#received = this.#received.subarray(end);
      this.#waiting.shift()?.resolve({ status: Number(head.slice(9, 12)), body });
    }
  }

  #fail(error: Error): void {
    this.#failure ??= error;
    for (const { reject } of this.#waiting.splice(0)) reject(this.#failure);
  }
}

/** The revision that a fleet's member answered with; throws for anything else than a member's answer. */
export function revisionOf({ status, body }: Reply): number {
  const revision = /^\/r(\d+)\//.exec(body)?.[1];
  if (status !== 200 || revision === undefined) throw new Error(`not a member's answer: ${status} ${body}`);
  return Number(revision);
}

/** The one revision that all members answer in one pipelined burst; throws on a mix. */
export async function revisionServed(client: PipelineClient, paths: readonly string[]): Promise<number> {
  const revisions = (await client.burst(paths)).map(revisionOf);
  const [first = 0] = revisions;
  if (revisions.some((revision) => revision !== first)) throw new Error(`half a group: ${revisions.join(', ')}`);
  return first;
}
