import { operation } from '../compiler/testdata/samples.js';
import { compareContent } from './compare-content.js';
import type { PortableGroup } from './package-content.js';
import { portableProxy } from './portable-object.js';
import { content, proxy } from './testing/hostile.js';

const group = (change: Partial<PortableGroup> = {}): PortableGroup => ({
  kind: 'PROXY_GROUP',
  name: 'Pay',
  description: '',
  settings: { clientRoute: proxyRoute(), ownHost: false, extensions: {} },
  members: ['a', 'b'],
  ...change,
});
const proxyRoute = () => ({
  paths: ['/pay'],
  hosts: [],
  methods: [],
  headers: [],
  bufferRequest: true,
  bufferResponse: true,
});
const none = { dependencies: [], descriptions: new Map() };

describe('what a promotion would change', () => {
  it('creates what is not there, and nothing of what is the same', () => {
    expect(compareContent(content('cards'), [])).toEqual([
      { kind: 'API_PROXY', name: 'cards', action: 'CREATE', changes: [] },
    ]);
    expect(compareContent(content('cards'), content('cards').objects)).toMatchObject([{ action: 'NONE', changes: [] }]);
  });

  it('names parts of a proxy, and operations that come, go and change', () => {
    const operations = [operation({ active: false }), operation({ path: '/old' })];
    const there = portableProxy(proxy('cards', { operations, backendApiVersion: '1' }));
    expect(compareContent(content('cards'), [{ ...there, description: 'other' }])).toEqual([
      {
        kind: 'API_PROXY',
        name: 'cards',
        action: 'UPDATE',
        changes: ['description', 'backendApiVersion', '+ GET /other', '- GET /old', '~ GET /items'],
      },
    ]);
  });

  it('names parts of a group, the order of its members too', () => {
    const change = compareContent({ objects: [group({ members: ['b', 'a'] })], ...none }, [group()]);
    expect(change).toMatchObject([{ action: 'UPDATE', changes: ['members'] }]);
  });
});
