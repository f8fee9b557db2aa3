import { awaitedReplicas, verdictOf } from './flip-verdict.js';

const PARTIES = ['embedded', 'envoy', 'replica-b'];

describe(verdictOf.name, () => {
  it.each<[string, string, Record<string, string | null>, boolean]>([
    ['wait', 'nobody has said anything', {}, false],
    ['wait', 'one is missing', { embedded: null, envoy: null }, false],
    ['wait', 'one is missing, though another has prepared', { embedded: null, envoy: null, 'replica-c': null }, false],
    ['flip', 'all have prepared', { embedded: null, envoy: null, 'replica-b': null }, false],
    ['flip', 'the patience is over', { embedded: null }, true],
    ['hold: edge-1', 'one refused and the others are silent', { envoy: 'edge-1' }, false],
    ['hold: edge-1', 'one refused and the patience is over', { embedded: null, envoy: 'edge-1' }, true],
    ['hold: edge-9', 'one refused that is not waited for', { 'replica-c': 'edge-9' }, false],
    ['hold: edge-1, edge-2', 'several refused', { envoy: 'edge-1', 'replica-b': 'edge-2' }, false],
  ])('is %s when %s', (expected, _when, words, isPatienceOver) => {
    const verdict = verdictOf(PARTIES, new Map(Object.entries(words)), isPatienceOver);
    expect(verdict.kind === 'hold' ? `hold: ${verdict.refusedBy}` : verdict.kind).toBe(expected);
  });

  it('is flip when there is nobody to wait for', () => {
    expect(verdictOf([], new Map(), false)).toEqual({ kind: 'flip' });
  });
});

describe(awaitedReplicas.name, () => {
  it.each([
    ['nobody when nobody has nodes', [], []],
    ['nobody when it alone has nodes', ['a'], []],
    ['nobody when one other has nodes: it does not tell', ['b'], []],
    ['the other', ['a', 'b'], ['b']],
    ['the others when it has none itself', ['b', 'c'], ['b', 'c']],
  ])('is %s', (_what, replicas, expected) => {
    expect(awaitedReplicas(replicas, 'a')).toEqual(expected);
  });
});
