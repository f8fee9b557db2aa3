import { Inject, Injectable, Logger } from '@nestjs/common';
import type { Config } from '../config/config.js';
import { CONFIG } from '../config/config.token.js';
import { type Tx, UnitOfWork } from '../database/unit-of-work.js';
import { Clock } from '../shared/clock.js';
import { OutdatedRepository, TABLES_OF_OBJECTS } from './outdated.repository.js';
import { UnreferencedRepository } from './unreferenced.repository.js';

/** How many rows went, by table; only tables that lost some. */
export type Swept = Readonly<Record<string, number>>;

const INTERVAL_MS = 60 * 60_000;
const DAY_MS = 24 * 60 * 60_000;
/** Rows of one delete: what it locks is free again within milliseconds. */
const BATCH = 1_000;
/** Of frozen content: found by one look, and deleted at a time. */
const LOOK = 20_000;
const FROZEN_BATCH = 200;

/**
 * Removes what no operation can reach any more, and what has had its time (docs/operations.md says what, and what never
 * goes). Small transactions, none of which waits for a lock, so that deployments do not notice; replicas may sweep at once.
 */
@Injectable()
export class RetentionService {
  readonly #logger = new Logger('Retention');
  #dueAt = 0;
  #sweeping: Promise<void> = Promise.resolve();
  #isStopped = false;

  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly outdated: OutdatedRepository,
    private readonly unreferenced: UnreferencedRepository,
    private readonly clock: Clock,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  /** With the first call, at a start, and every hour from then on; waits for one that is under way. */
  async sweepWhenDue(): Promise<void> {
    const now = this.clock.now().getTime();
    if (now < this.#dueAt || this.#isStopped) return this.#sweeping;
    this.#dueAt = now + INTERVAL_MS;
    const sweeping = this.sweep();
    this.#sweeping = sweeping.then(
      () => undefined,
      () => undefined,
    );
    const gone = Object.entries(await sweeping).map(([table, count]) => `${count} ${table}`);
    if (gone.length > 0) this.#logger.log(`removed what nothing needs any more: ${gone.join(', ')}`);
  }

  /** Ends a sweep after the batch that it is at. */
  async stop(): Promise<void> {
    this.#isStopped = true;
    await this.#sweeping;
  }

  /** In this order: what goes first may have been the last to refer to what goes later. */
  async sweep(): Promise<Swept> {
    const { promotionDays, logDays, auditDays } = this.config.kept;
    const { outdated, unreferenced } = this;
    const swept: Record<string, number> = {};
    const count = async (table: string, removal: Promise<number>) => {
      const gone = await removal;
      if (gone > 0) swept[table] = gone;
    };
    const older = (days: number, remove: (tx: Tx, then: Date, limit: number) => Promise<number>) =>
      this.#batches((tx) => remove(tx, this.#ago(days), BATCH));
    for (const table of TABLES_OF_OBJECTS) {
      await count(
        table,
        this.#batches((tx) => outdated.leftBehind(tx, table, BATCH)),
      );
    }
    await count('promotion_executions', older(promotionDays, outdated.promotions));
    await count('nodes', older(logDays, outdated.nodes));
    await count('node_answers', older(logDays, outdated.answers));
    await count('snapshot_log', older(logDays, outdated.versions));
    if (auditDays !== null) await count('audit_log', older(auditDays, outdated.audit));
    await count('fragments', this.#fragments());
    const revisions = await this.#read((tx) => unreferenced.unusedRevisions(tx, LOOK));
    await count(
      'revisions',
      this.#slices(revisions, (tx, some) => unreferenced.removeRevisions(tx, some)),
    );
    const specs = await this.#read((tx) => unreferenced.unusedSpecs(tx, LOOK));
    await count(
      'spec_documents',
      this.#slices(specs, (tx, some) => unreferenced.removeSpecs(tx, some)),
    );
    return swept;
  }

  async #fragments(): Promise<number> {
    const { digests, versions } = await this.#read((tx) => this.unreferenced.unusedFragments(tx, LOOK));
    return this.#slices(digests, (tx, some) => this.unreferenced.removeFragments(tx, { digests: some, versions }));
  }

  /** Until a batch is not full. */
  async #batches(remove: (tx: Tx) => Promise<number>): Promise<number> {
    for (let total = 0; ; ) {
      if (this.#isStopped) return total;
      const gone = await this.unitOfWork.run(remove);
      total += gone;
      if (gone < BATCH) return total;
    }
  }

  async #slices<T>(found: readonly T[], remove: (tx: Tx, some: readonly T[]) => Promise<number>): Promise<number> {
    let total = 0;
    for (let at = 0; at < found.length && !this.#isStopped; at += FROZEN_BATCH) {
      total += await this.unitOfWork.run((tx) => remove(tx, found.slice(at, at + FROZEN_BATCH)));
    }
    return total;
  }

  #read<T>(look: (tx: Tx) => Promise<T>): Promise<T> {
    return this.unitOfWork.read(look);
  }

  #ago(days: number): Date {
    return new Date(this.clock.now().getTime() - days * DAY_MS);
  }
}
