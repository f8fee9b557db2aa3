import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { Server, ServerCredentials, type ServiceDefinition } from '@grpc/grpc-js';
import type { Home } from './app.js';

const PROGRAM = join(dirname(fileURLToPath(import.meta.url)), 'grpc-xds-client.mjs');

/** What came of one call. */
export interface CallOutcome {
  readonly answer?: string;
  readonly code?: number;
  readonly details?: string;
}

/** A gRPC client of `xds:///{name}` in `production`, which has no gateway in between. */
export class GrpcXdsClient {
  readonly #lines: AsyncIterator<string>;

  private constructor(private readonly child: ChildProcessWithoutNullStreams) {
    this.#lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
    child.stderr.resume();
  }

  static start(home: Home, id: string, name: string, path: string): GrpcXdsClient {
    const child = spawn(process.execPath, [PROGRAM, name, path], {
      env: { PATH: process.env['PATH'], GRPC_XDS_BOOTSTRAP_CONFIG: JSON.stringify(bootstrapOf(home, id)) },
    });
    home.running.add(child);
    child.once('exit', () => home.running.delete(child));
    return new GrpcXdsClient(child);
  }

  async call(): Promise<CallOutcome> {
    this.child.stdin.write('\n');
    const { value, done } = await this.#lines.next();
    if (done) throw new Error('the gRPC client has ended');
    return JSON.parse(value);
  }

  /** Calls until it is answered so; resolves with all that came before. */
  async callUntil(isWanted: (outcome: CallOutcome) => boolean): Promise<CallOutcome[]> {
    const before: CallOutcome[] = [];
    for (;;) {
      const outcome = await this.call();
      if (isWanted(outcome)) return before;
      before.push(outcome);
    }
  }
}

/** As docs/envoy.md has it. */
const bootstrapOf = (home: Home, id: string) => ({
  xds_servers: [{ server_uri: `127.0.0.1:${home.gatewayPort + 3}`, channel_creds: [{ type: 'insecure' }] }],
  node: { id, locality: {}, metadata: { environment: 'production' } },
});

export interface GrpcBackend {
  readonly port: number;
  close(): void;
}

/** Answers each call of `path` with its name. */
export async function startGrpcBackend(path: string, name: string): Promise<GrpcBackend> {
  const raw = (bytes: Buffer): Buffer => bytes;
  const call = {
    path,
    requestStream: false,
    responseStream: false,
    requestSerialize: raw,
    requestDeserialize: raw,
    responseSerialize: raw,
    responseDeserialize: raw,
  } as const;
  const server = new Server();
  server.addService({ call } satisfies ServiceDefinition, {
    call: (_: unknown, done: (error: null, answer: Buffer) => void) => done(null, Buffer.from(name)),
  });
  const port = await new Promise<number>((resolve, reject) => {
    server.bindAsync('127.0.0.1:0', ServerCredentials.createInsecure(), (error, bound) =>
      error === null ? resolve(bound) : reject(error),
    );
  });
  return { port, close: () => server.forceShutdown() };
}
