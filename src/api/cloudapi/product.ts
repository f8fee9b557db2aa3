import type { AuthService } from '../../auth/auth.service.js';
import type { SignedActor } from '../../auth/signed-calls.service.js';
import { isProblem } from '../../shared/problem.js';
import type { Source } from '../rpc/decode/parameters.js';
import { type RpcProduct, rpcProduct } from '../rpc/product.js';
import { ACTIONS, VERSION } from './action-registry.js';
import type { CloudApiCore } from './core.js';
import { problemRefusal } from './errors/problem-errors.js';
import { type Lookups, relativeIds } from './ram-scope.js';

export const cloudApi = (core: CloudApiCore, auth: AuthService): RpcProduct =>
  rpcProduct({
    name: 'CloudAPI',
    version: VERSION,
    ramCode: 'apigateway',
    core,
    limits: core.limits,
    actions: ACTIONS,
    refusalOf: problemRefusal,
    async resources({ resource }, source, signed) {
      const ids = await relativeIds(resource, source, lookups(core, auth, signed));
      return ids.map((id) => `acs:apigateway:${core.place.region}:${signed.accountId}:${id}`);
    },
  });

const lookups = (core: CloudApiCore, auth: AuthService, signed: SignedActor): Lookups => ({
  GroupId: (source) => groupOf(core, auth, signed, apiIdOf(source)),
});

/** Items of a batch call it `ApiUid`. */
const apiIdOf = (source: Source): string => source.get('ApiId') ?? source.get('ApiUid') ?? '';

/** `*` for an API that is not there: whoever may act on one group only hears the same as for one of another group. */
async function groupOf(core: CloudApiCore, auth: AuthService, signed: SignedActor, apiId: string): Promise<string> {
  const actor = auth.actorFor(signed, ['proxy.view', 'group.view']);
  try {
    return (await core.locateApi({ actor, projectId: signed.projectId }, apiId, undefined)).groupId;
  } catch (error) {
    if (isProblem(error)) return '*';
    throw error;
  }
}
