import type { PromotionExecution } from '../model/promotion.js';
import type { Id } from '../shared/ids.js';
import type { MappedInstance } from './promotion-settings.service.js';

export const STEPS = {
  export: 'Export from the source',
  save: 'Save on the target',
  deploy: (environment: string): string => `Deploy to ${environment}`,
} as const;

export interface RunFacts {
  readonly name: string;
  readonly description: string;
  readonly executedBy: string;
  readonly now: Date;
  readonly newId: () => Id;
}

/** One record per mapping, none of them begun. */
export function newRun(mapped: readonly MappedInstance[], facts: RunFacts): PromotionExecution[] {
  const executionId = facts.newId();
  return mapped.map(({ mapping, instance }, position) => ({
    id: facts.newId(),
    executionId,
    position,
    projectId: mapping.projectId,
    mappingId: mapping.id,
    mappingName: mapping.name,
    instanceId: instance.id,
    instanceName: instance.name,
    instanceColor: instance.color,
    sourceName: mapping.sourceName,
    targetName: mapping.targetName,
    state: 'PENDING',
    step: 0,
    totalSteps: 2 + mapping.targetEnvironments.length,
    stepName: STEPS.export,
    name: facts.name,
    description: facts.description,
    executedBy: facts.executedBy,
    startedAt: facts.now,
    completedAt: null,
    touchedAt: facts.now,
    errorMessage: '',
  }));
}

/** No step takes that long: calls to the other side end after a minute. */
const CUT_OFF_AFTER_MS = 10 * 60_000;

/** A record whose process died says so, though nobody was left to write it. */
export function asItStands(execution: PromotionExecution, now: Date): PromotionExecution {
  const isOpen = execution.state === 'PENDING' || execution.state === 'RUNNING';
  if (!isOpen || now.getTime() - execution.touchedAt.getTime() < CUT_OFF_AFTER_MS) return execution;
  return {
    ...execution,
    state: 'FAILED',
    completedAt: execution.touchedAt,
    errorMessage: 'Cut off: the program ended while this ran. Look at the target before it is run again',
  };
}
