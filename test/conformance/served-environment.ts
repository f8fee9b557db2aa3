import type { NodeAnswer, SnapshotEntry } from '../../src/data-planes/data-plane.js';
import type { Fragment } from '../../src/ir/fragment.js';
import { digestOf } from '../../src/shared/canonical-json.js';
import { FIRST_VERSION, type Plane } from './plane.js';

export const entryOf = (key: string, fragment: Fragment): SnapshotEntry => ({
  key,
  fragment,
  digest: digestOf(fragment),
});

/** What the plane serves, and the versions on the way: each change is one version, as publishing makes them. */
export class ServedEnvironment {
  #newest = FIRST_VERSION;
  #served: readonly SnapshotEntry[] = [];
  #servedVersion = FIRST_VERSION;

  constructor(private readonly plane: Plane) {}

  /** From what is served to these and nothing else. After a refusal the next change starts from what is served. */
  async replace(entries: readonly SnapshotEntry[]): Promise<NodeAnswer> {
    const kept = new Set(entries.map(({ key }) => key));
    const removals = this.#served.map(({ key }) => key).filter((key) => !kept.has(key));
    this.#newest += 1;
    const version = this.#newest;
    const answer = await this.plane.offer({ from: this.#servedVersion, to: version, upserts: entries, removals });
    if (answer.outcome === 'accepted') {
      this.#served = entries;
      this.#servedVersion = version;
    }
    return answer;
  }

  /** The way back that publishing takes after a refusal: what is served once more, as a new version. */
  restore(): Promise<NodeAnswer> {
    return this.replace(this.#served);
  }
}
