import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager, type QueryRunner } from 'typeorm';

/**
 * A running database transaction, passed explicitly to every repository call. Only `*.repository.ts` and this folder
 * touch `manager`.
 */
export class Tx {
  readonly #afterCommit: (() => void)[] = [];

  constructor(readonly manager: EntityManager) {}

  /** Runs once the transaction has committed, never before, never when it rolls back. Must not throw. */
  afterCommit(action: () => void): void {
    this.#afterCommit.push(action);
  }

  committed(): void {
    for (const action of this.#afterCommit) action();
  }
}

const RETRYABLE_SQLSTATES = new Set(['40001', '40P01']);
const MAX_ATTEMPTS = 8;

/** One unit of work per use case: the function runs in one transaction, again on serialization failure or deadlock. */
@Injectable()
export class UnitOfWork {
  constructor(private readonly dataSource: DataSource) {}

  /** Single-statement reads, without the cost of a transaction: each statement sees what is committed then. */
  read<T>(work: (tx: Tx) => Promise<T>): Promise<T> {
    return work(new Tx(this.dataSource.manager));
  }

  /** READ COMMITTED. `work` must do nothing outside the database: it may run more than once. */
  run<T>(work: (tx: Tx) => Promise<T>): Promise<T> {
    return this.#attempt((runner) => this.#transaction(runner, 'READ COMMITTED', work));
  }

  /** One consistent read: REPEATABLE READ, read only by convention. */
  snapshot<T>(work: (tx: Tx) => Promise<T>): Promise<T> {
    return this.#attempt((runner) => this.#transaction(runner, 'REPEATABLE READ', work));
  }

  /**
   * Runs `work` while this process alone, among all replicas, holds `lock`. The lock lives on a connection of its own, so
   * it is released when the process dies. Rejects with `undefined` result of `onBusy` when it is not free in `waitMs`.
   */
  async exclusive<T>(
    lock: string,
    waitMs: number,
    work: (session: Session) => Promise<T>,
    onBusy: () => T,
  ): Promise<T> {
    const runner = this.dataSource.createQueryRunner();
    await runner.connect();
    try {
      if (!(await acquire(runner, lock, waitMs))) return onBusy();
      try {
        return await work(new Session((inner) => this.#onRunner(runner, inner)));
      } finally {
        await runner.query('SELECT pg_advisory_unlock(hashtextextended($1, 0))', [lock]);
      }
    } finally {
      await runner.release();
    }
  }

  async #attempt<T>(work: (runner: QueryRunner) => Promise<T>): Promise<T> {
    const runner = this.dataSource.createQueryRunner();
    await runner.connect();
    try {
      return await retried(() => work(runner));
    } finally {
      await runner.release();
    }
  }

  #onRunner<T>(runner: QueryRunner, work: (tx: Tx) => Promise<T>): Promise<T> {
    return retried(() => this.#transaction(runner, 'READ COMMITTED', work));
  }

  async #transaction<T>(
    runner: QueryRunner,
    isolation: 'READ COMMITTED' | 'REPEATABLE READ',
    work: (tx: Tx) => Promise<T>,
  ): Promise<T> {
    // READ COMMITTED is the server's default; naming it would cost a round trip.
    await (isolation === 'READ COMMITTED' ? runner.startTransaction() : runner.startTransaction(isolation));
    const tx = new Tx(runner.manager);
    let result: T;
    try {
      result = await work(tx);
      await runner.commitTransaction();
    } catch (error) {
      if (runner.isTransactionActive) await runner.rollbackTransaction();
      throw error;
    }
    tx.committed();
    return result;
  }
}

/** Several transactions in a row on the connection that holds an exclusive lock. */
export class Session {
  constructor(private readonly transact: <T>(work: (tx: Tx) => Promise<T>) => Promise<T>) {}

  run<T>(work: (tx: Tx) => Promise<T>): Promise<T> {
    return this.transact(work);
  }
}

async function acquire(runner: QueryRunner, lock: string, waitMs: number): Promise<boolean> {
  const [row] = await runner.query('SELECT pg_try_advisory_lock(hashtextextended($1, 0)) AS held', [lock]);
  if (row.held) return true;
  await runner.query(`SELECT set_config('lock_timeout', $1, false)`, [String(Math.max(1, Math.floor(waitMs)))]);
  try {
    await runner.query('SELECT pg_advisory_lock(hashtextextended($1, 0))', [lock]);
    return true;
  } catch (error) {
    if (sqlStateOf(error) === '55P03') return false;
    throw error;
  } finally {
    await runner.query(`SELECT set_config('lock_timeout', '0', false)`);
  }
}

async function retried<T>(work: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await work();
    } catch (error) {
      if (attempt >= MAX_ATTEMPTS || !RETRYABLE_SQLSTATES.has(sqlStateOf(error) ?? '')) throw error;
    }
  }
}

/** SQLSTATE of a database error, e.g. `23505`; undefined for anything else. */
export function sqlStateOf(error: unknown): string | undefined {
  const code = (error as { driverError?: { code?: unknown } } | null)?.driverError?.code;
  return typeof code === 'string' ? code : undefined;
}

/** Name of the violated constraint, when the database said it. */
export function constraintOf(error: unknown): string | undefined {
  const name = (error as { driverError?: { constraint?: unknown } } | null)?.driverError?.constraint;
  return typeof name === 'string' ? name : undefined;
}
