import { isIPv6 } from 'node:net';
import {
  type handleBidiStreamingCall,
  Server,
  ServerCredentials,
  type ServerDuplexStream,
  type ServiceDefinition,
  status,
} from '@grpc/grpc-js';
import { isLoopback } from '../../../shared/loopback.js';
import { AdsStream, type ResourceStream } from './ads-stream.js';
import { refusalOf } from './certificate-identity.js';
import { DELTA } from './delta.js';
import { type ClientIdentity, identityOf, type NodeIdentity } from './node-identity.js';
import { SOTW } from './sotw.js';
import type { Incoming, Variant } from './variant.js';
import type { XdsCredentials } from './xds-credentials.js';

/** What a stream is to those who fill it. `end` tells the client why. */
export interface ConnectedClient<Identity extends ClientIdentity = NodeIdentity> {
  readonly identity: Identity;
  readonly stream: ResourceStream;
  /** IP address that it comes from. */
  readonly peer: string;
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
  // Whoever was turned away comes back on a new connection, and so with the certificate that it has then.
  'grpc.max_connection_idle_ms': 200,
  'grpc.max_receive_message_length': 64 * 1024 * 1024,
};

export interface AdsServerOptions {
  /** Without, xDS is spoken in plain text, and so on loopback only. */
  readonly credentials?: XdsCredentials | undefined;
  /** Hears why a client was turned away. */
  readonly onRefused?: (peer: string, reason: string) => void;
}

/** ADS over gRPC in both variants. */
export class AdsServer {
  readonly #server = new Server(OPTIONS);
  readonly #credentials: XdsCredentials | undefined;

  constructor(onClient: OnClient, { credentials, onRefused = () => undefined }: AdsServerOptions = {}) {
    this.#credentials = credentials;
    const serving =
      <Request>(variant: Variant<Request>): handleBidiStreamingCall<Incoming<Request>, Buffer> =>
      (call) =>
        serveCall(call, variant, {
          onClient: credentials === undefined ? onClient : whoeverProves(call, onClient),
          onRefused: (reason) => onRefused(call.getPeer(), reason),
        });
    this.#server.addService(SERVICE, {
      DeltaAggregatedResources: serving(DELTA),
      StreamAggregatedResources: serving(SOTW),
    });
  }

  /** Resolves with the port; 0 chooses one. */
  async listen(host: string, port: number): Promise<number> {
    if (this.#credentials === undefined && !isLoopback(host)) {
      throw new Error(`xDS without TLS listens on loopback only, not on ${host}`);
    }
    const credentials = this.#credentials ?? ServerCredentials.createInsecure();
    const target = `${isIPv6(host) ? `[${host}]` : host}:${port}`;
    return new Promise((resolve, reject) => {
      this.#server.bindAsync(target, credentials, (error, bound) => (error === null ? resolve(bound) : reject(error)));
    });
  }

  /** Cuts every stream; the clients serve on and come back to whoever listens next. */
  stop(): void {
    this.#server.forceShutdown();
    this.#credentials?.close();
  }
}

/** The connection's certificate has to name what the node says it is. */
const whoeverProves =
  <Request>(call: Call<Request>, onClient: OnClient): OnClient =>
  (client) => {
    const refusal = refusalOf(call.getAuthContext().sslPeerCertificate?.subjectaltname, client.identity);
    if (refusal !== null) throw new Error(refusal);
    return onClient(client);
  };

/** Of `host:port`, an IPv6 host in brackets or not. */
const hostOf = (peer: string): string => peer.slice(0, peer.lastIndexOf(':')).replace(/^\[|\]$/g, '');

interface CallEvents {
  readonly onClient: OnClient;
  /** It was turned away. */
  readonly onRefused: (reason: string) => void;
}

function serveCall<Request>(call: Call<Request>, variant: Variant<Request>, { onClient, onRefused }: CallEvents): void {
  const stream = new AdsStream(variant, (bytes) => call.write(bytes));
  let isOver = false;
  const end = (code: status, details: string): void => {
    isOver = true;
    call.emit('error', { code, details });
  };
  let onEnd: (() => void) | undefined;
  call.on('data', ({ node, typeUrl, request }: Incoming<Request>) => {
    if (isOver) return;
    try {
      // Only the first request is sure to say who asks.
      onEnd ??= onClient({
        identity: identityOf(node),
        stream,
        peer: hostOf(call.getPeer()),
        end: (reason) => end(status.UNAVAILABLE, reason),
      });
      stream.receive(typeUrl, request);
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      onRefused(reason);
      end(status.FAILED_PRECONDITION, reason);
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
