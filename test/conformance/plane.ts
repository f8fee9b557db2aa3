import type { PlaneRefusal, SnapshotEntry } from '../../src/data-planes/data-plane.js';
import type { Fragment } from '../../src/ir/fragment.js';

/** What one environment serves in the suite. */
export interface Served {
  readonly environmentId: string;
  readonly entries: readonly SnapshotEntry[];
}

/** A data plane under test: the pure side of its driver, and a real program that serves. */
export interface Plane {
  readonly name: 'embedded' | 'envoy';
  /** Of the program that serves. */
  readonly version: string;
  check(fragment: Fragment): readonly PlaneRefusal[];
  /** Cases that this plane is known to fail, with the reason. They are reported as differences, never as passed. */
  readonly differences: ReadonlyMap<string, string>;
  /** Serves these environments, each on a port of its own on loopback; ports by environment id. Called once. */
  serve(environments: readonly Served[]): Promise<ReadonlyMap<string, number>>;
  stop(): Promise<void>;
}
