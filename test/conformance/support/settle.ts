import type { SettleExchange } from '../conformance-case.js';
import { send } from './exchange.js';
import { faultsOf } from './expectations.js';

/** Planes check health several times a second in the suite. */
const PATIENCE_MS = 20_000;

/** The last faults when it does not come to that. */
export async function settle({ request, inARow, expect }: SettleExchange, port: number): Promise<readonly string[]> {
  const deadline = Date.now() + PATIENCE_MS;
  for (let right = 0; right < inARow; ) {
    const faults = faultsOf(await send(port, request), expect);
    right = faults.length === 0 ? right + 1 : 0;
    if (right === 0 && Date.now() > deadline) return faults.map((fault) => `after ${PATIENCE_MS} ms: ${fault}`);
  }
  return [];
}
