/**
 * A version of a release is named by a moment in whole milliseconds: unique for a proxy in a group, and later than the one
 * before it also when two are made at once or the clock goes back.
 */
export const nextVersion = (now: Date, last: Date | null): Date =>
  last === null || last < now ? now : new Date(last.getTime() + 1);
