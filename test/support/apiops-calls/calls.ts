import type { Call } from './call.js';
import type { Needs } from './callers.js';
import { ON_GROUPS } from './groups.js';
import { ON_PACKAGES } from './packages.js';
import { ON_PROMOTION } from './promotion.js';
import { ON_PROXIES } from './proxies.js';
import { READS } from './reads.js';

/** Every operation, in all its ways. */
export const CALLS: readonly Call[] = [...READS, ...ON_PROXIES, ...ON_GROUPS, ...ON_PACKAGES, ...ON_PROMOTION];

/** Of its plainest call, the first. */
export const needsOf = (operation: string): Needs | undefined =>
  CALLS.find((call) => call.operation === operation)?.needs;

/** As a test is named. */
export const nameOf = ({ operation, variant }: Call): string =>
  variant === undefined ? operation : `${operation} (${variant})`;
