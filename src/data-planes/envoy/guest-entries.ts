import type { Route } from '../../ir/fragment.js';
import { isStaged, STAGE_HEADER } from '../../ir/stage.js';
import type { SnapshotEntry } from '../data-plane.js';

/**
 * What of a release is served on the listeners of another environment (StageMatch): its routes with a stage, to callers who
 * ask for just that one. Null when it has none.
 */
export function guestEntry({ key, digest, fragment }: SnapshotEntry, environmentId: string): SnapshotEntry | null {
  const routes = fragment.routes.filter(isStaged).map(askedFor);
  if (routes.length === 0) return null;
  return { key: guestKey(environmentId, key), digest, fragment: { ...fragment, routes } };
}

/** Releases of several environments are told apart by it. */
export const guestKey = (environmentId: string, key: string): string => `${environmentId}/${key}`;

export const isGuestKey = (key: string): boolean => key.includes('/');

function askedFor({ match: { stage, ...match }, ...route }: Route): Route {
  if (stage === undefined || stage.forced) return { ...route, match };
  return { ...route, match: { ...match, headers: [...match.headers, { name: STAGE_HEADER, value: stage.name }] } };
}
