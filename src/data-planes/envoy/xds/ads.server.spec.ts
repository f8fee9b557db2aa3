import { EventEmitter, once } from 'node:events';
import { create, fromBinary, toBinary } from '@bufbuild/protobuf';
import { Client, type ClientDuplexStream, credentials, status } from '@grpc/grpc-js';
import {
  type DeltaDiscoveryRequest,
  DeltaDiscoveryRequestSchema,
  type DeltaDiscoveryResponse,
  DeltaDiscoveryResponseSchema,
  type DiscoveryRequest,
  DiscoveryRequestSchema,
  type DiscoveryResponse,
  DiscoveryResponseSchema,
} from '../generated/envoy/service/discovery/v3/discovery_pb.js';
import type { XdsResource } from '../resources.js';
import { setOf } from '../testing/sets.js';
import { TYPE_URLS } from '../type-urls.js';
import { AdsServer, type ConnectedClient } from './ads.server.js';

type Stream = ClientDuplexStream<DeltaDiscoveryRequest, DeltaDiscoveryResponse>;

const PATH = '/envoy.service.discovery.v3.AggregatedDiscoveryService/DeltaAggregatedResources';
const SOTW_PATH = '/envoy.service.discovery.v3.AggregatedDiscoveryService/StreamAggregatedResources';
const NODE = { id: 'edge-1', metadata: { environment: 'production', address: '127.0.0.2' } };

const cluster = (name: string, size: number): XdsResource => ({
  type: 'cluster',
  name,
  version: 'v',
  bytes: new Uint8Array(size),
});

