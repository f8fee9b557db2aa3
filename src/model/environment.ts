import type { Id } from '../shared/ids.js';

export const ENVIRONMENT_TYPES = ['PRODUCTION', 'SANDBOX', 'TEST'] as const;
export type EnvironmentType = (typeof ENVIRONMENT_TYPES)[number];

export const STAGES = ['RELEASE', 'PRE', 'TEST'] as const;
/** cloudapi's name of an environment. */
export type Stage = (typeof STAGES)[number];

/** Where releases are live. Belongs to the installation, not to a project. */
export interface Environment {
  readonly id: Id;
  readonly name: string;
  readonly description: string;
  readonly type: EnvironmentType;
  /** Null: not addressable through cloudapi. */
  readonly stage: Stage | null;
  /** Port its listener binds. */
  readonly port: number;
  /** Port on which its listener ends TLS; null: none. */
  readonly httpsPort: number | null;
  /** Public base URL, without a trailing slash. */
  readonly accessUrl: string;
  /** Current snapshot version; grows by one with each change of what is live. */
  readonly version: number;
}
