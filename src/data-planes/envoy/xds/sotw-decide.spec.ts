import { decideSotw, type SotwDecision, type SotwRequest, type SotwState } from './sotw-decide.js';

const request = (parts: Partial<SotwRequest> = {}): SotwRequest => ({ nonce: '', error: null, names: [], ...parts });

interface StateParts {
  readonly names?: readonly string[];
  readonly isWildcard?: boolean;
  readonly isAnswered?: boolean;
}

/** After response 7. */
const state = ({ names = [], isWildcard = false, isAnswered = false }: StateParts): SotwState => ({
  subscription: { isWildcard, isExplicit: !isWildcard || names.length > 0, names: new Set(names) },
  nonce: '7',
  isAnswered,
});

const named = state({ names: ['a'] });
const everything = state({ isWildcard: true });
const answered = state({ names: ['a'], isAnswered: true });
const silent: SotwState = { ...named, nonce: '', isAnswered: true };

/** In short: kind, whether everything is wanted, names, what was added. */
const short = ({ kind, subscription, added }: SotwDecision) => [
  kind,
  subscription.isWildcard ? '*' : '',
  [...subscription.names].join(),
  [...added].join(),
];

describe('the meaning of a state-of-the-world request', () => {
  it.each<[string, SotwState | null, Partial<SotwRequest>, string[]]>([
    ['a first request that names nothing wants everything', null, {}, ['first', '*', '', '*']],
    ['a first request may say so', null, { names: ['*'] }, ['first', '*', '', '*']],
    ['a first request with names wants those', null, { names: ['a', 'b'] }, ['first', '', 'a,b', 'a,b']],
    ['a first request may want names and everything', null, { names: ['a', '*'] }, ['first', '*', 'a', 'a,*']],
    ['a nonce of another stream means nothing', null, { nonce: '7', error: 'no' }, ['first', '*', '', '*']],
    ['the last nonce without an error accepts', named, { nonce: '7', names: ['a'] }, ['ack', '', 'a', '']],
    ['the last nonce with an error refuses', named, { nonce: '7', names: ['a'], error: 'no' }, ['nack', '', 'a', '']],
    ['an error without words refuses, too', everything, { nonce: '7', error: '' }, ['nack', '*', '', '']],
    ['an answer may ask for more', named, { nonce: '7', names: ['a', 'b'] }, ['ack', '', 'a,b', 'b']],
    ['an answer may ask for less', state({ names: ['a', 'b'] }), { nonce: '7', names: ['b'] }, ['ack', '', 'b', '']],
    [
      'an old answer accepts nothing, and what it asks for counts',
      named,
      { nonce: '6', names: ['b'] },
      ['stale', '', 'b', 'b'],
    ],
    ['an old refusal refuses nothing', named, { nonce: '6', names: ['a'], error: 'no' }, ['stale', '', 'a', '']],
    ['who asks before it has heard answers nothing', named, { names: ['a', 'b'] }, ['stale', '', 'a,b', 'b']],
    ['who asks before anything was sent asks', silent, { names: ['b'] }, ['subscription', '', 'b', 'b']],
    [
      'an answer is given once',
      answered,
      { nonce: '7', names: ['a', 'b'], error: 'no' },
      ['subscription', '', 'a,b', 'b'],
    ],
    ['who wanted everything goes on wanting it', everything, { nonce: '7' }, ['ack', '*', '', '']],
    ['who names something no longer wants everything', everything, { nonce: '7', names: ['a'] }, ['ack', '', 'a', 'a']],
    ['who has named something and names nothing wants nothing', named, { nonce: '7' }, ['ack', '', '', '']],
    [
      'everything may leave while a name stays',
      state({ names: ['a'], isWildcard: true }),
      { nonce: '7', names: ['a'] },
      ['ack', '', 'a', ''],
    ],
    ['everything may come back', named, { nonce: '7', names: ['a', '*'] }, ['ack', '*', 'a', '*']],
  ])('%s', (_, before, parts, expected) => {
    expect(short(decideSotw(before, request(parts), true))).toEqual(expected);
  });

  it('has no everything of types that are asked for by name', () => {
    expect(short(decideSotw(null, request(), false))).toEqual(['first', '', '', '']);
  });

  it('remembers who named something, however long ago', () => {
    const { subscription } = decideSotw(named, request({ nonce: '7' }), true);
    expect(short(decideSotw({ ...named, subscription }, request({ nonce: '7' }), true))).toEqual(['ack', '', '', '']);
  });

  it('hands on the words of a refusal and of nothing else', () => {
    expect(decideSotw(named, request({ nonce: '7', error: 'cannot bind' }), true).error).toBe('cannot bind');
    expect(decideSotw(named, request({ nonce: '6', error: 'cannot bind' }), true).error).toBeNull();
  });
});
