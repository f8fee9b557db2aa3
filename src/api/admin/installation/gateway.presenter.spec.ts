import type { Environment } from '../../../model/environment.js';
import type { KnownNode } from '../../../publishing/nodes.repository.js';
import { gatewayBodies } from './gateway.presenter.js';

const at = new Date('2026-11-23T12:00:00Z');
const environment = (version: number) => new Map([['e1', { id: 'e1', name: 'production', version } as Environment]]);
const node = (changes: Partial<KnownNode>): KnownNode => ({
  environmentId: 'e1',
  nodeId: 'n1',
  replicaId: 'r1',
  plane: 'embedded',
  address: '127.0.0.1:9080',
  version: null,
  connected: true,
  connectedAt: at,
  seenAt: at,
  lastOutcome: null,
  lastDetail: null,
  ...changes,
});

describe('gatewayBodies', () => {
  it.each([
    [0, {}, true],
    [3, {}, false],
    [3, { version: 3 }, true],
    [3, { version: 2 }, false],
    [3, { version: 3, connected: false }, false],
  ])('at version %i, %j is current: %s', (version, changes, current) => {
    expect(gatewayBodies([node(changes)], environment(version))).toMatchObject([
      { environment: 'production', current },
    ]);
  });

  it('leaves out the gateways of an environment that is gone', () => {
    expect(gatewayBodies([node({ environmentId: 'gone' })], environment(0))).toEqual([]);
  });
});
