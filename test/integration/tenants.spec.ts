import { ApiProxiesService } from '../../src/api-proxies/api-proxies.service.js';
import { DeploymentsService } from '../../src/deployments/deployments.service.js';
import { EnvironmentsService } from '../../src/environments/environments.service.js';
import { SYSTEM_ACTOR } from '../../src/model/actor.js';
import type { ClientRoute } from '../../src/model/client-route.js';
import { ProjectsService } from '../../src/projects/projects.service.js';
import { type Core, startCore } from '../support/core.js';
import { definition } from '../support/definitions.js';
import { ScriptedDriver } from '../support/scripted-driver.js';

const actor = SYSTEM_ACTOR;
let core: Core;
let environmentId: string;
let serial = 0;

beforeAll(async () => {
  core = await startCore([new ScriptedDriver(['edge-1'])]);
  environmentId = (await core.get(EnvironmentsService).getByName(actor, 'production')).id;
  for (const name of ['ours', 'theirs']) await core.get(ProjectsService).create(actor, { name });
});

afterAll(() => core?.close());

/** Deploys a new proxy with this route in the project. */
async function deploy(projectName: string, path: string, route: Partial<ClientRoute> = {}): Promise<unknown> {
  const { id: projectId } = await core.get(ProjectsService).getByName(actor, projectName);
  const draft = definition(path);
  if (draft.clientRoute === null) throw new Error('no client route');
  const clientRoute = { ...draft.clientRoute, ...route };
  const changed = { ...draft, source: 'REVERSE_PROXY', operations: [], clientRoute } as const;
  const input = { name: `proxy-${++serial}`, description: '', definition: changed };
  const { id: proxyId } = await core.get(ApiProxiesService).create(actor, projectId, input);
  const target = { kind: 'proxy', proxyId, groupId: null } as const;
  const rest = { description: '', persistent: false, waitMs: 2_000 };
  return core.get(DeploymentsService).deploy(actor, { projectId, environmentId, target, ...rest });
}

describe('two projects in one environment', () => {
  it.each<[string, Partial<ClientRoute>]>([
    ['a method', { methods: ['GET'] }],
    ['a header', { headers: [{ name: 'x-team', value: 'theirs' }] }],
  ])('cannot share a host and path by %s', async (what, narrower) => {
    const path = `/shared-${what.replace(' ', '-')}`;
    await deploy('ours', path);
    const refusal = { code: 'route_conflict', message: expect.stringContaining('another project') };
    await expect(deploy('theirs', path, narrower)).rejects.toMatchObject(refusal);
    await expect(deploy('ours', path, narrower)).resolves.toBeDefined();
    await expect(deploy('theirs', path, { ...narrower, hosts: ['theirs.example'] })).resolves.toBeDefined();
  });

  it("cannot use the subdomain of the other's group", async () => {
    const hosts = ['68ef2dde55880c1418b1f60d4d2b8afe-cn-hangzhou.gatewright.localhost'];
    await expect(deploy('theirs', '/pay', { hosts })).rejects.toMatchObject({
      code: 'not_compilable',
      facts: { faults: [{ code: 'reserved_host', field: 'clientRoute.hosts' }] },
    });
  });
});
