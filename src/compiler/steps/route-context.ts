import type { ErrorStyle } from '../../ir/fragment.js';
import type { ClientScope } from './client-scope.js';

/** What the routes of one release have in common. */
export interface RouteContext {
  readonly proxyId: string;
  readonly scope: ClientScope;
  /** In a group: its path is shared with other members. */
  readonly shared: boolean;
  /** Order of the first operation; a group's members follow one another. */
  readonly firstOrder: number;
  readonly errorStyle: ErrorStyle;
}

/** Room for one member's operations. */
export const ORDERS_PER_MEMBER = 1_000_000;

/** After every operation of every member; members of one group share it, and their fallbacks do the same. */
export const FALLBACK_ORDER = Number.MAX_SAFE_INTEGER;

/** After every active operation of every member: one that is switched off hides none of another member's that is equal. */
export const INACTIVE_ORDER = FALLBACK_ORDER - 1;
