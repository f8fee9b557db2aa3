import { create, type JsonObject } from '@bufbuild/protobuf';
import { NodeSchema } from '../generated/envoy/config/core/v3/base_pb.js';
import { identityOf } from './node-identity.js';

const node = (metadata: JsonObject, userAgentName = 'envoy') =>
  create(NodeSchema, { id: 'edge-1', userAgentName, metadata });

describe('identityOf', () => {
  it('takes an Envoy by its environment and address', () => {
    const identity = { nodeId: 'edge-1', environmentName: 'production', address: '127.0.0.2', isProbed: true };
    expect(identityOf(node({ environment: 'production', address: '127.0.0.2' }))).toEqual(identity);
  });

  it('takes whoever has no address and is no Envoy for a gRPC client', () => {
    const identity = { nodeId: 'edge-1', environmentName: 'production', address: null };
    expect(identityOf(node({ environment: 'production' }, 'gRPC Node Pure JS'))).toEqual(identity);
  });

  it.each<[string, JsonObject, string]>([
    ["no metadata 'address'", { environment: 'production' }, 'envoy'],
    ["no metadata 'address'", { environment: 'production', address: '' }, 'gRPC Node Pure JS'],
    ["no metadata 'environment'", { address: '127.0.0.2' }, 'envoy'],
    ["no metadata 'environment'", {}, 'gRPC Node Pure JS'],
  ])('says what is missing: %s of %j by %s', (words, metadata, userAgent) => {
    expect(() => identityOf(node(metadata, userAgent))).toThrow(words);
  });

  it('needs a name', () => {
    expect(() => identityOf(undefined)).toThrow('node.id');
    expect(() => identityOf(create(NodeSchema, {}))).toThrow('node.id');
  });
});
