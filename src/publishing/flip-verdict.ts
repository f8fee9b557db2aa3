export type Verdict =
  | { readonly kind: 'wait' }
  | { readonly kind: 'flip' }
  | { readonly kind: 'hold'; readonly refusedBy: string };

/**
 * What becomes of a flip. `words`: who has prepared it (null), or which of its nodes refused, by party; a refusal counts
 * whoever it comes from. Pure.
 */
export function verdictOf(
  parties: readonly string[],
  words: ReadonlyMap<string, string | null>,
  isPatienceOver: boolean,
): Verdict {
  const refusals = [...words.values()].filter((word) => word !== null);
  if (refusals.length > 0) return { kind: 'hold', refusedBy: refusals.join(', ') };
  const isComplete = parties.every((party) => words.has(party));
  return { kind: isComplete || isPatienceOver ? 'flip' : 'wait' };
}

/**
 * Replicas that this one waits for, of those that had nodes in the environment when the deployment was committed. All read
 * the same list: where it names one alone, that one tells nobody, and so nobody may wait for it. Pure.
 */
export function awaitedReplicas(replicas: readonly string[], own: string): readonly string[] {
  return replicas.length > 1 ? replicas.filter((id) => id !== own) : [];
}
