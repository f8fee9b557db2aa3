import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';

/** Runs the file as a process of its own, which finds its part in BENCH_ROLE. */
export const forkRole = (file: string, role: string): ChildProcess =>
  fork(file, [], { env: { ...process.env, BENCH_ROLE: role } });

/** This process's part; undefined for the one that was started by hand. */
export const ownRole = (): string | undefined => process.env['BENCH_ROLE'];

/** Answers each order with a report; ends when nobody is left to give orders. */
export function serveOrders<Order, Report>(work: (order: Order) => Promise<Report>): void {
  process.on('message', async (order: Order) => {
    process.send?.(await work(order));
  });
  process.on('disconnect', () => process.exit());
}

/** The report to one order. Throws when the process ends before. */
export async function ask<Order extends object, Report>(child: ChildProcess, order: Order): Promise<Report> {
  const over = new AbortController();
  const message = once(child, 'message', { signal: over.signal });
  child.send(order);
  const ended = once(child, 'exit', { signal: over.signal }).then(() => [null]);
  const [report] = (await Promise.race([message, ended])) as [Report | null];
  over.abort();
  await Promise.allSettled([message, ended]);
  if (report === null) throw new Error('a bench process ended early');
  return report;
}
