import { EventEmitter, once } from 'node:events';
import type { handleBidiStreamingCall, ServerDuplexStream } from '@grpc/grpc-js';
import { Client, type ClientDuplexStream, credentials, Server, ServerCredentials, status } from '@grpc/grpc-js';
import { readMessage, type XdsDirection, type XdsKind, type XdsMessage } from './xds-message.js';
import { spoiled } from './xds-spoil.js';

const METHOD = '/envoy.service.discovery.v3.AggregatedDiscoveryService/DeltaAggregatedResources';
const asIs = (bytes: Buffer): Buffer => bytes;
const SERVICE = {
  DeltaAggregatedResources: {
    path: METHOD,
    requestStream: true,
    responseStream: true,
    requestSerialize: asIs,
    requestDeserialize: asIs,
    responseSerialize: asIs,
    responseDeserialize: asIs,
  },
} as const;
const UNBOUNDED = { 'grpc.max_receive_message_length': -1 };

type Send = (bytes: Buffer) => void;

/** One stream of the Envoy behind the relay, and its other half. */
interface Pair {
  readonly envoy: ServerDuplexStream<Buffer, Buffer>;
  readonly controlPlane: ClientDuplexStream<Buffer, Buffer>;
  /** Nonces of flips. */
  readonly flips: Set<string>;
  end(): void;
}

/** What is held back: by direction and type, in the order it came. */
interface Hold {
  readonly direction: XdsDirection;
  readonly type: XdsKind;
  readonly waiting: (() => void)[];
}

/**
 * Stands between one Envoy and a control plane and passes delta ADS on, byte for byte, unless it is told to hold messages
 * back, to make a response unacceptable to Envoy, or to cut the connection. Notes everything that passes.
 */
export class XdsRelay {
  /** In the order in which they came, held ones too. */
  readonly messages: XdsMessage[] = [];
  readonly #events = new EventEmitter().setMaxListeners(0);
  readonly #server = new Server(UNBOUNDED);
  readonly #pairs = new Set<Pair>();
  readonly #holds = new Set<Hold>();
  /** Responses still to be spoiled, by type. */
  readonly #refusals = new Map<XdsKind, number>();

  private constructor(private target: number) {
    const serve: handleBidiStreamingCall<Buffer, Buffer> = (call) => this.#serve(call);
    this.#server.addService(SERVICE, { DeltaAggregatedResources: serve });
  }

  /** To the control plane's xDS port on 127.0.0.1. */
  static async to(target: number): Promise<{ relay: XdsRelay; port: number }> {
    const relay = new XdsRelay(target);
    const port = await new Promise<number>((resolve, reject) => {
      relay.#server.bindAsync('127.0.0.1:0', ServerCredentials.createInsecure(), (error, bound) =>
        error === null ? resolve(bound) : reject(error),
      );
    });
    return { relay, port };
  }

  /** Makes Envoy refuse the next `times` responses that bring resources of the type; one after all: `Infinity`. */
  refuse(type: XdsKind, times = 1): void {
    this.#refusals.set(type, times);
  }

  /** From now on Envoy gets what the control plane sends. */
  refuseNothing(): void {
    this.#refusals.clear();
  }

  /** Keeps messages of a type back until `release`; resolves once the first of them has come. */
  async hold(direction: XdsDirection, type: XdsKind): Promise<void> {
    const hold: Hold = { direction, type, waiting: [] };
    this.#holds.add(hold);
    while (hold.waiting.length === 0 && this.#holds.has(hold)) await once(this.#events, 'message');
  }

  release(): void {
    const holds = [...this.#holds];
    this.#holds.clear();
    for (const { waiting } of holds) for (const pass of waiting) pass();
  }

  /** Cuts the stream; Envoy comes back by itself, to `target` if it is named. What was held back is lost. */
  cut(target = this.target): void {
    this.target = target;
    this.#holds.clear();
    for (const pair of this.#pairs) pair.end();
  }

  /** The next message like this from now on, also if it is held back. */
  async heard(isWanted: (message: XdsMessage) => boolean): Promise<XdsMessage> {
    for (;;) {
      const [message] = (await once(this.#events, 'message')) as [XdsMessage];
      if (isWanted(message)) return message;
    }
  }

  close(): void {
    this.#server.forceShutdown();
    for (const pair of this.#pairs) pair.end();
  }

  #serve(envoy: ServerDuplexStream<Buffer, Buffer>): void {
    // A client each: one that found nobody would make the next wait.
    const client = new Client(`127.0.0.1:${this.target}`, credentials.createInsecure(), {
      ...UNBOUNDED,
      'grpc.use_local_subchannel_pool': 1,
    });
    const controlPlane = client.makeBidiStreamRequest<Buffer, Buffer>(METHOD, asIs, asIs);
    const end = (details: string): void => {
      if (!this.#pairs.delete(pair)) return;
      controlPlane.cancel();
      client.close();
      envoy.emit('error', { code: status.UNAVAILABLE, details });
    };
    const pair: Pair = { envoy, controlPlane, flips: new Set(), end: () => end('the relay was told to cut') };
    this.#pairs.add(pair);
    controlPlane.on('data', (bytes: Buffer) => this.#relay('to-envoy', bytes, pair, (sent) => envoy.write(sent)));
    envoy.on('data', (bytes: Buffer) =>
      this.#relay('to-control-plane', bytes, pair, (sent) => controlPlane.write(sent)),
    );
    controlPlane.on('error', (error: Error) => end(error.message));
    controlPlane.on('end', () => end('the control plane ended the stream'));
    envoy.on('cancelled', () => end('Envoy left'));
    envoy.on('end', () => end('Envoy ended the stream'));
  }

  #relay(direction: XdsDirection, bytes: Buffer, pair: Pair, send: Send): void {
    const message = ofFlip(readMessage(direction, bytes), pair.flips);
    this.messages.push(message);
    const passed = this.#isToBeSpoiled(message) ? spoiled(bytes) : bytes;
    const pass = (): void => {
      if (this.#pairs.has(pair)) send(passed);
    };
    const hold = [...this.#holds].find((each) => each.direction === direction && each.type === message.type);
    if (hold === undefined) pass();
    else hold.waiting.push(pass);
    this.#events.emit('message', message);
  }

  #isToBeSpoiled({ direction, type, names }: XdsMessage): boolean {
    if (direction !== 'to-envoy' || type === null || names.length === 0) return false;
    const left = this.#refusals.get(type) ?? 0;
    this.#refusals.set(type, left - 1);
    return left > 0;
  }
}

/** What answers a flip is of a flip, too. */
function ofFlip(message: XdsMessage, flips: Set<string>): XdsMessage {
  const { direction, type, nonce } = message;
  if (direction === 'to-envoy' && type === 'flip') flips.add(nonce);
  return direction === 'to-control-plane' && type === 'scope' && flips.has(nonce)
    ? { ...message, type: 'flip' }
    : message;
}
