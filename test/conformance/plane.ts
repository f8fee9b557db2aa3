import type { NodeAnswer, PlaneRefusal, SnapshotChange } from '../../src/data-planes/data-plane.js';
import type { Feature, Fragment } from '../../src/ir/fragment.js';

/** A change of the one environment that a plane serves in the suite. */
export type OfferedChange = Omit<SnapshotChange, 'environmentId'>;

/** A plane that was opened serves this one, and nothing. */
export const FIRST_VERSION = 1;

/** A release that the plane's `check` lets through and a node refuses, with the words it then uses. */
export interface Poison {
  readonly fragment: Fragment;
  readonly words: RegExp;
}

/** A data plane under test: its real driver, and one node that serves one environment. */
export interface Plane {
  /** Of the program that serves. */
  readonly version: string;
  readonly supports: ReadonlySet<Feature>;
  /** Of the environment's listener on loopback. */
  readonly port: number;
  /** Of the one that ends TLS. */
  readonly httpsPort: number;
  readonly poison: Poison;
  /** Cases that this plane is known to fail, with the reason. They are reported as differences, never as passed. */
  readonly differences: ReadonlyMap<string, string>;
  check(fragment: Fragment): readonly PlaneRefusal[];
  /** The node's answer to the change; rejects when the node is gone or silent. */
  offer(change: OfferedChange): Promise<NodeAnswer>;
  stop(): Promise<void>;
}

/** How to start a plane; `name` is also that of its report. */
export interface PlaneUnderTest {
  readonly name: string;
  open(): Promise<Plane>;
}
