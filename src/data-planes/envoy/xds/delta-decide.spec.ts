import { type Decision, type DeltaRequest, decide, type WatchState } from './delta-decide.js';

const request = (parts: Partial<DeltaRequest> = {}): DeltaRequest => ({
  nonce: '',
  error: null,
  subscribe: [],
  unsubscribe: [],
  initial: new Map(),
  ...parts,
});

const watch = (names: readonly string[], isWildcard = false): WatchState => ({
  subscription: { isWildcard, names: new Set(names) },
  outstanding: new Set(['7']),
});

const everything = watch([], true);

/** In short: kind, whether everything is wanted, names, names to answer, names dropped. */
const short = ({ kind, subscription, answer, dropped }: Decision) => [
  kind,
  subscription.isWildcard ? '*' : '',
  ...[subscription.names, answer, dropped].map((names) => [...names].join()),
];

describe('the meaning of a delta request', () => {
  it.each<[string, WatchState | null, Partial<DeltaRequest>, string[]]>([
    ['a first request that names nothing wants everything', null, {}, ['first', '*', '', '', '']],
    ['a first request may say so', null, { subscribe: ['*'] }, ['first', '*', '', '', '']],
    ['a first request with names wants those', null, { subscribe: ['a'] }, ['first', '', 'a', 'a', '']],
    ['a first request may want names and everything', null, { subscribe: ['*', 'a'] }, ['first', '*', 'a', 'a', '']],
    ['a first request that only leaves wants nothing', null, { unsubscribe: ['a'] }, ['first', '', '', '', '']],
    ['a nonce of another stream means nothing', null, { nonce: '7', error: 'no' }, ['first', '*', '', '', '']],
    ['an empty request later changes nothing', watch(['a']), {}, ['subscription', '', 'a', '', '']],
    ['names add up', watch(['a']), { subscribe: ['b'] }, ['subscription', '', 'a,b', 'b', '']],
    [
      'a name asked for again is answered again',
      watch(['a']),
      { subscribe: ['a'] },
      ['subscription', '', 'a', 'a', ''],
    ],
    ['a name that leaves is forgotten', watch(['a', 'b']), { unsubscribe: ['a'] }, ['subscription', '', 'b', '', 'a']],
    ['a name beside everything', everything, { subscribe: ['a'] }, ['subscription', '*', 'a', 'a', '']],
    [
      'a name that everything covers is answered as it leaves',
      everything,
      { unsubscribe: ['a'] },
      ['subscription', '*', '', 'a', ''],
    ],
    ['everything may leave', watch(['a'], true), { unsubscribe: ['*'] }, ['subscription', '', 'a', '', '']],
    ['everything may leave and come back', watch(['a']), { subscribe: ['*'] }, ['subscription', '*', 'a', '', '']],
    ['an answer without an error accepts', everything, { nonce: '7' }, ['ack', '*', '', '', '']],
    ['an answer with an error refuses', everything, { nonce: '7', error: 'no' }, ['nack', '*', '', '', '']],
    ['an error without words refuses, too', everything, { nonce: '7', error: '' }, ['nack', '*', '', '', '']],
    ['an answer may ask for more', watch(['a']), { nonce: '7', subscribe: ['b'] }, ['ack', '', 'a,b', 'b', '']],
    ['an old answer is stale', everything, { nonce: '6' }, ['stale', '*', '', '', '']],
    ['an old refusal is stale', everything, { nonce: '6', error: 'no' }, ['stale', '*', '', '', '']],
    ['a stale answer may still ask', watch(['a']), { nonce: '6', subscribe: ['b'] }, ['stale', '', 'a,b', 'b', '']],
    ['a stale answer may still leave', watch(['a']), { nonce: '6', unsubscribe: ['a'] }, ['stale', '', '', '', 'a']],
  ])('%s', (_, state, parts, expected) => {
    expect(short(decide(state, request(parts)))).toEqual(expected);
  });

  it('hands on the words of a refusal and of nothing else', () => {
    expect(decide(everything, request({ nonce: '7', error: 'cannot bind' })).error).toBe('cannot bind');
    expect(decide(everything, request({ nonce: '6', error: 'cannot bind' })).error).toBeNull();
  });
});
