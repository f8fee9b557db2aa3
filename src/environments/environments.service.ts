import { Inject, Injectable } from '@nestjs/common';
import type { Config } from '../config/config.js';
import { CONFIG } from '../config/config.token.js';
import { type Tx, UnitOfWork } from '../database/unit-of-work.js';
import { type Actor, can } from '../model/actor.js';
import { ENVIRONMENT_TYPES, type Environment, type EnvironmentType, STAGES, type Stage } from '../model/environment.js';
import { Clock } from '../shared/clock.js';
import { newId } from '../shared/ids.js';
import { invalid, missing, notFound, permissionDenied } from '../shared/problem.js';
import { type EnvironmentRow, EnvironmentsRepository } from './environments.repository.js';

export interface EnvironmentInput {
  readonly name: string;
  readonly description?: string;
  readonly type: EnvironmentType;
  readonly stage?: Stage | null;
  /** Absent or null: GATEWRIGHT_GATEWAY_PORT plus the environment's place in order of creation. */
  readonly port?: number | null;
  /** Absent or null: the listener's own address. */
  readonly accessUrl?: string | null;
}

@Injectable()
export class EnvironmentsService {
  #changed: (() => Promise<void>)[] = [];
  #canListen: (port: number) => Promise<boolean> = () => Promise.resolve(true);

  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly repository: EnvironmentsRepository,
    private readonly clock: Clock,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  /** In order of creation. Environments belong to the installation: any project may use each. */
  list(actor: Actor): Promise<Environment[]> {
    if (!actor.admin && actor.grants.size === 0) return Promise.resolve([]);
    return this.unitOfWork.read((tx) => this.repository.list(tx));
  }

  async getByName(_actor: Actor, name: string): Promise<Environment> {
    return known(name, await this.unitOfWork.read((tx) => this.repository.findByName(tx, name)));
  }

  async getById(_actor: Actor, id: string): Promise<Environment> {
    return known(id, await this.unitOfWork.read((tx) => this.repository.findById(tx, id)));
  }

  async getByStage(_actor: Actor, stage: Stage): Promise<Environment> {
    return known(stage, await this.unitOfWork.read((tx) => this.repository.findByStage(tx, stage)));
  }

  async create(actor: Actor, input: EnvironmentInput): Promise<Environment> {
    requireAdmin(actor);
    const environment = await this.unitOfWork.run(async (tx) => {
      const added = await this.add(tx, input);
      await this.#requirePorts(tx, added, []);
      return added;
    });
    await this.#announce();
    return environment;
  }

  async update(actor: Actor, name: string, change: Partial<EnvironmentInput>): Promise<Environment> {
    requireAdmin(actor);
    const updated = await this.unitOfWork.run(async (tx) => {
      await this.repository.lockAll(tx);
      const before = await this.repository.findRow(tx, name);
      if (before === undefined) throw notFound('environment', name);
      const ports = portsOf(known(name, await this.repository.findById(tx, before.id)));
      await this.repository.update(tx, this.#checked({ ...before, ...change, id: before.id }), this.clock.now());
      const after = known(before.id, await this.repository.findById(tx, before.id));
      await this.#requirePorts(tx, after, ports);
      return after;
    });
    await this.#announce();
    return updated;
  }

  async delete(actor: Actor, name: string): Promise<void> {
    requireAdmin(actor);
    await this.unitOfWork.run(async (tx) => {
      await this.repository.delete(tx, known(name, await this.repository.findByName(tx, name)));
    });
    await this.#announce();
  }

  /** For the first start and for `create`; checks no permission. */
  async add(tx: Tx, input: EnvironmentInput): Promise<Environment> {
    await this.repository.lockAll(tx);
    const row = this.#checked({ ...input, id: newId() });
    await this.repository.insert(tx, row, this.clock.now());
    return known(row.name, await this.repository.findById(tx, row.id));
  }

  /** For use cases of higher modules: until the transaction ends it cannot be deleted. Throws not_found. */
  async hold(tx: Tx, environment: Pick<Environment, 'id' | 'name'>): Promise<void> {
    if (!(await this.repository.hold(tx, environment.id))) throw notFound('environment', environment.name);
  }

  /** Called after the set of environments or a listener changed. */
  onChange(listener: () => Promise<void>): void {
    this.#changed.push(listener);
  }

  /** Asked inside the unit of work, before a listener is made or moved: can this process bind the port? */
  probePortsWith(probe: (port: number) => Promise<boolean>): void {
    this.#canListen = probe;
  }

  async #requirePorts(tx: Tx, environment: Environment, before: readonly number[]): Promise<void> {
    const others = (await this.repository.list(tx)).filter(({ id }) => id !== environment.id);
    if (environment.port === environment.httpsPort) {
      throw invalid('port', `${environment.port} is where it ends TLS: use another, or another HTTPS port`);
    }
    for (const port of portsOf(environment)) {
      if (before.includes(port)) continue;
      this.#checkPort(port);
      const taken = others.find((other) => portsOf(other).includes(port));
      if (taken !== undefined) throw invalid('port', `${port} is the port of environment '${taken.name}'`);
      if (!(await this.#canListen(port))) {
        throw invalid('port', `${port} cannot be listened on: another program has it`);
      }
    }
  }

  async #announce(): Promise<void> {
    for (const listener of this.#changed) await listener();
  }

  #checked(input: EnvironmentInput & { readonly id: string }): EnvironmentRow {
    if (input.name === undefined || input.name.trim() === '') throw missing('name');
    if (!/^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/.test(input.name)) {
      throw invalid('name', 'use 1 to 64 letters, digits, dots, dashes or underscores');
    }
    if (!ENVIRONMENT_TYPES.includes(input.type)) throw invalid('type', `use one of ${ENVIRONMENT_TYPES.join(', ')}`);
    if (input.stage != null && !STAGES.includes(input.stage)) {
      throw invalid('stage', `use one of ${STAGES.join(', ')}, or leave it out`);
    }
    this.#checkPort(input.port);
    checkUrl(input.accessUrl);
    return {
      id: input.id,
      name: input.name,
      description: input.description ?? '',
      type: input.type,
      stage: input.stage ?? null,
      port: input.port ?? null,
      accessUrl: input.accessUrl ?? null,
    };
  }

  #checkPort(port: number | null | undefined): void {
    if (port == null) return;
    if (!Number.isInteger(port) || port < 1 || port > 65535) throw invalid('port', 'use a port from 1 to 65535');
    if (port === this.config.port || port === this.config.xdsPort) {
      throw invalid('port', `${port} is one of the control plane's own ports`);
    }
  }
}

const portsOf = ({ port, httpsPort }: Environment): number[] => (httpsPort === null ? [port] : [port, httpsPort]);

function checkUrl(url: string | null | undefined): void {
  if (url == null) return;
  if (!/^https?:\/\/[^\s/?#]+(\/[^\s?#]*[^\s?#/])?$/.test(url)) {
    throw invalid('accessUrl', 'use http(s)://host[:port][/path] without a trailing slash');
  }
}

function known(name: string, environment: Environment | undefined): Environment {
  if (environment === undefined) throw notFound('environment', name);
  return environment;
}

function requireAdmin(actor: Actor): void {
  if (!can(actor, 'installation.administer')) throw permissionDenied();
}
