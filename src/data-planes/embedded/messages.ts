import type { Listener, NodeAnswer, NodePresence, SnapshotChange } from '../data-plane.js';
import type { ProbeTiming } from './endpoint-health.js';
import type { StatusClass } from './exchange.js';

/** Requests by environment id. */
export interface GatewayStats {
  readonly environments: readonly EnvironmentStats[];
}

export interface EnvironmentStats {
  readonly environmentId: string;
  readonly environmentName: string;
  readonly version: number | null;
  /** Answers since the listener opened. */
  readonly answers: Readonly<Record<StatusClass, number>>;
}

export interface GatewayLogger {
  info(facts: object, message: string): void;
  warn(facts: object, message: string): void;
  error(facts: object, message: string): void;
}

export interface GatewayEvents {
  readonly onAnswer: (answer: NodeAnswer) => void;
  readonly onPresence: (presence: NodePresence) => void;
  /** What was offered to be held: nothing is shown of it yet (`refusedBy` null), or it is refused. */
  readonly onPrepared: (prepared: Preparation) => void;
  readonly logger: GatewayLogger;
}

/** How far a version is that waits for others, by the name of who refused it. */
export interface Preparation {
  readonly environmentId: string;
  readonly version: number;
  /** Null: nobody. */
  readonly refusedBy: string | null;
}

/** What the main thread asks of the worker; each `call` is answered with one `reply` of its number. */
export type ToWorker =
  /** `isHeld`: it is prepared, and served once a `flip` says so. */
  | { readonly kind: 'offer'; readonly change: SnapshotChange; readonly isHeld: boolean }
  | ({ readonly kind: 'flip' } & Preparation)
  | { readonly kind: 'call'; readonly number: number; readonly call: WorkerCall };

export type WorkerCall =
  | { readonly name: 'listen'; readonly listeners: readonly Listener[] }
  | { readonly name: 'restore' }
  | { readonly name: 'stats' }
  | { readonly name: 'stop' };

export type FromWorker =
  | { readonly kind: 'answer'; readonly answer: NodeAnswer }
  | { readonly kind: 'presence'; readonly presence: NodePresence }
  | ({ readonly kind: 'prepared' } & Preparation)
  | { readonly kind: 'log'; readonly level: keyof GatewayLogger; readonly facts: object; readonly message: string }
  | { readonly kind: 'reply'; readonly number: number; readonly value: GatewayStats | null }
  | { readonly kind: 'failure'; readonly number: number; readonly message: string; readonly code: string | null };

export interface WorkerSettings {
  readonly dataDir: string;
  readonly graceMs: number;
  /** Of the control plane: no backend on this machine may have one of them. */
  readonly ownPorts?: readonly number[];
  /** Below it every group has a host of its own. */
  readonly groupDomain?: string;
  /** Of answers that are kept, in all; 64 MiB when absent. */
  readonly cacheBytes?: number;
  /** Of health checks; apiops.md's when absent. */
  readonly probes?: ProbeTiming;
  /** Certificate authorities in PEM that backends are believed for beside those that Node trusts. */
  readonly authorities?: readonly string[];
}
