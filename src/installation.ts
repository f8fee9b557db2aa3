import { Inject, Injectable } from '@nestjs/common';
import type { Config } from './config/config.js';
import { CONFIG } from './config/config.token.js';
import type { Listener } from './data-planes/data-plane.js';
import { DeploymentsService } from './deployments/deployments.service.js';
import { EnvironmentsService } from './environments/environments.service.js';
import { SYSTEM_ACTOR } from './model/actor.js';
import { Publisher } from './publishing/publisher.service.js';

/** Brings the gateways up to what the database says, and keeps their listeners in step with the environments. */
@Injectable()
export class Installation {
  constructor(
    private readonly environments: EnvironmentsService,
    private readonly publisher: Publisher,
    private readonly deployments: DeploymentsService,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  async start(): Promise<void> {
    await this.publisher.start(await this.#listeners());
    this.environments.onChange(async () => this.publisher.listen(await this.#listeners()));
    await this.deployments.recover();
  }

  async stop(): Promise<void> {
    await this.publisher.stop();
  }

  async #listeners(): Promise<Listener[]> {
    const environments = await this.environments.list(SYSTEM_ACTOR);
    return environments.map(({ id, name, port }) => ({
      environmentId: id,
      environmentName: name,
      host: this.config.host,
      port,
    }));
  }
}
