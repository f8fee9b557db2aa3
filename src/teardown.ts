export interface TeardownLogger {
  info(message: string): void;
  error(facts: object, message: string): void;
}

interface Step {
  readonly name: string;
  readonly run: () => Promise<unknown>;
}

/** Undoes what was started, last first, once; on a signal or after a failed start. */
export class Teardown {
  readonly #steps: Step[] = [];
  readonly #abort = new AbortController();
  #running: Promise<void> | undefined;

  constructor(private readonly logger: TeardownLogger) {}

  /** Aborted as soon as the end is asked for. */
  get signal(): AbortSignal {
    return this.#abort.signal;
  }

  get isAsked(): boolean {
    return this.#abort.signal.aborted;
  }

  add(name: string, run: () => Promise<unknown>): void {
    this.#steps.push({ name, run });
  }

  onSignals(signals: readonly NodeJS.Signals[]): void {
    for (const signal of signals) {
      process.once(signal, () => {
        this.logger.info(`${signal}: shutting down`);
        this.#abort.abort();
        void this.run().then(() => process.exit(0));
      });
    }
  }

  run(): Promise<void> {
    this.#running ??= this.#run();
    return this.#running;
  }

  async #run(): Promise<void> {
    for (let step = this.#steps.pop(); step !== undefined; step = this.#steps.pop()) {
      try {
        await step.run();
      } catch (error) {
        this.logger.error({ err: error }, `cannot stop the ${step.name}`);
      }
    }
  }
}
