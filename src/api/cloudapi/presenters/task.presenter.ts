import type { Batch, BatchItem, BatchItemState } from '../../../model/batch.js';
import type { Environment } from '../../../model/environment.js';
import { stageId } from './wire-values.js';

const STATUSES: Record<BatchItemState, string> = {
  waiting: 'WAIT',
  running: 'RUNNING',
  done: 'OVER',
  failed: 'FAIL',
  cancelled: 'CANCEL',
};

export const presentDeployTask = ({ items }: Batch, stages: readonly Environment[]) => ({
  DeployedResults: {
    DeployedResult: items.map((item) => ({
      GroupId: item.groupId,
      ApiUid: item.proxyId,
      StageName: stageOf(item, stages) ?? '',
      DeployedStatus: STATUSES[item.state],
      ErrorMsg: wordsOf(item),
    })),
  },
});

export const presentAbolishTask = ({ items }: Batch, stages: readonly Environment[]) => ({
  ApiAbolishResults: {
    ApiAbolishResult: items.map((item) => {
      const stage = stageOf(item, stages);
      return {
        GroupId: item.groupId,
        GroupName: item.groupName,
        ApiUid: item.proxyId,
        ApiName: item.apiName,
        StageId: stage === null ? '' : stageId(item.groupId, stage),
        StageName: stage ?? '',
        AbolishStatus: STATUSES[item.state],
        ErrorMsg: wordsOf(item),
      };
    }),
  },
});

/** The vendor says so of what is done. */
const wordsOf = ({ state, message }: BatchItem): string => (state === 'done' ? 'Success. Request Success.' : message);

const stageOf = ({ environmentId }: BatchItem, stages: readonly Environment[]) =>
  stages.find(({ id }) => id === environmentId)?.stage ?? null;
