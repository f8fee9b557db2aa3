import { isIPv6 } from 'node:net';
import {
  type handleBidiStreamingCall,
  Server,
  ServerCredentials,
  type ServerDuplexStream,
  type ServiceDefinition,
  status,
} from '@grpc/grpc-js';
import ipaddr from 'ipaddr.js';
import { AdsStream, type ResourceStream } from './ads-stream.js';
import { DELTA } from './delta.js';
import { type ClientIdentity, identityOf, type NodeIdentity } from './node-identity.js';
import { SOTW } from './sotw.js';
import type { Incoming, Variant } from './variant.js';

/** What a stream is to those who fill it. `end` tells the client why. */
export interface ConnectedClient<Identity extends ClientIdentity = NodeIdentity> {
  readonly identity: Identity;
  readonly stream: ResourceStream;
  end(reason: string): void;
}

/** Called once per stream, before anything is sent. Throws to turn the client away; returns what to call at its end. */
export type OnClient = (client: ConnectedClient<ClientIdentity>) => () => void;

type Call<Request> = ServerDuplexStream<Incoming<Request>, Buffer>;

const methodOf = <Request>(name: string, variant: Variant<Request>) =>
  ({
    path: `/envoy.service.discovery.v3.AggregatedDiscoveryService/${name}`,
    requestStream: true,
    responseStream: true,
    requestSerialize: (): Buffer => {
      throw new Error('a server sends no requests');
    },
    requestDeserialize: (bytes: Buffer) => variant.decode(bytes),
    responseSerialize: (bytes: Buffer): Buffer => bytes,
    responseDeserialize: (bytes: Buffer): Buffer => bytes,
  }) as const;

const SERVICE = {
  DeltaAggregatedResources: methodOf('DeltaAggregatedResources', DELTA),
  StreamAggregatedResources: methodOf('StreamAggregatedResources', SOTW),
} satisfies ServiceDefinition;

/** Without these a peer that vanished looks like one that is slow to answer. A reconnecting client sends all it holds. */
const OPTIONS = {
  'grpc.keepalive_time_ms': 10_000,
  'grpc.keepalive_timeout_ms': 5_000,
  'grpc.max_receive_message_length': 64 * 1024 * 1024,
};

/** ADS over gRPC in both variants, in plain text, and so on loopback only. */
export class AdsServer {
  readonly #server = new Server(OPTIONS);

  constructor(onClient: OnClient) {
    const serving =
      <Request>(variant: Variant<Request>): handleBidiStreamingCall<Incoming<Request>, Buffer> =>
      (call) =>
        serveCall(call, variant, onClient);
    this.#server.addService(SERVICE, {
      DeltaAggregatedResources: serving(DELTA),
      StreamAggregatedResources: serving(SOTW),
    });
  }

  /** Resolves with the port; 0 chooses one. */
  async listen(host: string, port: number): Promise<number> {
    if (!isLoopback(host)) throw new Error(`xDS without TLS listens on loopback only, not on ${host}`);
    const target = `${isIPv6(host) ? `[${host}]` : host}:${port}`;
    return new Promise((resolve, reject) => {
      this.#server.bindAsync(target, ServerCredentials.createInsecure(), (error, bound) =>
        error === null ? resolve(bound) : reject(error),
      );
    });
  }

  /** Cuts every stream; the clients serve on and come back to whoever listens next. */
  stop(): void {
    this.#server.forceShutdown();
  }
}

const isLoopback = (host: string): boolean => ipaddr.isValid(host) && ipaddr.parse(host).range() === 'loopback';

function serveCall<Request>(call: Call<Request>, variant: Variant<Request>, onClient: OnClient): void {
  const stream = new AdsStream(variant, (bytes) => call.write(bytes));
  const end = (code: status, details: string): void => {
    call.emit('error', { code, details });
  };
  let onEnd: (() => void) | undefined;
  call.on('data', ({ node, typeUrl, request }: Incoming<Request>) => {
    try {
      // Only the first request is sure to say who asks.
      onEnd ??= onClient({
        identity: identityOf(node),
        stream,
        end: (reason) => end(status.UNAVAILABLE, reason),
      });
      stream.receive(typeUrl, request);
    } catch (error) {
      end(status.FAILED_PRECONDITION, error instanceof Error ? error.message : String(error));
    }
  });
  call.on('drain', () => stream.resume());
  const close = (): void => {
    stream.close();
    onEnd?.();
    onEnd = undefined;
  };
  call.on('end', () => {
    close();
    call.end();
  });
  call.on('cancelled', close);
  call.on('error', close);
}
