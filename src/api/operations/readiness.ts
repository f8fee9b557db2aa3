import { Inject, Injectable, Logger } from '@nestjs/common';

/** Injection token of `readonly ReadinessCheck[]`. */
export const READINESS_CHECKS = Symbol('READINESS_CHECKS');

/** One reason why this process may not be ready. The reason is shown to anybody: no addresses, no credentials. */
export interface ReadinessCheck {
  readonly name: string;
  /** Null when ready, else why not. */
  check(): Promise<string | null>;
}

export interface Readiness {
  readonly ready: boolean;
  readonly checks: readonly { readonly name: string; readonly reason: string | null }[];
}

/** A check that has not answered by then counts as failed; probes usually give up after a few seconds themselves. */
const CHECK_TIMEOUT_MS = 2_000;

@Injectable()
export class ReadinessProbe {
  readonly #logger = new Logger(ReadinessProbe.name);

  constructor(@Inject(READINESS_CHECKS) private readonly checks: readonly ReadinessCheck[]) {}

  /** Asks every check at once. */
  async ask(): Promise<Readiness> {
    const checks = await Promise.all(
      this.checks.map(async (check) => ({ name: check.name, reason: await this.#reasonOf(check) })),
    );
    return { ready: checks.every(({ reason }) => reason === null), checks };
  }

  async #reasonOf(check: ReadinessCheck): Promise<string | null> {
    try {
      return await within(CHECK_TIMEOUT_MS, check.check());
    } catch (error) {
      this.#logger.warn({ err: error, check: check.name }, 'readiness check failed');
      return 'the check failed; see the log';
    }
  }
}

/** Settles with the answer or, once `ms` have passed, with a reason. */
function within(ms: number, answer: Promise<string | null>): Promise<string | null> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => resolve(`no answer within ${ms} ms`), ms);
    answer.then(resolve, reject).finally(() => clearTimeout(timer));
  });
}
