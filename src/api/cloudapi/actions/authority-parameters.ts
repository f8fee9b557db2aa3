import type { Environment, Stage } from '../../../model/environment.js';
import type { Id } from '../../../shared/ids.js';
import { text } from '../../rpc/decode/parameters.js';
import type { Caller, CloudApiCore } from '../core.js';
import { moment } from '../decode/moment.js';

export const validUntil = moment('When it ends; for ever when left out.');
export const grantDescription = text('Remark on the authorisation.', { maxLength: 'longestRemark' });

/** @throws Problem not_found for a name that is no stage */
export async function stageNamed(core: CloudApiCore, caller: Caller, name: string): Promise<Stage> {
  const { stage }: Environment = await core.stage(caller, name);
  if (stage === null) throw new Error(`${name} was found as a stage`);
  return stage;
}

/** Of each group the APIs that are meant there. Each is looked up before anything changes. */
export async function apisByGroup(
  core: CloudApiCore,
  caller: Caller,
  apiIds: readonly string[],
  groupId: string | undefined,
): Promise<ReadonlyMap<Id, readonly Id[]>> {
  const located = await Promise.all(apiIds.map((apiId) => core.locateApi(caller, apiId, groupId)));
  const byGroup = Map.groupBy(located, (api) => api.groupId);
  return new Map([...byGroup].map(([id, apis]) => [id, apis.map(({ proxy }) => proxy.id)]));
}
