import type { Id } from '../shared/ids.js';

/** Another installation that promotions may lead to. Its token is stored sealed and never told. */
export interface PromotionInstance {
  readonly id: Id;
  readonly name: string;
  /** Of its management side, without a trailing slash and without `/apiops`. */
  readonly url: string;
  /** How people mark it; any text. */
  readonly color: string;
}

export const PROMOTED_KINDS = ['API_PROXY', 'PROXY_GROUP'] as const;
export type PromotedKind = (typeof PROMOTED_KINDS)[number];

/** What goes where. A group travels with its members. */
export interface PromotionMapping {
  readonly id: Id;
  readonly name: string;
  /** Of the source. */
  readonly projectId: Id;
  readonly kind: PromotedKind;
  readonly sourceName: string;
  readonly instanceId: Id;
  readonly targetProject: string;
  /** Of a group: always the source's. */
  readonly targetName: string;
  /** There; deployed to in this order once it is saved. */
  readonly targetEnvironments: readonly string[];
}

export const PROMOTION_STATES = ['PENDING', 'RUNNING', 'SUCCEEDED', 'FAILED'] as const;
export type PromotionState = (typeof PROMOTION_STATES)[number];

/** How one mapping of one run fared. Names are those of that moment, so that the record outlives what it names. */
export interface PromotionExecution {
  readonly id: Id;
  /** Of the run: what one call started. */
  readonly executionId: Id;
  /** Place in the run. */
  readonly position: number;
  readonly projectId: Id;
  readonly mappingId: Id;
  readonly mappingName: string;
  readonly instanceId: Id;
  readonly instanceName: string;
  readonly instanceColor: string;
  readonly sourceName: string;
  readonly targetName: string;
  readonly state: PromotionState;
  readonly step: number;
  readonly totalSteps: number;
  readonly stepName: string;
  readonly name: string;
  readonly description: string;
  readonly executedBy: string;
  readonly startedAt: Date;
  readonly completedAt: Date | null;
  /** When the run last moved on; one that stands still for long was cut off. */
  readonly touchedAt: Date;
  readonly errorMessage: string;
}
