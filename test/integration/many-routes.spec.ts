import { UnitOfWork } from '../../src/database/unit-of-work.js';
import { RouteClaimsRepository } from '../../src/deployments/route-claims.repository.js';
import { EnvironmentsService } from '../../src/environments/environments.service.js';
import { SYSTEM_ACTOR } from '../../src/model/actor.js';
import { type Core, startCore } from '../support/core.js';
import { ScriptedDriver } from '../support/scripted-driver.js';

/** As many as the largest public description has operations. */
const MANY = 22_000;

let core: Core;

beforeAll(async () => {
  core = await startCore([new ScriptedDriver(['edge-1'])]);
});

afterAll(() => core?.close());

describe(RouteClaimsRepository.name, () => {
  it('lets go of very many routes at once', async () => {
    const { id: environmentId } = await core.get(EnvironmentsService).getByName(SYSTEM_ACTOR, 'production');
    const claims = core.get(RouteClaimsRepository);
    const unitOfWork = core.get(UnitOfWork);
    const [mine, other] = ['1', '2'].map((digit) => ({
      environmentId,
      ownerId: 'a'.repeat(32),
      proxyId: digit.repeat(32),
    }));
    if (mine === undefined || other === undefined) throw new Error('no claimants');
    const routes = Array.from({ length: MANY }, (_, index) => `*|=/many/${index}|GET|`);
    await unitOfWork.run((tx) => claims.claim(tx, mine, routes));
    await unitOfWork.run((tx) => claims.claim(tx, other, routes.slice(0, 1)));
    await unitOfWork.run((tx) => claims.release(tx, mine));
    const left = await unitOfWork.read((tx) => tx.manager.query('SELECT route FROM route_owners'));
    expect(left).toEqual([{ route: '*|=/many/0|GET|' }]);
  });
});