describe('AdsServer', () => {
  const arrivals = new EventEmitter();
  let arrived: Promise<ConnectedClient>;
  let departures: { count: number };
  let server: AdsServer;
  let client: Client;

  beforeEach(async () => {
    const left = { count: 0 };
    departures = left;
    arrived = once(arrivals, 'client').then(([connected]) => connected);
    server = new AdsServer((connected) => {
      if (connected.identity.environmentName !== 'production') throw new Error('there is no such environment');
      arrivals.emit('client', connected);
      return () => {
        left.count += 1;
      };
    });
    const port = await server.listen('127.0.0.1', 0);
    const options = { 'grpc.max_receive_message_length': 100_000_000 };
    client = new Client(`127.0.0.1:${port}`, credentials.createInsecure(), options);
  });

  afterEach(() => {
    client.close();
    server.stop();
  });

  /** Its end is looked at where it matters. */
  const open = (): Stream => {
    const stream: Stream = client.makeBidiStreamRequest(
      PATH,
      (message: DeltaDiscoveryRequest) => Buffer.from(toBinary(DeltaDiscoveryRequestSchema, message)),
      (bytes) => fromBinary(DeltaDiscoveryResponseSchema, bytes),
    );
    stream.on('error', () => undefined);
    return stream;
  };

  const ask = (stream: Stream, request: { node?: typeof NODE; responseNonce?: string } = { node: NODE }) =>
    stream.write(create(DeltaDiscoveryRequestSchema, { typeUrl: TYPE_URLS.cluster, ...request }));

  /** Rejects with what ends the stream. */
  const answered = async (stream: Stream): Promise<DeltaDiscoveryResponse> => (await once(stream, 'data'))[0];

  it('says what it was given to say, and hears that it was accepted', async () => {
    const stream = open();
    ask(stream);
    const connected = await arrived;
    expect(connected.identity).toEqual({
      nodeId: 'edge-1',
      environmentName: 'production',
      address: '127.0.0.2',
      isProbed: true,
    });
    expect(connected.peer).toBe('127.0.0.1');
    const pushed = connected.stream.push('cluster', setOf(cluster('c-1', 3)));
    const response = await answered(stream);
    expect(response).toMatchObject({ typeUrl: TYPE_URLS.cluster, nonce: '1', removedResources: [] });
    expect(response.resources).toMatchObject([
      { name: 'c-1', version: 'v', resource: { typeUrl: TYPE_URLS.cluster, value: new Uint8Array(3) } },
    ]);
    ask(stream, { responseNonce: response.nonce });
    expect(await pushed).toEqual({ kind: 'held' });
  });

  it('says it in the state-of-the-world variant, too', async () => {
    const call: ClientDuplexStream<DiscoveryRequest, DiscoveryResponse> = client.makeBidiStreamRequest(
      SOTW_PATH,
      (message: DiscoveryRequest) => Buffer.from(toBinary(DiscoveryRequestSchema, message)),
      (bytes) => fromBinary(DiscoveryResponseSchema, bytes),
    );
    call.on('error', () => undefined);
    const typeUrl = TYPE_URLS.cluster;
    const say = (parts: object) => call.write(create(DiscoveryRequestSchema, { typeUrl, ...parts }));
    const next = async (): Promise<DiscoveryResponse> => (await once(call, 'data'))[0];
    say({ node: NODE });
    const connected = await arrived;
    const pushed = connected.stream.push('cluster', setOf(cluster('c-1', 3)));
    const first = await next();
    expect(first).toMatchObject({ typeUrl, nonce: '1', resources: [{ typeUrl, value: new Uint8Array(3) }] });
    say({ responseNonce: first.nonce, versionInfo: first.versionInfo });
    expect(await pushed).toEqual({ kind: 'held' });
    const refused = connected.stream.push('cluster', setOf(cluster('c-1', 3), cluster('c-2', 2)));
    const second = await next();
    expect(second.resources).toHaveLength(2);
    expect(second.versionInfo).not.toBe(first.versionInfo);
    const errorDetail = { code: 13, message: 'no' };
    say({ responseNonce: second.nonce, versionInfo: first.versionInfo, errorDetail });
    expect(await refused).toEqual({ kind: 'refused', reason: 'no' });
  });

  it('waits for a slow reader, in responses of bounded size', async () => {
    const stream = open();
    ask(stream);
    const connected = await arrived;
    const size = 300_000;
    const wanted = Array.from({ length: 40 }, (_, index) => cluster(`c-${index}`, size));
    const pushed = connected.stream.push('cluster', setOf(...wanted));
    const names: string[] = [];
    for await (const { resources, nonce } of stream as AsyncIterable<DeltaDiscoveryResponse>) {
      names.push(...resources.map(({ name }) => name));
      expect(resources.length).toBeLessThan(4);
      ask(stream, { responseNonce: nonce });
      if (names.length === wanted.length) break;
    }
    expect(names.sort()).toEqual(wanted.map(({ name }) => name).sort());
    expect(await pushed).toEqual({ kind: 'held' });
  });

  it.each<[string, Record<string, unknown>]>([
    ['names no node.id', {}],
    ["node edge-1 has no metadata 'environment'", { node: { id: 'edge-1' } }],
    ['there is no such environment', { node: { ...NODE, metadata: { ...NODE.metadata, environment: 'other' } } }],
  ])('turns away with words: %s', async (words, request) => {
    const stream = open();
    ask(stream, request);
    await expect(answered(stream)).rejects.toMatchObject({
      code: status.FAILED_PRECONDITION,
      details: expect.stringContaining(words),
    });
    expect(departures.count).toBe(0);
  });

  it('tells once that a client has left', async () => {
    const stream = open();
    ask(stream);
    const connected = await arrived;
    const pushed = connected.stream.push('cluster', setOf(cluster('c-1', 1)));
    await answered(stream);
    stream.cancel();
    expect(await pushed).toEqual({ kind: 'closed' });
    expect(departures.count).toBe(1);
  });

  it('ends a client with the reason', async () => {
    const stream = open();
    ask(stream);
    const connected = await arrived;
    connected.end('the environment is gone');
    await expect(answered(stream)).rejects.toMatchObject({ details: 'the environment is gone' });
    expect(departures.count).toBe(1);
  });

  it('does not listen beyond this machine without TLS', async () => {
    const open = new AdsServer(() => () => undefined);
    await expect(open.listen('0.0.0.0', 0)).rejects.toThrow('loopback only, not on 0.0.0.0');
  });
});
