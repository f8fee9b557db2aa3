import type { NodeView } from './nodes.repository.js';
import { resultsOf, rolloutOf } from './rollout.js';

const node = (facts: Partial<NodeView> = {}): NodeView => ({
  nodeId: 'edge',
  replicaId: 'r',
  address: '127.0.0.1:9080',
  version: null,
  outcome: null,
  detail: '',
  durationMs: 0,
  ...facts,
});

describe(rolloutOf.name, () => {
  it.each([
    ['confirmed', 'nobody is there', []],
    ['waiting', 'one has said nothing', [node({ outcome: 'accepted' }), node()]],
    ['waiting', 'one is at an older version', [node({ version: 6 })]],
    ['confirmed', 'all have taken it', [node({ outcome: 'accepted' }), node({ outcome: 'accepted' })]],
    ['confirmed', 'one skipped it for a newer one', [node({ version: 8 })]],
    ['refused', 'one refused, though another is silent', [node(), node({ outcome: 'rejected' })]],
    ['refused', 'one refused it and serves a newer one since', [node({ outcome: 'rejected', version: 8 })]],
  ] as const)('is %s when %s', (expected, _when, nodes) => {
    expect(rolloutOf(nodes, 7)).toBe(expected);
  });
});

describe(resultsOf.name, () => {
  it('calls a node without an answer silent, in its own words otherwise', () => {
    const nodes = [node({ nodeId: 'a' }), node({ nodeId: 'b', outcome: 'rejected', detail: 'no', durationMs: 3 })];
    expect(resultsOf(nodes, 7)).toEqual([
      { nodeId: 'a', address: '127.0.0.1:9080', outcome: 'silent', detail: '', durationMs: 0 },
      { nodeId: 'b', address: '127.0.0.1:9080', outcome: 'rejected', detail: 'no', durationMs: 3 },
    ]);
  });

  it('tells gateways of one name apart by their addresses', () => {
    const nodes = [node({ outcome: 'accepted' }), node({ outcome: 'accepted', address: '127.0.0.1:9180' })];
    expect(resultsOf(nodes, 7).map(({ nodeId }) => nodeId)).toEqual(['edge@127.0.0.1:9080', 'edge@127.0.0.1:9180']);
  });
});
