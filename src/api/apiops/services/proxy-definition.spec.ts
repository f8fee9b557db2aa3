import type { Operation, ProxyDefinition } from '../../../model/api-proxy.js';
import { decodeProxyFromUrl } from '../decode/proxy.decode.js';
import { DEFAULT_ROUTING } from '../decode/routing.decode.js';
import { type ImportedSpec, newDefinition, reparsedDefinition } from './proxy-definition.js';

const operation = (id: string, path: string, over: Partial<Operation> = {}): Operation => ({
  id,
  path,
  method: 'GET',
  description: '',
  active: true,
  backendPath: path,
  backendMethod: 'GET',
  mapping: null,
  mock: null,
  ...over,
});

const address = (url: string) =>
  ({ address: url, weight: 100, healthCheckEnabled: false, role: 'PRIMARY', soapType: 'SOAP11' }) as const;

const spec = (...operations: Operation[]): ImportedSpec => ({
  operations,
  routing: { ...DEFAULT_ROUTING, addresses: [address('https://from.spec')] },
});

const request = (over: object = {}) =>
  decodeProxyFromUrl({ apiProxyName: 'My cards', apiProxyCreationType: 'OPEN_API', specUrl: 'https://s', ...over });

describe('newDefinition', () => {
  it('falls back to the name and to the servers of the description', () => {
    expect(newDefinition(request(), spec(operation('1', '/a')))).toMatchObject({
      source: 'OPEN_API',
      clientRoute: { paths: ['/My-cards'] },
      routing: { addresses: [{ address: 'https://from.spec' }] },
      operations: [{ id: '1' }],
      backendApiVersion: null,
    });
  });

  it('uses the servers also when routing is sent without addresses', () => {
    const { routing } = newDefinition(request({ routingInfo: { readTimeout: 1 } }), spec());
    expect(routing).toMatchObject({ readTimeoutMs: 1000, addresses: [{ address: 'https://from.spec' }] });
  });
});

describe('reparsedDefinition', () => {
  const before: ProxyDefinition = {
    ...newDefinition(request({ backendApiVersion: '1', clientRoute: { relativePathList: ['/old'] } }), spec()),
    routing: { ...DEFAULT_ROUTING, addresses: [address('https://stored')] },
    operations: [operation('keep', '/a', { active: false }), operation('gone', '/b')],
  };

  it('keeps route, routing and version that are absent, and ids of operations that stay', () => {
    const after = reparsedDefinition(before, request(), spec(operation('new1', '/a'), operation('new2', '/c')));
    expect(after).toMatchObject({
      clientRoute: { paths: ['/old'] },
      routing: { addresses: [{ address: 'https://stored' }] },
      backendApiVersion: '1',
    });
    expect(after.operations.map(({ id, path, active }) => [id, path, active])).toEqual([
      ['keep', '/a', false],
      ['new2', '/c', true],
    ]);
  });

  it('takes what is sent', () => {
    const routingInfo = { routingAddressList: [{ address: 'https://sent' }] };
    const after = reparsedDefinition(
      before,
      request({ routingInfo, clientRoute: { relativePathList: ['/new'] } }),
      spec(),
    );
    expect(after).toMatchObject({
      clientRoute: { paths: ['/new'] },
      routing: { addresses: [{ address: 'https://sent' }] },
    });
  });

  it('keeps the operations of a proxy without a description', () => {
    expect(reparsedDefinition(before, request(), null).operations).toBe(before.operations);
  });
});
