/**
 * Keeps all nodes of an environment together, of every plane and replica: nobody flips to a version before everybody who
 * answers in time has prepared it (docs/adr/0023).
 */
export interface FlipGate {
  /** Only this plane's nodes are concerned: it need not be told when to flip. */
  readonly isAlone: boolean;
  /** When the plane may flip: null. Or who refused: then it must not. Settles within the patience that others have. */
  readonly verdict: Promise<string | null>;
  /** Those of the plane that answer have prepared everything (null), or these refused. Only its first word counts. */
  prepared(refusedBy: string | null): void;
}

/** For what nobody need wait for: a way back, a start. */
export const OPEN_GATE: FlipGate = { isAlone: true, verdict: Promise.resolve(null), prepared: () => undefined };

/** A gate each for several parts of a plane, which has prepared when all of them have. */
export function sharesOf(gate: FlipGate, count: number): FlipGate[] {
  const silent = new Set(Array(count).keys());
  if (count === 0) gate.prepared(null);
  return [...silent].map((part) => ({
    isAlone: gate.isAlone && count === 1,
    verdict: gate.verdict,
    prepared: (refusedBy) => {
      if (silent.delete(part) && (refusedBy !== null || silent.size === 0)) gate.prepared(refusedBy);
    },
  }));
}
