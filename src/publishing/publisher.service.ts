import { Inject, Injectable, Logger } from '@nestjs/common';
import type {
  DataPlaneDriver,
  Listener,
  NodePresence,
  PlaneRefusal,
  ReleaseKey,
  SnapshotEntry,
} from '../data-planes/data-plane.js';
import { DATA_PLANES } from '../data-planes/data-planes.token.js';
import { type Tx, UnitOfWork } from '../database/unit-of-work.js';
import type { Fragment } from '../ir/fragment.js';
import { hasStagedRoutes } from '../ir/stage.js';
import { Clock } from '../shared/clock.js';
import { FaultPoints } from '../shared/fault-points.js';
import { ANSWER_CHANNEL, SNAPSHOT_CHANNEL } from './channels.js';
import { FlipGates } from './flip-gates.js';
import { FragmentSecrets } from './fragment-secrets.js';
import { type KnownNode, NodesRepository } from './nodes.repository.js';
import { NotificationsRepository } from './notifications.repository.js';
import { RolloutsService } from './rollouts.service.js';
import { SnapshotFeed } from './snapshot-feed.js';
import { SnapshotsRepository } from './snapshots.repository.js';

/** A change of an environment's snapshot, with the content of what is new. */
export interface PublishedChange {
  readonly environmentId: string;
  readonly deploymentId: string;
  readonly upserts: readonly SnapshotEntry[];
  readonly removals: readonly ReleaseKey[];
  /** A way back: each node takes it as soon as it can. */
  readonly isWayBack: boolean;
}

const HEARTBEAT_MS = 5_000;

/** Makes snapshots current and keeps every gateway on its way to them. */
@Injectable()
export class Publisher {
  readonly #logger = new Logger('Publisher');
  #heartbeat: NodeJS.Timeout | undefined;

  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly snapshots: SnapshotsRepository,
    private readonly nodes: NodesRepository,
    private readonly notifications: NotificationsRepository,
    private readonly feed: SnapshotFeed,
    private readonly secrets: FragmentSecrets,
    private readonly rollouts: RolloutsService,
    private readonly gates: FlipGates,
    private readonly clock: Clock,
    private readonly faultPoints: FaultPoints,
    @Inject(DATA_PLANES) private readonly drivers: readonly DataPlaneDriver[],
  ) {}

  /** Opens the listeners, brings the gateways to the current snapshots, and follows the other replicas from then on. */
  async start(listeners: readonly Listener[]): Promise<void> {
    await this.listen(listeners);
    await this.rollouts.start();
    await this.notifications.listen(this.gates.replicaId, {
      onNotice: (channel, notice) => {
        // What this process commits it also pushes; reading it again would only race with that.
        if (notice.sender === this.gates.replicaId) return;
        if (channel === SNAPSHOT_CHANNEL) this.feed.catchUp(notice.environmentId, notice.version);
        if (channel === ANSWER_CHANNEL) this.rollouts.heard(notice);
      },
      onPrepared: (notice) => {
        if (notice.sender !== this.gates.replicaId) this.gates.heard(notice);
      },
      onConnected: () => {
        this.rollouts.announce();
        this.#inBackground(this.feed.reconcile());
      },
    });
    await this.feed.reconcile();
    this.#heartbeat = setInterval(() => {
      this.#inBackground(this.rollouts.heartbeat());
      this.#inBackground(this.feed.reconcile());
    }, HEARTBEAT_MS);
    this.#heartbeat.unref();
  }

  async listen(listeners: readonly Listener[]): Promise<void> {
    await Promise.all(this.drivers.map((driver) => driver.listen(listeners)));
  }

  /** Before the database closes: says that this process's gateways are no longer its. */
  async stop(): Promise<void> {
    clearInterval(this.#heartbeat);
    await this.notifications.stop();
    await this.rollouts.stop();
  }

  /**
   * What the data planes with a node in the environment cannot express; asked before the commit. A plane that nobody
   * there uses forbids nothing. Knows the nodes of this process; those of another replica refuse for themselves.
   */
  check(environmentId: string, fragment: Fragment): readonly PlaneRefusal[] {
    const staged = hasStagedRoutes(fragment);
    const isAsked = (node: NodePresence) => node.environmentId === environmentId && (staged || !node.isGuest);
    const used = this.drivers.filter((driver) => driver.nodes().some(isAsked));
    return used.flatMap((driver) => driver.check(fragment));
  }

  /** Inside the deployment's transaction. Returns the new version; the gateways hear of it once it is committed. */
  async publish(tx: Tx, change: PublishedChange): Promise<number> {
    const { environmentId, deploymentId, upserts, removals, isWayBack } = change;
    const logged = { upserts: upserts.map(({ key, digest }) => ({ key, digest })), removals };
    const notice = { channel: SNAPSHOT_CHANNEL, sender: this.gates.replicaId };
    const now = this.clock.now();
    // Before the commit: what cannot be opened must not become current.
    const opened = upserts.map((entry) => this.secrets.open(entry));
    const { version, replicas } = await this.snapshots.append(
      tx,
      { environmentId, deploymentId, isWayBack },
      logged,
      notice,
      now,
    );
    this.faultPoints.reach('deployment.version-appended');
    tx.afterCommit(() => {
      this.faultPoints.reach('deployment.committed');
      const together = replicas === null ? null : { deploymentId, replicas };
      this.feed.push({ environmentId, from: version - 1, to: version, upserts: opened, removals }, together);
      this.faultPoints.reach('deployment.offered');
    });
    return version;
  }

  /** After a commit whose outcome is unknown: whatever the database says now is brought to the gateways. */
  catchUp(): void {
    this.#inBackground(this.feed.reconcile());
  }

  knownNodes(): Promise<KnownNode[]> {
    return this.unitOfWork.read((tx) => this.nodes.list(tx));
  }

  #inBackground(work: Promise<void>): void {
    work.catch((error: Error) => this.#logger.warn(`${error.message}; trying again`));
  }
}
