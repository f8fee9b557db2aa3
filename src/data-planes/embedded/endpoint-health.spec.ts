import { jest } from '@jest/globals';
import { EndpointHealth } from './endpoint-health.js';
import { endpointAt } from './testing/fixture.js';

const INTERVAL_MS = 30_000;

interface PendingProbe {
  readonly port: number;
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
  readonly answer: (isReached: boolean) => void;
}

describe('EndpointHealth', () => {
  let probes: PendingProbe[];
  let verdicts: string[];
  let sut: EndpointHealth;

  beforeEach(() => {
    jest.useFakeTimers();
    probes = [];
    verdicts = [];
    sut = new EndpointHealth({
      probe: ({ port }, timeoutMs, signal) =>
        new Promise((answer) => {
          probes.push({ port, timeoutMs, signal, answer });
        }),
      onVerdict: (address, isUp) => verdicts.push(`${address} ${isUp ? 'up' : 'down'}`),
    });
  });

  afterEach(() => {
    sut.stop();
    expect(jest.getTimerCount()).toBe(0);
    jest.useRealTimers();
  });

  /** The probe under way ends so; then the next one is due. */
  async function answer(isReached: boolean): Promise<void> {
    probes.shift()?.answer(isReached);
    await jest.advanceTimersByTimeAsync(INTERVAL_MS);
  }

  it('probes at once, and again an interval after the answer', async () => {
    sut.watch(endpointAt(1));
    expect(probes).toMatchObject([{ port: 1, timeoutMs: 5_000 }]);
    await jest.advanceTimersByTimeAsync(INTERVAL_MS);
    expect(probes).toHaveLength(1);
    probes.shift()?.answer(true);
    await jest.advanceTimersByTimeAsync(INTERVAL_MS - 1);
    expect(probes).toHaveLength(0);
    await jest.advanceTimersByTimeAsync(1);
    expect(probes).toHaveLength(1);
  });

  it('is down after three failures in a row, up after two successes in a row', async () => {
    const watched = sut.watch(endpointAt(1));
    const seen: boolean[] = [];
    for (const isReached of [false, false, true, false, false, false, true, false, true, true]) {
      await answer(isReached);
      seen.push(watched.isUp);
    }
    expect(seen).toEqual([true, true, true, true, true, false, false, false, false, true]);
    expect(verdicts).toEqual(['127.0.0.1:1 down', '127.0.0.1:1 up']);
  });

  it('counts what others learnt of the address', async () => {
    const watched = sut.watch(endpointAt(1));
    await answer(false);
    sut.observe(endpointAt(1), false);
    sut.observe(endpointAt(2), false);
    expect(watched.isUp).toBe(true);
    sut.observe(endpointAt(1, { basePath: '/other', scheme: 'https' }), false);
    expect(watched.isUp).toBe(false);
  });

  it('shares one probe per address and stops with the last watcher', async () => {
    const [first, second] = [sut.watch(endpointAt(1)), sut.watch(endpointAt(1, { basePath: '/b' }))];
    expect(second).toBe(first);
    expect(probes).toHaveLength(1);
    sut.release(first);
    await answer(true);
    const [probe] = probes;
    expect(probe?.signal.aborted).toBe(false);
    sut.release(second);
    expect(probe?.signal.aborted).toBe(true);
    await answer(false);
    expect({ probes, size: sut.size }).toEqual({ probes: [], size: 0 });
  });

  it('stops between two probes too', async () => {
    const watched = sut.watch(endpointAt(1));
    probes.shift()?.answer(true);
    await jest.advanceTimersByTimeAsync(1);
    expect(jest.getTimerCount()).toBe(1);
    sut.release(watched);
    expect(jest.getTimerCount()).toBe(0);
  });

  it('probes only so many at a time, every one in the end', async () => {
    for (let port = 1; port <= 200; port += 1) sut.watch(endpointAt(port));
    expect(probes).toHaveLength(64);
    const asked = new Set<number>();
    while (probes.length > 0) {
      expect(probes.length).toBeLessThanOrEqual(64);
      for (const { port, answer: tell } of probes.splice(0)) {
        asked.add(port);
        tell(true);
      }
      await jest.advanceTimersByTimeAsync(1);
    }
    expect(asked.size).toBe(200);
  });
});
