import type { ResourceSet, XdsResource } from '../resources.js';
import { setOf } from '../testing/sets.js';
import type { SotwRequest } from './sotw-decide.js';
import { SotwWatch } from './sotw-watch.js';
import type { Batch } from './watch.js';

const REQUEST: SotwRequest = { nonce: '', error: null, names: [] };

const resource = (name: string, version = '1'): XdsResource => ({
  type: 'cluster',
  name,
  version,
  bytes: new Uint8Array(1),
});

/** In short: names and versions of what is there. */
const short = (batch: Batch | undefined) => batch?.resources.map(({ name, version }) => `${name}=${version}`).sort();

/** Of a type whose responses are the whole world. */
function whole(wanted: ResourceSet, names: readonly string[] = []): SotwWatch {
  const watch = new SotwWatch(true);
  watch.want(wanted);
  watch.receive({ ...REQUEST, names });
  return watch;
}

const answer = (watch: SotwWatch, batch: Batch | undefined, error: string | null = null, names: string[] = []) =>
  watch.receive({ nonce: batch?.nonce ?? '', error, names });

/** Sends, and has it accepted. */
function accepted(watch: SotwWatch, names: string[] = []): string[] | undefined {
  const batch = watch.next();
  answer(watch, batch, null, names);
  return short(batch);
}

describe('SotwWatch of clusters and listeners', () => {
  it('waits until it is asked and knows what to say', () => {
    const watch = new SotwWatch(true);
    watch.want(setOf(resource('a')));
    expect([watch.next(), watch.status]).toEqual([undefined, 'unsubscribed']);
    const asked = new SotwWatch(true);
    asked.receive(REQUEST);
    expect([asked.next(), asked.status]).toEqual([undefined, 'busy']);
  });

  it('answers who asks for everything although there is nothing, once', () => {
    const watch = whole(setOf());
    expect(accepted(watch)).toEqual([]);
    expect([watch.next(), watch.status]).toEqual([undefined, 'idle']);
  });

  it('holds a client up to date only when it has accepted', () => {
    const watch = whole(setOf(resource('a')));
    const batch = watch.next();
    expect([short(batch), watch.status]).toEqual([['a=1'], 'busy']);
    answer(watch, batch);
    expect([watch.next(), watch.status]).toEqual([undefined, 'idle']);
  });

  it('goes on sending what is out of use until it is released, and then takes it away alone', () => {
    const watch = whole(setOf(resource('a')));
    accepted(watch);
    watch.want(setOf(resource('b')));
    expect(accepted(watch)).toEqual(['a=1', 'b=1']);
    expect([watch.superfluous, watch.status]).toEqual([['a'], 'idle']);
    watch.release(['a']);
    watch.want(setOf(resource('b'), resource('c')));
    expect(accepted(watch)).toEqual(['a=1', 'b=1', 'c=1']);
    expect(accepted(watch)).toEqual(['b=1', 'c=1']);
    expect([watch.superfluous, watch.status]).toEqual([[], 'idle']);
  });

  it('does not take away what was released and is wanted again', () => {
    const watch = whole(setOf(resource('a')));
    accepted(watch);
    watch.want(setOf());
    watch.release(['a']);
    watch.want(setOf(resource('a')));
    expect([watch.next(), watch.status]).toEqual([undefined, 'idle']);
  });

  it('says nothing more after a refusal until it is told what to want', () => {
    const watch = whole(setOf(resource('a')));
    accepted(watch);
    watch.want(setOf(resource('b')));
    answer(watch, watch.next(), 'no');
    watch.release(['a']);
    expect([watch.next(), watch.status]).toEqual([undefined, { refused: 'no' }]);
  });

  it('takes a client back without what it refused, and to what it had of a name that changed', () => {
    const old = setOf(resource('a'), resource('b'));
    const watch = whole(old);
    accepted(watch);
    watch.want(setOf(resource('a', '2'), resource('c')));
    expect(short(answeredWith(watch, 'no'))).toEqual(['a=2', 'b=1', 'c=1']);
    watch.want(old);
    expect(accepted(watch)).toEqual(['a=1', 'b=1']);
    expect([watch.superfluous, watch.status]).toEqual([[], 'idle']);
  });

  it('sends what was refused again when it is still wanted', () => {
    const watch = whole(setOf(resource('a')));
    answeredWith(watch, 'no');
    watch.want(setOf(resource('a')));
    expect(accepted(watch)).toEqual(['a=1']);
    expect(watch.status).toBe('idle');
  });

  it('does not take the refusal of what was sent before for one of what is wanted now', () => {
    const watch = whole(setOf(resource('a', '1')));
    const old = watch.next();
    watch.want(setOf(resource('a', '2')));
    const current = watch.next();
    answer(watch, old, 'no');
    expect(watch.status).toBe('busy');
    answer(watch, current);
    expect(watch.status).toBe('idle');
  });

  it('is not refused when the wish changed before the refusal came, and says again what is wished', () => {
    const watch = whole(setOf(resource('a')));
    accepted(watch);
    watch.want(setOf(resource('a'), resource('b')));
    const sent = watch.next();
    watch.want(setOf(resource('a')));
    answer(watch, sent, 'no');
    expect(watch.status).toBe('busy');
    expect(accepted(watch)).toEqual(['a=1']);
    expect(watch.status).toBe('idle');
  });

  it('counts nothing as accepted that was sent with what was refused', () => {
    const watch = whole(setOf(resource('a')));
    watch.next();
    watch.want(setOf(resource('a'), resource('b')));
    answer(watch, watch.next(), 'no');
    watch.want(setOf(resource('b')));
    expect(accepted(watch)).toEqual(['b=1']);
  });

  it('sends by name what is asked for, and everything of that again when more is', () => {
    const watch = whole(setOf(resource('a'), resource('b'), resource('c')), ['a', 'x']);
    expect(accepted(watch, ['a', 'x'])).toEqual(['a=1']);
    watch.receive({ nonce: '1', error: null, names: ['a', 'b'] });
    expect(accepted(watch, ['a', 'b'])).toEqual(['a=1', 'b=1']);
    watch.receive({ nonce: '2', error: null, names: ['b'] });
    watch.want(setOf(resource('a', '2'), resource('b')));
    expect([watch.next(), watch.status, watch.superfluous]).toEqual([undefined, 'idle', []]);
  });
});

