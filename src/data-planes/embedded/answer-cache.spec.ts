import type { IrCache } from '../../ir/fragment.js';
import { AnswerCache, type KeptAnswer } from './answer-cache.js';
import { AnswerRecorder, MAX_KEPT_BYTES } from './answer-recorder.js';
import type { CacheableRequest } from './cache-policy.js';

const RULES: IrCache = {
  methods: ['GET'],
  ttlSeconds: 60,
  capacity: 2,
  key: null,
  keepsEmpty: false,
  refreshedBy: 'anybody',
};
const KIB = 1_024;

const at = (path: string, headers: Readonly<Record<string, string>> = {}): CacheableRequest => ({
  method: 'GET',
  scheme: 'http',
  authority: 'a',
  path,
  query: '',
  clientAddress: '',
  appId: '',
  body: null,
  header: (name) => headers[name],
});

const kept = (bytes: number, change: Partial<KeptAnswer> = {}): KeptAnswer => ({
  status: 200,
  headers: {},
  body: Buffer.alloc(bytes),
  madeAt: 0,
  until: 100,
  varying: [],
  ...change,
});

describe('answers of a route', () => {
  it('give way beyond the capacity, the least recently used one first, and are gone in time', () => {
    const route = new AnswerCache(100 * KIB).openRoute(RULES);
    for (const path of ['/1', '/2']) route.keep(at(path), kept(1));
    expect(route.find(at('/1'), 0)).not.toBeNull();
    route.keep(at('/3'), kept(1));
    expect(['/1', '/2', '/3'].map((path) => route.find(at(path), 0) !== null)).toEqual([true, false, true]);
    expect([route.find(at('/1'), 99), route.find(at('/1'), 100)]).toEqual([expect.anything(), null]);
    expect(route.size).toBe(1);
  });

  it('are told apart by every header that one of them depends on', () => {
    const route = new AnswerCache(100 * KIB).openRoute(RULES);
    route.keep(at('/1', { lang: 'en' }), kept(1, { varying: ['lang'] }));
    expect(route.find(at('/1', { lang: 'en' }), 0)).not.toBeNull();
    expect([route.find(at('/1', { lang: 'tr' }), 0), route.find(at('/1'), 0)]).toEqual([null, null]);
  });

  it('share the memory of the process, and give it back with their release', () => {
    const all = new AnswerCache(10 * KIB);
    const [one, other] = [all.openRoute(RULES), all.openRoute(RULES)];
    one.keep(at('/1'), kept(4 * KIB));
    other.keep(at('/1'), kept(4 * KIB));
    one.find(at('/1'), 0);
    other.keep(at('/2'), kept(4 * KIB));
    expect([one.size, other.size]).toEqual([1, 1]);
    expect(all.bytes).toBeLessThanOrEqual(10 * KIB);
    one.close();
    other.close();
    one.keep(at('/1'), kept(1));
    expect([one.size, all.bytes]).toEqual([0, 0]);
  });
});

describe('an answer that comes', () => {
  const recording = (maxBytes: number) => {
    const all = new AnswerCache(maxBytes);
    const route = all.openRoute(RULES);
    return { all, route, recorder: new AnswerRecorder(route, at('/1')) };
  };
  const CHUNKED = { 'transfer-encoding': 'chunked' };

  it('is kept when it has come whole', () => {
    const { all, route, recorder } = recording(100 * KIB);
    recorder.head(200, CHUNKED);
    recorder.data(Buffer.from('one'));
    recorder.data(Buffer.from('two'));
    expect([route.size, all.bytes]).toEqual([0, 6]);
    recorder.end({});
    expect(String(route.find(at('/1'), 0)?.body)).toBe('onetwo');
  });

  it.each<[string, (recorder: AnswerRecorder) => void]>([
    ['it breaks off', (recorder) => recorder.stop()],
    ['it has trailers', (recorder) => recorder.end({ 'x-sum': '1' })],
    [
      'it is too long',
      (recorder) => {
        recorder.data(Buffer.alloc(MAX_KEPT_BYTES));
        recorder.end({});
      },
    ],
  ])('is not kept and holds nothing when %s', (_what, finish) => {
    const { all, route, recorder } = recording(100 * MAX_KEPT_BYTES);
    recorder.head(200, CHUNKED);
    recorder.data(Buffer.from('one'));
    finish(recorder);
    expect([route.size, all.bytes]).toEqual([0, 0]);
  });

  it('is not kept when only the end of the connection ends it, or when others take all there is', () => {
    const open = recording(100 * KIB);
    open.recorder.head(200, {});
    open.recorder.data(Buffer.from('one'));
    open.recorder.end({});
    const full = recording(10);
    full.recorder.head(200, CHUNKED);
    full.recorder.data(Buffer.alloc(6));
    full.recorder.end({});
    expect([open.route.size, full.route.size, full.all.bytes]).toEqual([0, 0, 0]);
  });
});
