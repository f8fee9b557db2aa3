import type { ResourceSet, XdsResource } from '../resources.js';
import { setOf } from '../testing/sets.js';
import type { DeltaRequest } from './delta-decide.js';
import { DeltaWatch } from './delta-watch.js';
import type { Batch } from './watch.js';

const REQUEST: DeltaRequest = { nonce: '', error: null, subscribe: [], unsubscribe: [], initial: new Map() };
const PLENTY = 1_000;

const resource = (name: string, version = '1', size = 1): XdsResource => ({
  type: 'cluster',
  name,
  version,
  bytes: new Uint8Array(size),
});

/** In short: names of what comes, then of what goes. */
const short = (batch: Batch | undefined) =>
  batch && [
    ...batch.resources.map(({ name, version }) => `${name}=${version}`),
    ...batch.removed.map((name) => `-${name}`),
  ];

function watching(wanted: ResourceSet, parts: Partial<DeltaRequest> = {}): DeltaWatch {
  const watch = new DeltaWatch();
  watch.want(wanted);
  watch.receive({ ...REQUEST, ...parts });
  return watch;
}

const ack = (watch: DeltaWatch, batch: Batch | undefined, error: string | null = null) =>
  watch.receive({ ...REQUEST, nonce: batch?.nonce ?? '', error });

describe('DeltaWatch', () => {
  it('waits until it is asked and knows what to say', () => {
    const watch = new DeltaWatch();
    watch.want(setOf(resource('a')));
    expect([watch.next(PLENTY), watch.status]).toEqual([undefined, 'unsubscribed']);
    const asked = new DeltaWatch();
    asked.receive(REQUEST);
    expect([asked.next(PLENTY), asked.status]).toEqual([undefined, 'busy']);
  });

  it('answers who asks for everything although there is nothing, once', () => {
    const watch = watching(setOf());
    expect(short(watch.next(PLENTY))).toEqual([]);
    expect(watch.next(PLENTY)).toBeUndefined();
  });

  it('holds a client up to date only when it has accepted', () => {
    const watch = watching(setOf(resource('a')));
    const batch = watch.next(PLENTY);
    expect([short(batch), watch.status]).toEqual([['a=1'], 'busy']);
    ack(watch, batch);
    expect([watch.next(PLENTY), watch.status]).toEqual([undefined, 'idle']);
  });

  it('sends a client that comes back what differs from what it has', () => {
    const initial = new Map([
      ['a', '1'],
      ['b', '0'],
      ['gone', '1'],
    ]);
    const watch = watching(setOf(resource('a'), resource('b')), { initial });
    expect(short(watch.next(PLENTY))).toEqual(['b=1']);
    expect(watch.superfluous).toEqual(['gone']);
    expect(watch.next(PLENTY)).toBeUndefined();
    watch.release(watch.superfluous);
    expect(short(watch.next(PLENTY))).toEqual(['-gone']);
  });

  it('cuts by size, and sends a resource that is larger by itself', () => {
    const watch = watching(setOf(resource('a', '1', 6), resource('b', '1', 6), resource('c', '1', 60), resource('d')));
    const batches = [watch.next(12), watch.next(12), watch.next(12), watch.next(12)];
    expect(batches.flatMap((batch) => short(batch) ?? []).sort()).toEqual(['a=1', 'b=1', 'c=1', 'd=1']);
    const large = batches.find((batch) => short(batch)?.includes('c=1'));
    expect([short(large), batches[3]]).toEqual([['c=1'], undefined]);
    ack(watch, batches[0]);
    ack(watch, batches[1]);
    expect(watch.status).toBe('busy');
    ack(watch, batches[2]);
    expect(watch.status).toBe('idle');
  });

  it('says nothing more after a refusal until it is told what to want, and then all of it', () => {
    const watch = watching(setOf(resource('a')));
    ack(watch, watch.next(PLENTY), 'no');
    expect([watch.next(PLENTY), watch.status]).toEqual([undefined, { refused: 'no' }]);
    watch.want(setOf(resource('a')));
    expect(short(watch.next(PLENTY))).toEqual(['a=1']);
  });

  it('does not take the refusal of what was sent before for one of what is wanted now', () => {
    const watch = watching(setOf(resource('a', '1')));
    const old = watch.next(PLENTY);
    watch.want(setOf(resource('a', '2')));
    const current = watch.next(PLENTY);
    ack(watch, old, 'no');
    expect(watch.status).toBe('busy');
    ack(watch, current);
    expect(watch.status).toBe('busy');
    ack(watch, watch.next(PLENTY));
    expect(watch.status).toBe('idle');
  });

  it('answers a name that is asked for again, and one that does not exist', () => {
    const watch = watching(setOf(resource('a')), { subscribe: ['a'] });
    ack(watch, watch.next(PLENTY));
    watch.receive({ ...REQUEST, subscribe: ['a', 'x'] });
    expect(short(watch.next(PLENTY))).toEqual(['a=1']);
    expect(short(watch.next(PLENTY))).toEqual(['-x']);
    watch.want(setOf(resource('a'), resource('x')));
    expect(short(watch.next(PLENTY))).toEqual(['x=1']);
  });

  it('answers who leaves a name that everything covers', () => {
    const watch = watching(setOf(resource('a')), { subscribe: ['*', 'a', 'x'] });
    for (let batch = watch.next(PLENTY); batch !== undefined; batch = watch.next(PLENTY)) ack(watch, batch);
    watch.receive({ ...REQUEST, unsubscribe: ['a', 'x'] });
    expect([short(watch.next(PLENTY)), short(watch.next(PLENTY))]).toEqual([['a=1'], ['-x']]);
  });

  it('sends nothing that is not asked for', () => {
    const watch = watching(setOf(resource('a'), resource('b')), { subscribe: ['b'] });
    expect(short(watch.next(PLENTY))).toEqual(['b=1']);
    expect(watch.next(PLENTY)).toBeUndefined();
    watch.receive({ ...REQUEST, unsubscribe: ['b'] });
    watch.want(setOf(resource('b', '2')));
    expect(watch.next(PLENTY)).toBeUndefined();
  });

  it('does not take away what was released and is wanted again', () => {
    const watch = watching(setOf(resource('a')));
    ack(watch, watch.next(PLENTY));
    watch.want(setOf());
    watch.release(['a']);
    watch.want(setOf(resource('a')));
    expect(watch.next(PLENTY)).toBeUndefined();
  });
});