describe('SotwWatch of routes', () => {
  const routes = (wanted: ResourceSet, names: readonly string[]) => {
    const watch = new SotwWatch(false);
    watch.want(wanted);
    watch.receive({ ...REQUEST, names });
    return watch;
  };

  it('sends what is asked for, then only what differs, in one response', () => {
    const watch = routes(setOf(resource('a'), resource('b'), resource('c')), ['a', 'b', 'x']);
    expect(accepted(watch, ['a', 'b', 'x'])).toEqual(['a=1', 'b=1']);
    watch.want(setOf(resource('a'), resource('b', '2'), resource('x')));
    expect(accepted(watch, ['a', 'b', 'x'])).toEqual(['b=2', 'x=1']);
    expect([watch.next(), watch.status]).toEqual([undefined, 'idle']);
  });

  it('says nothing of what does not exist', () => {
    const watch = routes(setOf(), ['a']);
    expect([watch.next(), watch.status]).toEqual([undefined, 'idle']);
  });

  it('sends what was left and is asked for again', () => {
    const watch = routes(setOf(resource('a'), resource('b')), ['a', 'b']);
    accepted(watch, ['a', 'b']);
    watch.receive({ nonce: '1', error: null, names: ['b'] });
    watch.receive({ nonce: '1', error: null, names: ['a', 'b'] });
    expect(accepted(watch, ['a', 'b'])).toEqual(['a=1']);
  });

  it('forgets what is released, for nothing can take it away', () => {
    const watch = routes(setOf(resource('a')), ['a']);
    accepted(watch, ['a']);
    watch.want(setOf());
    watch.release(watch.superfluous);
    expect([watch.next(), watch.superfluous, watch.status]).toEqual([undefined, [], 'idle']);
  });

  it('sends what the client may not have any more after a refusal', () => {
    const watch = routes(setOf(resource('a')), ['a']);
    accepted(watch, ['a']);
    watch.want(setOf(resource('a', '2')));
    answer(watch, watch.next(), 'no', ['a']);
    expect(watch.status).toEqual({ refused: 'no' });
    watch.want(setOf(resource('a')));
    expect(accepted(watch, ['a'])).toEqual(['a=1']);
    expect([watch.next(), watch.status]).toEqual([undefined, 'idle']);
  });
});

/** Sends, and has it refused. */
function answeredWith(watch: SotwWatch, error: string): Batch | undefined {
  const batch = watch.next();
  answer(watch, batch, error);
  return batch;
}
