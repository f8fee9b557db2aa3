import { Inject, Injectable, Logger } from '@nestjs/common';
import type { DataPlaneDriver, SnapshotChange } from '../data-planes/data-plane.js';
import { DATA_PLANES } from '../data-planes/data-planes.token.js';
import { UnitOfWork } from '../database/unit-of-work.js';
import { FlipGates, type Together } from './flip-gates.js';
import { FragmentSecrets } from './fragment-secrets.js';
import { type CurrentChange, SnapshotsRepository } from './snapshots.repository.js';

/** How far one driver's nodes have been offered an environment's snapshots. */
interface Position {
  /** Last version offered; null: nothing yet, the next offer is whole. */
  offered: number | null;
  /** Refused since: not offered again by itself, or a later answer would hide the refusal before it is undone. */
  refused: number | null;
  /** At most one read at a time; a wish during a read is remembered, newest wins. */
  reading: Promise<void> | undefined;
  again: boolean;
}

/**
 * Brings every driver of this process to the current snapshot of every environment. A change made here goes straight to
 * the drivers; changes made by other replicas are read from the log, only what changed. Versions are compared for order
 * here and nowhere else.
 */
@Injectable()
export class SnapshotFeed {
  readonly #logger = new Logger('SnapshotFeed');
  readonly #positions = new Map<DataPlaneDriver, Map<string, Position>>();

  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly snapshots: SnapshotsRepository,
    private readonly secrets: FragmentSecrets,
    private readonly gates: FlipGates,
    @Inject(DATA_PLANES) private readonly drivers: readonly DataPlaneDriver[],
  ) {}

  /** A change this process has just committed, with its secrets open. */
  push(change: SnapshotChange, together: Together | null): void {
    for (const driver of this.drivers) {
      const position = this.#position(driver, change.environmentId);
      if (position.offered === change.from && position.reading === undefined)
        this.#offer(driver, position, { change, together });
      else this.#wish(driver, change.environmentId);
    }
  }

  /**
   * Another replica, or a timer, says that the environment is at `version`. Also an older one: a database that was
   * restored from a backup is right. What is offered then is read anew, so a notice that comes late changes nothing.
   */
  catchUp(environmentId: string, version: number): void {
    for (const driver of this.drivers) {
      const { offered, refused } = this.#position(driver, environmentId);
      if (offered !== version && refused !== version) this.#wish(driver, environmentId);
    }
  }

  /** The driver's nodes need the whole snapshot. */
  restart(driver: DataPlaneDriver, environmentId: string): void {
    this.#position(driver, environmentId).offered = null;
    this.#wish(driver, environmentId);
  }

  /** The driver's nodes refused a version and serve another: the next offer builds on what they really have. */
  rewind(driver: DataPlaneDriver, environmentId: string, refused: number, serving: number | null): void {
    const position = this.#position(driver, environmentId);
    position.offered = serving;
    position.refused = refused;
  }

  /** Re-reads the versions of all environments; resolves once every driver has been offered the newest. */
  async reconcile(): Promise<void> {
    const versions = await this.unitOfWork.read((tx) => this.snapshots.versions(tx));
    for (const [environmentId, version] of versions) this.catchUp(environmentId, version);
    await Promise.all(
      this.drivers.flatMap((driver) => [...this.#of(driver).values()].map((position) => position.reading)),
    );
  }

  #wish(driver: DataPlaneDriver, environmentId: string): void {
    const position = this.#position(driver, environmentId);
    if (position.reading !== undefined) {
      position.again = true;
      return;
    }
    position.reading = this.#read(driver, environmentId, position)
      .catch((error: Error) => this.#logger.error(`cannot read the snapshot of ${environmentId}: ${error.message}`))
      .finally(() => {
        position.reading = undefined;
        if (!position.again) return;
        position.again = false;
        this.#wish(driver, environmentId);
      });
  }

  async #read(driver: DataPlaneDriver, environmentId: string, position: Position): Promise<void> {
    const read = await this.unitOfWork.snapshot((tx) =>
      this.snapshots.changeSince(tx, environmentId, position.offered),
    );
    if (read === undefined || (read.change.from !== null && read.change.from === read.change.to)) return;
    const { change, together } = read;
    const upserts = change.upserts.map((entry) => this.secrets.open(entry));
    this.#offer(driver, position, { change: { ...change, upserts }, together });
  }

  #offer(driver: DataPlaneDriver, position: Position, { change, together }: CurrentChange): void {
    position.offered = change.to;
    position.refused = null;
    if (together === null) driver.offer(change);
    else driver.offer(change, this.gates.gateFor(driver, change.environmentId, together));
  }

  #position(driver: DataPlaneDriver, environmentId: string): Position {
    const positions = this.#of(driver);
    let position = positions.get(environmentId);
    if (position === undefined) {
      const node = driver.nodes().find((candidate) => candidate.environmentId === environmentId);
      position = { offered: node?.version ?? null, refused: null, reading: undefined, again: false };
      positions.set(environmentId, position);
    }
    return position;
  }

  #of(driver: DataPlaneDriver): Map<string, Position> {
    let positions = this.#positions.get(driver);
    if (positions === undefined) {
      positions = new Map();
      this.#positions.set(driver, positions);
    }
    return positions;
  }
}
