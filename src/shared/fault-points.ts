/** Points of a deployment at which a test can end the process, in the order in which they are passed. */
export const FAULT_POINTS = [
  'deployment.begun',
  'deployment.revisions-frozen',
  'deployment.claims-written',
  'deployment.releases-written',
  'deployment.version-appended',
  'deployment.committed',
  'deployment.offered',
  'deployment.confirmed',
  'deployment.settled',
] as const;
export type FaultPoint = (typeof FAULT_POINTS)[number];

/** Ends the process with SIGKILL at the one armed point; does nothing at all others. */
export class FaultPoints {
  constructor(
    private readonly armed: string | null,
    private readonly end: () => void = () => process.kill(process.pid, 'SIGKILL'),
  ) {
    if (armed !== null && !FAULT_POINTS.some((point) => point === armed)) {
      throw new Error(`GATEWRIGHT_FAULT_POINT '${armed}' is unknown; use one of ${FAULT_POINTS.join(', ')}`);
    }
  }

  reach(point: FaultPoint): void {
    if (point === this.armed) this.end();
  }
}
