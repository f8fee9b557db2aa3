/** Clients that ask again and again, and keep every different answer. */
export interface RepeatedCalls<T> {
  /** Resolves once each client has begun and ended a call since now. */
  each(): Promise<void>;
  /** Everything that was seen. */
  stop(): Promise<ReadonlySet<T>>;
}

export function repeatCalls<T>(clients: number, call: () => Promise<T>): RepeatedCalls<T> {
  const seen = new Set<T>();
  const counts = Array.from({ length: clients }, () => 0);
  let waiting: (() => void)[] = [];
  let isOver = false;
  const run = async (client: number) => {
    while (!isOver) {
      seen.add(await call());
      counts[client] = (counts[client] ?? 0) + 1;
      for (const look of waiting) look();
    }
  };
  const running = Promise.all(counts.map((_count, client) => run(client)));
  return {
    each: () => {
      const before = [...counts];
      // The call that is under way now began before.
      const isDone = () => counts.every((count, client) => count >= (before[client] ?? 0) + 2);
      const done = new Promise<void>((resolve) => {
        const look = () => {
          if (!isDone()) return;
          waiting = waiting.filter((each) => each !== look);
          resolve();
        };
        waiting.push(look);
      });
      // A client that failed will never be done.
      return Promise.race([done, running.then(() => undefined)]);
    },
    stop: async () => {
      isOver = true;
      await running;
      return seen;
    },
  };
}

/** Asks about a batch until nothing of it goes on. */
export async function settledTask<T extends { readonly status?: string | undefined }>(
  ask: () => Promise<readonly T[]>,
): Promise<readonly T[]> {
  for (;;) {
    const rows = await ask();
    if (rows.every(({ status }) => status !== 'WAIT' && status !== 'RUNNING')) return rows;
  }
}
