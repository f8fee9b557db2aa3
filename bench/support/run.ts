type Cleanup = () => unknown;
/** Has something done at the end of the benchmark, the newest first, however it ends. */
export type Defer = (cleanup: Cleanup) => void;

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** Runs a benchmark; it fails when it takes longer than `minutes`, and ends what it started when it is interrupted. */
export async function runBench(work: (defer: Defer) => Promise<void>, { minutes }: { minutes: number }): Promise<void> {
  const cleanups: Cleanup[] = [];
  const cut = Promise.withResolvers<never>();
  const timer = setTimeout(() => cut.reject(new Error(`not done after ${minutes} minutes`)), minutes * 60_000);
  for (const signal of SIGNALS) process.once(signal, () => cut.reject(new Error(`ended by ${signal}`)));
  try {
    await Promise.race([work((cleanup) => cleanups.push(cleanup)), cut.promise]);
  } catch (error) {
    process.exitCode = 1;
    console.error(error instanceof Error ? error.message : error);
  }
  clearTimeout(timer);
  for (const cleanup of cleanups.toReversed()) await cleanup();
  // What was cut still runs, against processes that have ended.
  process.exit();
}
