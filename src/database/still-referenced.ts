import { sqlStateOf } from './unit-of-work.js';

/** foreign_key_violation, and restrict_violation: PostgreSQL 18 says the latter of ON DELETE RESTRICT. */
const REFERENCED = new Set(['23503', '23001']);

/** A row could not be deleted because others still refer to it. */
export const isStillReferenced = (error: unknown): boolean => REFERENCED.has(sqlStateOf(error) ?? '');
