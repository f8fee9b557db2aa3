import type { Feature, Fragment } from '../ir/fragment.js';
import type { FlipGate } from './flip-gate.js';

/** Tells apart releases of one environment: `{proxyId}:{groupId or ''}`. */
export type ReleaseKey = string;

export interface SnapshotEntry {
  readonly key: ReleaseKey;
  readonly digest: string;
  readonly fragment: Fragment;
}

/** What turns snapshot `from` into snapshot `to`. `from` null: `upserts` is the whole snapshot. */
export interface SnapshotChange {
  readonly environmentId: string;
  readonly from: number | null;
  readonly to: number;
  readonly upserts: readonly SnapshotEntry[];
  readonly removals: readonly ReleaseKey[];
}

export interface Listener {
  readonly environmentId: string;
  readonly environmentName: string;
  readonly host: string;
  readonly port: number;
  /** Absent: nobody is answered over TLS. Who asks for a name that no certificate is for gets no connection. */
  readonly httpsPort?: number;
  /** Environments whose routes with a stage are served here too, to callers who ask for that stage. */
  readonly guests: readonly string[];
}

/** One call per node and version, in the node's words. */
export interface NodeAnswer {
  readonly environmentId: string;
  readonly nodeId: string;
  readonly address: string;
  readonly version: number;
  /** `accepted`: taken and serving. `stale`: the node's base version differs, it needs a whole snapshot. */
  readonly outcome: 'accepted' | 'rejected' | 'stale';
  readonly detail: string;
  readonly durationMs: number;
}

export interface NodePresence {
  readonly environmentId: string;
  readonly nodeId: string;
  readonly address: string;
  /** Version it serves; null when it has none, or only what it kept from a run before. */
  readonly version: number | null;
  readonly connected: boolean;
  /** It is a gateway of another environment, and serves this one's routes with a stage besides (Listener.guests). */
  readonly isGuest: boolean;
}

/** A field of a fragment that this plane cannot express. */
export interface PlaneRefusal {
  readonly feature: Feature;
  readonly routeId: string;
  readonly message: string;
}

/**
 * The port between publishing and a program that serves traffic. Drivers answer asynchronously through listeners, which
 * must not throw. Every driver has the same files with the same names.
 */
export interface DataPlaneDriver {
  readonly name: 'embedded' | 'envoy';
  readonly supports: ReadonlySet<Feature>;
  /** Pure. Every reason why this plane cannot express the fragment; empty when it can. */
  check(fragment: Fragment): readonly PlaneRefusal[];
  /** Which listeners exist. Idempotent; resolves when they accept connections, rejects when one cannot. */
  listen(listeners: readonly Listener[]): Promise<void>;
  /** Nodes of this driver in this process that are connected now. */
  nodes(): readonly NodePresence[];
  /**
   * Hands over a change; idempotent, newest wins. Each node answers through `onAnswer`. With a gate, nothing is shown of it
   * before the gate says so; a plane that the gate holds back answers that it refuses.
   */
  offer(change: SnapshotChange, gate?: FlipGate): void;
  onAnswer(listener: (answer: NodeAnswer) => void): () => void;
  onPresence(listener: (presence: NodePresence) => void): () => void;
  stop(): Promise<void>;
}
