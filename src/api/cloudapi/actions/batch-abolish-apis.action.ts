import { STAGES } from '../../../model/environment.js';
import { missing, notFound } from '../../../shared/problem.js';
import { type BatchItemOf, batchItems } from '../decode/batch-items.js';
import { defineAction } from '../define-action.js';
import { stageId } from '../presenters/wire-values.js';
import { beginBatch, OPERATION_SHAPE } from './begin-batch.js';

export const batchAbolishApis = defineAction({
  name: 'BatchAbolishApis',
  summary:
    'Takes many APIs offline, in each stage all or none. DescribeAbolishApiTask tells how far it is. One that is not live is a success.',
  ram: { level: 'update', resource: 'apigroup/{Api.N.GroupId}' },
  permission: ['group.view', 'proxy.view', 'group.deploy', 'proxy.deploy'],
  mutates: true,
  callsPerSecond: null,
  parameters: {
    Api: batchItems(
      'An API, its group, and a stage by its name or by its id.',
      ['GroupId', 'ApiUid', 'StageName', 'StageId'],
      ['GroupId', 'ApiUid'],
    ),
  },
  response: OPERATION_SHAPE,
  errors: ['MissingGroupId', 'MissingApiUid', 'MissingStageName', 'InvalidApiUid', 'ExceedLimitApi', 'NotFoundStage'],
  async run(core, caller, { Api }) {
    const named = Api.map((item) => ({ item, stage: stageOf(item) }));
    const environments = new Map<string, string>();
    for (const stage of new Set(named.map((each) => each.stage))) {
      environments.set(stage, (await core.stage(caller, stage)).id);
    }
    const targets = named.map(({ item: { GroupId, ApiUid }, stage }) => ({
      groupId: GroupId,
      proxyId: ApiUid,
      environmentId: environments.get(stage) ?? '',
    }));
    return beginBatch(core, caller, { kind: 'undeploy', description: '', targets });
  },
  encode: (OperationId) => ({ OperationId }),
});

/** The name counts where both are given. */
function stageOf({ GroupId, StageName = '', StageId = '' }: BatchItemOf<'GroupId' | 'ApiUid'>): string {
  if (StageName !== '') return StageName;
  if (StageId === '') throw missing('StageName');
  const stage = STAGES.find((each) => stageId(GroupId, each) === StageId);
  if (stage === undefined) throw notFound('environment', StageId);
  return stage;
}
