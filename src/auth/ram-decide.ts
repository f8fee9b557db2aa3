import { evaluate, type RamDecision, type RamRequest } from './ram-evaluate.js';
import type { RamPolicy } from './ram-policy.js';

/** What of a caller decides what it may do. */
export interface RamPrincipal {
  /** Allowed everything that its session policy allows; identity policies are not read. */
  readonly root: boolean;
  /** Of a temporary key that was narrowed when it was made. */
  readonly sessionPolicy: RamPolicy | null;
  readonly policies: readonly RamPolicy[];
}

export interface RamVerdict {
  readonly decision: RamDecision;
  /** Which policies decided. */
  readonly layer: 'session' | 'identity';
}

/** The session policy must itself allow; then the identity's policies must. Source: cloudapi-2016-07-14.md 2.2. */
export function decide({ root, sessionPolicy, policies }: RamPrincipal, request: RamRequest): RamVerdict {
  const bySession = sessionPolicy === null ? 'allow' : evaluate([sessionPolicy], request);
  if (bySession !== 'allow') return { decision: bySession, layer: 'session' };
  return { decision: root ? 'allow' : evaluate(policies, request), layer: 'identity' };
}
