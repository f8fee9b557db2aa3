import { Inject, Injectable } from '@nestjs/common';
import type { Config } from '../config/config.js';
import { CONFIG } from '../config/config.token.js';
import { isStillReferenced } from '../database/still-referenced.js';
import { constraintOf, type Tx } from '../database/unit-of-work.js';
import type { Environment, EnvironmentType, Stage } from '../model/environment.js';
import { alreadyExists, invalid, Problem } from '../shared/problem.js';
import { EnvironmentEntity } from './environment.entity.js';

/** An environment as stored: unset port and URL follow the process's settings. */
export interface EnvironmentRow {
  readonly id: string;
  readonly name: string;
  readonly description: string;
  readonly type: EnvironmentType;
  readonly stage: Stage | null;
  readonly port: number | null;
  readonly accessUrl: string | null;
}

@Injectable()
export class EnvironmentsRepository {
  constructor(@Inject(CONFIG) private readonly config: Config) {}

  async list(tx: Tx): Promise<Environment[]> {
    const rows = await tx.manager.find(EnvironmentEntity, { order: { ordinal: 'ASC' } });
    return rows.map((row) => this.#toEnvironment(row));
  }

  async findByName(tx: Tx, name: string): Promise<Environment | undefined> {
    return this.#one(await tx.manager.findOneBy(EnvironmentEntity, { name }));
  }

  async findById(tx: Tx, id: string): Promise<Environment | undefined> {
    return this.#one(await tx.manager.findOneBy(EnvironmentEntity, { id }));
  }

  /** Until the transaction ends nobody can delete it. */
  async hold(tx: Tx, id: string): Promise<boolean> {
    const rows: unknown[] = await tx.manager.query('SELECT id FROM environments WHERE id = $1 FOR KEY SHARE', [id]);
    return rows.length > 0;
  }

  async findByStage(tx: Tx, stage: Stage): Promise<Environment | undefined> {
    return this.#one(await tx.manager.findOneBy(EnvironmentEntity, { stage }));
  }

  /** The stored settings, with unset ones null. */
  async findRow(tx: Tx, name: string): Promise<EnvironmentRow | undefined> {
    const row = await tx.manager.findOneBy(EnvironmentEntity, { name });
    if (row === null) return undefined;
    return {
      id: row.id,
      name: row.name,
      description: row.description,
      type: row.type as EnvironmentType,
      stage: row.stage as Stage | null,
      port: row.port,
      accessUrl: row.accessUrl,
    };
  }

  /** One after another: places and ports are compared with those of all others. */
  async lockAll(tx: Tx): Promise<void> {
    await tx.manager.query(`SELECT pg_advisory_xact_lock(hashtextextended('environments', 0))`);
  }

  async insert(tx: Tx, row: EnvironmentRow, now: Date): Promise<void> {
    const [next] = await tx.manager.query('SELECT coalesce(max(ordinal) + 1, 0) AS ordinal FROM environments');
    const columns = { ...row, ordinal: Number(next.ordinal), version: '0', createdAt: now, modifiedAt: now };
    await this.#refusing(row, () => tx.manager.insert(EnvironmentEntity, columns));
  }

  async update(tx: Tx, row: EnvironmentRow, now: Date): Promise<void> {
    const { id, ...columns } = row;
    await this.#refusing(row, () => tx.manager.update(EnvironmentEntity, { id }, { ...columns, modifiedAt: now }));
  }

  async delete(tx: Tx, environment: Environment): Promise<void> {
    try {
      await tx.manager.delete(EnvironmentEntity, { id: environment.id });
    } catch (error) {
      if (!isStillReferenced(error)) throw error;
      throw new Problem('in_use', `environment '${environment.name}' still has deployments: undeploy them first`, {
        resource: 'environment',
        name: environment.name,
      });
    }
  }

  async #refusing<T>(row: EnvironmentRow, write: () => Promise<T>): Promise<void> {
    try {
      await write();
    } catch (error) {
      if (constraintOf(error) === 'uq_environments_name') throw alreadyExists('environment', row.name);
      if (constraintOf(error) === 'uq_environments_stage') {
        throw invalid('stage', `another environment already is stage ${row.stage}`);
      }
      throw error;
    }
  }

  #one(row: EnvironmentEntity | null): Environment | undefined {
    return row === null ? undefined : this.#toEnvironment(row);
  }

  #toEnvironment(row: EnvironmentEntity): Environment {
    const port = row.port ?? this.config.gatewayPort + row.ordinal;
    const { gatewayHttpsPort } = this.config;
    const host = ['0.0.0.0', '::'].includes(this.config.host) ? '127.0.0.1' : this.config.host;
    return {
      id: row.id,
      name: row.name,
      description: row.description,
      type: row.type as EnvironmentType,
      stage: row.stage as Stage | null,
      port,
      httpsPort: gatewayHttpsPort === null ? null : gatewayHttpsPort + row.ordinal,
      accessUrl: row.accessUrl ?? `http://${host}:${port}`,
      version: Number(row.version),
    };
  }
}
