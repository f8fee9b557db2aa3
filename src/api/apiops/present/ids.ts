import type { Id } from '../../../shared/ids.js';

/** Ids are 24 hex digits in this dialect: the first 24 of ours. Source: apiops.md 1.7. */
export const shortId = (id: Id): string => id.slice(0, 24);
