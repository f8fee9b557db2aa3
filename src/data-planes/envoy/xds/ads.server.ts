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
import type { DeltaDiscoveryRequest } from '../generated/envoy/service/discovery/v3/discovery_pb.js';
import { AdsStream } from './ads-stream.js';
import { decodeRequest, requestOf } from './delta-wire.js';
import { identityOf, type NodeIdentity } from './node-identity.js';

/** What a stream is to those who fill it. `end` tells the client why. */
export interface ConnectedClient {
  readonly identity: NodeIdentity;
  readonly stream: AdsStream;
  /** IP address that it comes from. */
  readonly peer: string;
  end(reason: string): void;
}

/** Called once per stream, before anything is sent. Throws to turn the client away; returns what to call at its end. */
export type OnClient = (client: ConnectedClient) => () => void;

type Call = ServerDuplexStream<DeltaDiscoveryRequest, Buffer>;

const DELTA = {
  path: '/envoy.service.discovery.v3.AggregatedDiscoveryService/DeltaAggregatedResources',
  requestStream: true,
  responseStream: true,
  requestSerialize: (): Buffer => {
    throw new Error('a server sends no requests');
  },
  requestDeserialize: decodeRequest,
  responseSerialize: (bytes: Buffer): Buffer => bytes,
  responseDeserialize: (bytes: Buffer): Buffer => bytes,
} as const;
const SERVICE = { DeltaAggregatedResources: DELTA } satisfies ServiceDefinition;

/** Without these a peer that vanished looks like one that is slow to answer. A reconnecting client sends all it holds. */
const OPTIONS = {
  'grpc.keepalive_time_ms': 10_000,
  'grpc.keepalive_timeout_ms': 5_000,
  'grpc.max_receive_message_length': 64 * 1024 * 1024,
};

/** Delta ADS over gRPC in plain text, and so on loopback only. */
export class AdsServer {
  readonly #server = new Server(OPTIONS);

  constructor(onClient: OnClient) {
    const handler: handleBidiStreamingCall<DeltaDiscoveryRequest, Buffer> = (call) => serveCall(call, onClient);
    this.#server.addService(SERVICE, { DeltaAggregatedResources: handler });
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

/** Of `host:port`, an IPv6 host in brackets or not. */
const hostOf = (peer: string): string => peer.slice(0, peer.lastIndexOf(':')).replace(/^\[|\]$/g, '');

function serveCall(call: Call, onClient: OnClient): void {
  const stream = new AdsStream((bytes) => call.write(bytes));
  const end = (code: status, details: string): void => {
    call.emit('error', { code, details });
  };
  let onEnd: (() => void) | undefined;
  call.on('data', (message: DeltaDiscoveryRequest) => {
    try {
      // Only the first request is sure to say who asks.
      onEnd ??= onClient({
        identity: identityOf(message.node),
        stream,
        peer: hostOf(call.getPeer()),
        end: (reason) => end(status.UNAVAILABLE, reason),
      });
      stream.receive(message.typeUrl, requestOf(message));
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
