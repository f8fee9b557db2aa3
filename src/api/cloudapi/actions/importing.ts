import type { OutlineKind } from '../../../api-proxies/spec-import/outline.js';
import type { Id } from '../../../shared/ids.js';
import { newId } from '../../../shared/ids.js';
import { limitExceeded } from '../../../shared/problem.js';
import { flag, required, text } from '../../rpc/decode/parameters.js';
import type { Caller, CloudApiCore } from '../core.js';
import type { ImportDefaults } from '../oas/decode-operation.js';
import { type ImportEntry, readEntries, warningsOf } from '../oas/import-entry.js';
import { type ImportPlan, type PlanRequest, planImport } from '../oas/plan-import.js';

export const data = (about: string) => required(text(about));
export const overwrite = required(
  flag('True: replace the APIs that have the same method and path. False: those entries fail.'),
);

interface Given extends Omit<ImportDefaults, 'ownDomain' | 'limits'> {
  readonly groupId: Id;
  readonly data: string;
  readonly kind: OutlineKind | null;
}

export interface ReadDescription {
  readonly entries: readonly ImportEntry[];
  readonly warnings: readonly string[];
  /** Names of models, none of which is imported. */
  readonly models: readonly string[];
}

/** @throws Problem not_found for the group; invalid_argument about the data; limit_exceeded */
export async function readDescription(core: CloudApiCore, caller: Caller, given: Given): Promise<ReadDescription> {
  await core.group(caller, given.groupId);
  const outline = await core.descriptions.read(given.data, given.kind);
  const { apisPerGroup } = core.limits;
  if (outline.operations.length > apisPerGroup) throw limitExceeded('proxy', apisPerGroup);
  const entries = readEntries(outline, {
    authType: given.authType,
    requestMode: given.requestMode,
    extensions: { ...outline.extensions, ...given.extensions },
    ownDomain: core.place.groupDomain,
    limits: core.limits,
  });
  return { entries, warnings: warningsOf(outline), models: outline.schemas };
}

/** What the import would do now; writes nothing. */
export async function previewImport(core: CloudApiCore, caller: Caller, request: PlanRequest): Promise<ImportPlan> {
  const group = await core.group(caller, request.groupId);
  return planImport(request, await core.groups.members(caller.actor, group), newId);
}
