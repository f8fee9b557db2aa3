import type { AuthService } from '../../auth/auth.service.js';
import type { SignedActor } from '../../auth/signed-calls.service.js';
import { isProblem } from '../../shared/problem.js';
import type { VpcAccessPlace } from '../../vpc-accesses/vpc-access.js';
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

const lookups = (core: CloudApiCore, auth: AuthService, signed: SignedActor): Lookups => {
  const actor = auth.actorFor(signed, ['proxy.view', 'group.view']);
  const { projectId } = signed;
  const { apps, vpcBackends } = core;
  return {
    GroupId: (source) =>
      orAny(async () => (await core.locateApi({ actor, projectId }, apiIdOf(source), undefined)).groupId),
    AppId: (source) =>
      orAny(() =>
        source.has('AppKey')
          ? apps.ownerOfKey(actor, projectId, source.get('AppKey') ?? '')
          : apps.ownerOfCode(actor, projectId, source.get('AppCode') ?? ''),
      ),
    VpcAccessId: (source) =>
      orAny(async () => {
        const name = source.get('Name') ?? source.get('VpcName');
        const found =
          name === undefined
            ? vpcBackends.at(actor, projectId, placeOf(source))
            : vpcBackends.named(actor, projectId, name);
        return (await found).id;
      }),
  };
};

/** Items of a batch call it `ApiUid`. */
const apiIdOf = (source: Source): string => source.get('ApiId') ?? source.get('ApiUid') ?? '';

const placeOf = (source: Source): VpcAccessPlace => ({
  vpcId: source.get('VpcId') ?? '',
  instanceId: source.get('InstanceId') ?? '',
  port: Number(source.get('Port')),
});

/** `*` for what is not there: whoever may act on one object only hears the same as for one of another. */
async function orAny(find: () => Promise<string>): Promise<string> {
  try {
    return await find();
  } catch (error) {
    if (isProblem(error)) return '*';
    throw error;
  }
}
