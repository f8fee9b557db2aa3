import { Problem } from '../../shared/problem.js';

/** Lets `slots` run at once and `queue` wait; whoever comes on top is told to come back. */
export class Gate {
  private running = 0;
  private readonly waiting: (() => void)[] = [];

  constructor(
    private readonly slots: number,
    private readonly queue: number,
  ) {}

  async run<T>(work: () => Promise<T>): Promise<T> {
    await this.enter();
    try {
      return await work();
    } finally {
      this.leave();
    }
  }

  private async enter(): Promise<void> {
    if (this.running < this.slots) {
      this.running += 1;
      return;
    }
    if (this.waiting.length >= this.queue) {
      throw new Problem('busy', 'too many imports at once; try again shortly', { retryAfterMs: 5000 });
    }
    await new Promise<void>((resolve) => this.waiting.push(resolve));
  }

  /** The slot goes over to the next in line, so it never looks free in between. */
  private leave(): void {
    const next = this.waiting.shift();
    if (next === undefined) this.running -= 1;
    else next();
  }
}
