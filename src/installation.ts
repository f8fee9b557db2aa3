import { Inject, Injectable, Logger } from '@nestjs/common';
import type { Config } from './config/config.js';
import { CONFIG } from './config/config.token.js';
import type { Listener } from './data-planes/data-plane.js';
import { BatchesService } from './deployments/batches.service.js';
import { DeploymentsService } from './deployments/deployments.service.js';
import { RefreshesService } from './deployments/refreshes.service.js';
import { EnvironmentsService } from './environments/environments.service.js';
import { SYSTEM_ACTOR } from './model/actor.js';
import { Publisher } from './publishing/publisher.service.js';
import { isFreePort } from './require-free-port.js';
import { RetentionService } from './retention/retention.service.js';

const SWEEP_MS = 10_000;

/** Brings the gateways up to what the database says, and keeps their listeners in step with the environments. */
@Injectable()
export class Installation {
  readonly #logger = new Logger('Installation');
  #sweep: NodeJS.Timeout | undefined;
  #listening: Promise<void> = Promise.resolve();

  constructor(
    private readonly environments: EnvironmentsService,
    private readonly publisher: Publisher,
    private readonly deployments: DeploymentsService,
    private readonly batches: BatchesService,
    private readonly refreshes: RefreshesService,
    private readonly retention: RetentionService,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  async start(): Promise<void> {
    await this.publisher.start(await this.#listeners());
    if (this.config.embeddedGateway) this.environments.probePortsWith((port) => isFreePort(this.config.host, port));
    this.environments.onChange(() => this.#listen());
    await this.deployments.recover();
    await this.batches.resume();
    await this.refreshes.recover().catch((error: Error) => this.#logger.warn(error.message));
    this.#sweep = setInterval(() => this.#inBackground(this.sweep()), SWEEP_MS);
    this.#sweep.unref();
    this.#inBackground(this.retention.sweepWhenDue());
  }

  async stop(): Promise<void> {
    clearInterval(this.#sweep);
    await this.retention.stop();
    await this.batches.stop();
    await this.publisher.stop();
  }

  /**
   * A connection that was cut at the wrong moment leaves a deployment pending in a process that lives on. Another replica
   * may have died with a batch half done, or have made, moved or deleted an environment. Last, what nothing needs any more goes.
   */
  async sweep(): Promise<void> {
    await this.deployments.recover();
    await this.batches.resume();
    await this.#listen();
    await this.refreshes.recover();
    await this.retention.sweepWhenDue();
  }

  #inBackground(sweeping: Promise<void>): void {
    sweeping.catch((error: Error) => this.#logger.warn(`${error.message}; trying again`));
  }

  /** In turn, so that an older list never follows a newer one. */
  #listen(): Promise<void> {
    const listening = this.#listening.then(async () => {
      const listeners = await this.#listeners();
      // A listener that cannot be opened concerns its environment alone; the next sweep tries again.
      await this.publisher.listen(listeners).catch((error: Error) => this.#logger.warn(error.message));
    });
    this.#listening = listening.catch(() => undefined);
    return listening;
  }

  async #listeners(): Promise<Listener[]> {
    const environments = await this.environments.list(SYSTEM_ACTOR);
    return environments.map(({ id, name, port, httpsPort, stage }) => ({
      environmentId: id,
      environmentName: name,
      host: this.config.host,
      port,
      ...(httpsPort === null ? {} : { httpsPort }),
      // Callers who name no stage mean RELEASE: they come to its listeners, and so do those who name another.
      guests:
        stage === 'RELEASE'
          ? environments.filter((other) => other.stage !== null && other.id !== id).map((other) => other.id)
          : [],
    }));
  }
}
