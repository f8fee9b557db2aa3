import type { Operation, ProxyDefinition } from '../../../model/api-proxy.js';
import type { TargetContent } from '../../../model/deployment.js';
import { DEFAULT_ROUTING } from '../decode/routing.decode.js';
import { presentDiff } from './revision-diff.js';

const operation = (path: string, more: Partial<Operation> = {}): Operation => ({
  id: path,
  path,
  method: 'GET',
  description: '',
  active: true,
  backendPath: path,
  backendMethod: 'GET',
  mapping: null,
  mock: null,
  ...more,
});

const route = (path: string) => ({
  paths: [path],
  hosts: [],
  methods: [],
  headers: [],
  bufferRequest: true,
  bufferResponse: true,
});

const definition = (more: Partial<ProxyDefinition> = {}): ProxyDefinition => ({
  type: 'REST',
  source: 'OPEN_API',
  clientRoute: route('/cards'),
  routing: DEFAULT_ROUTING,
  operations: [operation('/a'), operation('/b')],
  backendApiVersion: null,
  specDigest: null,
  extensions: {},
  ...more,
});

const proxy = (more: Partial<ProxyDefinition> = {}): TargetContent => ({
  settings: null,
  members: [{ proxyId: 'p', name: 'cards', definition: definition(more) }],
});

const group = (path: string, ...members: readonly (readonly [string, Partial<ProxyDefinition>])[]): TargetContent => ({
  settings: { clientRoute: route(path), ownHost: false, extensions: {} },
  members: members.map(([name, more]) => ({ proxyId: name, name, definition: definition(more) })),
});

const NONE = { added: [], changed: [], removed: [] };

describe('presentDiff', () => {
  it('calls equal revisions identical, whatever the ids of their operations', () => {
    const other = proxy({ operations: [operation('/a', { id: 'other' }), operation('/b')] });
    expect(presentDiff(proxy(), other)).toEqual({ identical: true, changeList: [], endpoints: NONE });
  });

  it('names each field once, in the words and units of the dialect', () => {
    const after = proxy({
      clientRoute: { ...route('/cards'), hosts: ['a.test'] },
      routing: { ...DEFAULT_ROUTING, connectTimeoutMs: 7_000, mirrorEnabled: true },
      specDigest: 'abc',
    });
    expect(presentDiff(proxy(), after).changeList).toEqual([
      { field: 'specification', before: null, after: 'abc' },
      { field: 'clientRoute.hostList', before: [], after: ['a.test'] },
      { field: 'routing.mirrorEnabled', before: false, after: true },
      { field: 'routing.connectTimeout', before: DEFAULT_ROUTING.connectTimeoutMs / 1000, after: 7 },
    ]);
  });

  it('tells that something of another dialect changed, but not what', () => {
    const diff = presentDiff(proxy(), proxy({ extensions: { cloudapi: { secret: 'x' } } }));
    expect(diff.changeList).toEqual([{ field: 'extensions.cloudapi', before: null, after: null }]);
  });

  it('tells endpoints that came, went and changed', () => {
    const after = proxy({ operations: [operation('/a', { active: false }), operation('/c')] });
    expect(presentDiff(proxy(), after).endpoints).toEqual({
      added: [{ endpoint: '/c', httpMethod: 'GET' }],
      changed: [{ endpoint: '/a', httpMethod: 'GET', changeList: [{ field: 'active', before: true, after: false }] }],
      removed: [{ endpoint: '/b', httpMethod: 'GET' }],
    });
  });

  it('tells members of a group that came, went, changed and changed places', () => {
    const before = group('/pay', ['a', {}], ['b', {}], ['c', {}]);
    const after = group('/pay', ['d', {}], ['b', { backendApiVersion: '2' }], ['a', {}]);
    expect(presentDiff(before, after)).toEqual({
      identical: false,
      changeList: [{ field: 'memberOrder', before: ['a', 'b'], after: ['b', 'a'] }],
      endpoints: NONE,
      members: {
        added: ['d'],
        changed: [
          {
            apiProxyName: 'b',
            changeList: [{ field: 'backendApiVersion', before: null, after: '2' }],
            endpoints: NONE,
          },
        ],
        removed: ['c'],
      },
    });
  });
});
