import type { PromotionExecution, PromotionInstance } from '../../../model/promotion.js';
import type { MappingPreview } from '../../../promotions/promotion-runs.service.js';
import type { MappedInstance } from '../../../promotions/promotion-settings.service.js';
import type { ExecutionAnswer, ExecutionRow, InstanceRow, MappingRow, PreviewRow } from '../dto/promotion.dto.js';
import { shortId } from './ids.js';
import { listed } from './success.js';

/** Without its token. */
export const presentInstance = ({ id, name, url, color }: PromotionInstance): InstanceRow => ({
  id: shortId(id),
  name,
  url,
  color,
});

export const presentMapping = ({ mapping, instance }: MappedInstance, projectName: string): MappingRow => ({
  id: shortId(mapping.id),
  name: mapping.name,
  type: mapping.kind,
  sourceProjectName: projectName,
  sourceApiName: mapping.sourceName,
  targetInstanceName: instance.name,
  targetProjectName: mapping.targetProject,
  targetApiName: mapping.targetName,
  deployTargetEnvironmentNameList: mapping.targetEnvironments,
});

/** This installation, in its own records. */
const LOCAL = { sourceInstanceId: 'local', sourceInstanceName: 'local', sourceInstanceColor: '' } as const;

export const presentExecution = (execution: PromotionExecution): ExecutionRow => ({
  id: execution.id,
  executionId: execution.executionId,
  mappingId: shortId(execution.mappingId),
  mappingName: execution.mappingName,
  ...LOCAL,
  targetInstanceId: shortId(execution.instanceId),
  targetInstanceName: execution.instanceName,
  targetInstanceColor: execution.instanceColor,
  sourceApiName: execution.sourceName,
  targetApiName: execution.targetName,
  approvalRequired: false,
  approvedBy: null,
  approvedAt: null,
  scheduledAt: null,
  progress: progressOf(execution),
  currentStep: execution.step,
  totalSteps: execution.totalSteps,
  executionName: execution.name,
  executionDescription: execution.description,
  executionNotes: execution.stepName,
  executedBy: execution.executedBy,
  startedAt: execution.startedAt.toISOString(),
  completedAt: execution.completedAt?.toISOString() ?? null,
  errorMessage: execution.errorMessage === '' ? null : execution.errorMessage,
  errorDetail: execution.errorMessage === '' ? null : `${execution.stepName}: ${execution.errorMessage}`,
  executionStatus: execution.state,
});

/** Steps that are behind it; the one that it is at does not count. */
const progressOf = ({ state, step, totalSteps }: PromotionExecution): number =>
  state === 'SUCCEEDED' ? 100 : Math.round((Math.max(0, step - 1) / totalSteps) * 100);

/** @param rows at least one */
export function presentRun(rows: readonly PromotionExecution[]): ExecutionAnswer | ReturnType<typeof listed> {
  const list = rows.map(presentExecution);
  const [first] = list;
  return first === undefined ? listed(list) : { ...listed(list), ...first };
}

export const presentPreview = ({ mapping, instance, objects }: MappingPreview): PreviewRow => ({
  mappingName: mapping.name,
  targetInstanceName: instance.name,
  deployTargetEnvironmentNameList: mapping.targetEnvironments,
  objects: objects.map(({ kind, ...object }) => ({ type: kind, ...object })),
});
