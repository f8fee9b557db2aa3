import type { DataPlaneDriver, NodeAnswer } from '../../../src/data-planes/data-plane.js';
import { FIRST_VERSION, type OfferedChange } from '../plane.js';

/** Far beyond what any change takes: a node that is silent for so long will not answer at all. */
const SILENCE_MS = 20_000;

export const ENVIRONMENT = { environmentId: 'conformance', environmentName: 'conformance', host: '127.0.0.1' } as const;

/** Groups of the suite have their hosts below it. */
export const GROUP_DOMAIN = 'groups.example';

/** The one node behind a driver: a change goes in, its answer comes out. */
export class DrivenNode {
  readonly #waiting = new Map<number, PromiseWithResolvers<NodeAnswer>>();
  #failure: Error | null = null;

  constructor(private readonly driver: DataPlaneDriver) {
    driver.onAnswer((answer) => this.#waiting.get(answer.version)?.resolve(answer));
  }

  /** The environment's first snapshot, which is empty. */
  async begin(): Promise<void> {
    await this.offer({ from: null, to: FIRST_VERSION, upserts: [], removals: [] });
  }

  async offer(change: OfferedChange): Promise<NodeAnswer> {
    if (this.#failure !== null) throw this.#failure;
    const { environmentId } = ENVIRONMENT;
    const answered = Promise.withResolvers<NodeAnswer>();
    this.#waiting.set(change.to, answered);
    const deadline = setTimeout(() => this.fail(new Error(`no answer to version ${change.to}`)), SILENCE_MS);
    try {
      this.driver.offer({ ...change, environmentId });
      return await answered.promise;
    } finally {
      clearTimeout(deadline);
      this.#waiting.delete(change.to);
    }
  }

  /** Nothing more is to be expected of it: every case fails with this, and at once. */
  fail(error: Error): void {
    this.#failure ??= error;
    for (const { reject } of this.#waiting.values()) reject(error);
  }
}
