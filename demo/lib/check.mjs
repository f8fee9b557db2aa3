import { isDeepStrictEqual } from 'node:util';

/** A step that did not go as the demo says it goes. */
export class StepFailed extends Error {
  name = 'StepFailed';
}

/** Holds each claim of the transcript to what really came back. */
export function check(holds, claim, got) {
  if (holds) return;
  throw new StepFailed(`expected: ${claim}\n     got: ${typeof got === 'string' ? got : JSON.stringify(got)}`);
}

export function checkEqual(got, wanted, claim) {
  check(isDeepStrictEqual(got, wanted), `${claim} (${JSON.stringify(wanted)})`, got);
}
