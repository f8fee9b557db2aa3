/** Time as a value that tests can set. Pure folders never see it: they receive dates. */
export abstract class Clock {
  abstract now(): Date;
}

export class SystemClock extends Clock {
  now(): Date {
    return new Date();
  }
}
