import { Inject, Injectable } from '@nestjs/common';
import type { Config } from '../config/config.js';
import { CONFIG } from '../config/config.token.js';
import type { DataPlaneDriver } from '../data-planes/data-plane.js';
import { DATA_PLANES } from '../data-planes/data-planes.token.js';
import type { FlipGate } from '../data-planes/flip-gate.js';
import { newId } from '../shared/ids.js';
import type { PreparedNotice } from './channels.js';
import { awaitedReplicas, verdictOf } from './flip-verdict.js';

/** Who flips together. */
export interface Together {
  readonly deploymentId: string;
  /** Ids of those that had connected nodes in the environment when the deployment was committed. */
  readonly replicas: readonly string[];
}

type TellOthers = (refusedBy: string | null) => void;

/** Of one deployment, in this process. It may hear of others before it is told whom to wait for. */
class DeploymentGate {
  readonly #words = new Map<string, string | null>();
  readonly #verdict = Promise.withResolvers<string | null>();
  #planes: readonly string[] = [];
  #replicas: readonly string[] = [];
  #isOpen = false;
  #hasTold = false;
  #patience: NodeJS.Timeout | undefined;

  constructor(
    readonly deploymentId: string,
    private readonly tellOthers: TellOthers,
  ) {}

  /** Once; before, it only collects. */
  waitFor(planes: readonly string[], replicas: readonly string[], patienceMs: number): void {
    if (this.#isOpen) return;
    this.#isOpen = true;
    this.#planes = planes;
    this.#replicas = replicas;
    this.#patience = setTimeout(() => this.#decide(true), patienceMs);
    this.#patience.unref();
    this.#decide();
  }

  /** Only the first word of a party counts. */
  hear(party: string, refusedBy: string | null): void {
    if (this.#words.has(party)) return;
    this.#words.set(party, refusedBy);
    this.#decide();
  }

  for(plane: string): FlipGate {
    return {
      isAlone: this.#replicas.length === 0 && this.#planes.every((other) => other === plane),
      verdict: this.#verdict.promise,
      prepared: (refusedBy) => this.hear(plane, refusedBy),
    };
  }

  #decide(isPatienceOver = false): void {
    if (!this.#isOpen) return;
    this.#tellOthers();
    const verdict = verdictOf([...this.#planes, ...this.#replicas], this.#words, isPatienceOver);
    if (verdict.kind === 'wait') return;
    clearTimeout(this.#patience);
    this.#verdict.resolve(verdict.kind === 'hold' ? verdict.refusedBy : null);
  }

  #tellOthers(): void {
    if (this.#hasTold || this.#replicas.length === 0) return;
    const own = new Map([...this.#words].filter(([party]) => this.#planes.includes(party)));
    const verdict = verdictOf(this.#planes, own, false);
    if (verdict.kind === 'wait') return;
    this.#hasTold = true;
    this.tellOthers(verdict.kind === 'hold' ? verdict.refusedBy : null);
  }
}

/** Lets the planes of this process and those of other replicas flip together. */
@Injectable()
export class FlipGates {
  /** Names this process among the replicas of one database. */
  readonly replicaId = newId();
  /** Of the newest deployment of each environment. */
  readonly #gates = new Map<string, DeploymentGate>();
  readonly #listeners = new Set<(notice: PreparedNotice) => void>();

  constructor(
    @Inject(DATA_PLANES) private readonly drivers: readonly DataPlaneDriver[],
    @Inject(CONFIG) private readonly config: Pick<Config, 'xdsPatienceMs'>,
  ) {}

  /** For a plane that is about to be offered the deployment. The patience of all begins with the first of them. */
  gateFor(driver: DataPlaneDriver, environmentId: string, { deploymentId, replicas }: Together): FlipGate {
    const gate = this.#gateOf(environmentId, deploymentId);
    const planes = this.drivers.filter((each) => each.nodes().some((node) => node.environmentId === environmentId));
    const names = planes.map(({ name }) => name);
    gate.waitFor(names, awaitedReplicas(replicas, this.replicaId), this.config.xdsPatienceMs);
    return gate.for(driver.name);
  }

  /** Another replica has prepared a deployment, or refused it. */
  heard({ environmentId, deploymentId, sender, refusedBy }: PreparedNotice): void {
    this.#gateOf(environmentId, deploymentId).hear(sender, refusedBy);
  }

  /** What the others are to hear of this process. */
  onPrepared(listener: (notice: PreparedNotice) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  #gateOf(environmentId: string, deploymentId: string): DeploymentGate {
    const known = this.#gates.get(environmentId);
    if (known?.deploymentId === deploymentId) return known;
    const gate = new DeploymentGate(deploymentId, (refusedBy) => {
      for (const tell of this.#listeners) tell({ environmentId, deploymentId, sender: this.replicaId, refusedBy });
    });
    this.#gates.set(environmentId, gate);
    return gate;
  }
}
