import type { LiveProxy } from '../../../deployments/commands.js';
import { STAGES } from '../../../model/environment.js';
import { wireVersion } from './wire-values.js';

/** All three stages, live or not. `live`: releases of one API in one group. */
export const presentDeployedInfos = (live: readonly LiveProxy[]) => ({
  DeployedInfo: STAGES.map((stage) => {
    const release = live.find(({ environment }) => environment.stage === stage);
    return {
      StageName: stage,
      EffectiveVersion: release === undefined ? '' : wireVersion(release.versionedAt),
      DeployedStatus: release === undefined ? 'NONDEPLOYED' : 'DEPLOYED',
    };
  }),
});
