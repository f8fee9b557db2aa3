import { ApiProxiesService } from '../../src/api-proxies/api-proxies.service.js';
import type { DeploymentTarget } from '../../src/deployments/commands.js';
import { DeploymentsService } from '../../src/deployments/deployments.service.js';
import { EnvironmentsService } from '../../src/environments/environments.service.js';
import { SYSTEM_ACTOR } from '../../src/model/actor.js';
import type { ApiProxy } from '../../src/model/api-proxy.js';
import { ProjectsService } from '../../src/projects/projects.service.js';
import { ProxyGroupsService } from '../../src/proxy-groups/proxy-groups.service.js';
import { isProblem } from '../../src/shared/problem.js';
import { type Core, startCore } from '../support/core.js';
import { definition, groupSettings } from '../support/definitions.js';
import { ScriptedDriver } from '../support/scripted-driver.js';

const actor = SYSTEM_ACTOR;
const ROUNDS = [1, 2, 3, 4, 5, 6];
let core: Core;
let sut: DeploymentsService;
let projectId: string;
let serial = 0;

beforeAll(async () => {
  core = await startCore([new ScriptedDriver(['edge-1'])]);
  sut = core.get(DeploymentsService);
  projectId = (await core.get(ProjectsService).getByName(actor, 'default')).id;
});

afterAll(() => core?.close());

const unique = (word: string) => `${word}-${++serial}`;

const newProxy = (): Promise<ApiProxy> =>
  core
    .get(ApiProxiesService)
    .create(actor, projectId, { name: unique('proxy'), description: '', definition: definition(`/${unique('p')}`) });

async function deploy(target: DeploymentTarget, environmentName: string): Promise<unknown> {
  const environment = await core.get(EnvironmentsService).getByName(actor, environmentName);
  const rest = { description: '', persistent: false, waitMs: 2_000 };
  return sut.deploy(actor, { projectId, environmentId: environment.id, target, ...rest });
}

/** What was refused for another reason than that something is no longer there. */
async function surprises(calls: readonly Promise<unknown>[]): Promise<unknown[]> {
  const settled = await Promise.allSettled(calls);
  const reasons = settled.flatMap((result) => (result.status === 'rejected' ? [result.reason] : []));
  return reasons.filter((reason) => !isProblem(reason) || reason.code !== 'not_found');
}

describe('deleting while deploying', () => {
  it.each(ROUNDS)('leaves no trace of a proxy (round %i)', async (round) => {
    const { id: proxyId } = await newProxy();
    const target = { kind: 'proxy', proxyId, groupId: null } as const;
    if (round % 2 === 0) await deploy(target, 'production');
    const remove = () => sut.deleteProxy(actor, { projectId, proxyId, whenLive: 'undeploy', waitMs: 2_000 });
    const calls = [deploy(target, 'production'), remove(), deploy(target, 'staging'), deploy(target, 'test'), remove()];
    expect(await surprises(calls)).toEqual([]);
    await expect(core.get(ApiProxiesService).getById(actor, projectId, proxyId)).rejects.toMatchObject({
      code: 'not_found',
    });
  });

  it.each(ROUNDS)('takes a member or the whole group away (round %i)', async (round) => {
    const groups = core.get(ProxyGroupsService);
    const settings = groupSettings(`/${unique('g')}`);
    const group = await groups.create(actor, projectId, { name: unique('group'), description: '', settings });
    const members = [await newProxy(), await newProxy(), await newProxy()];
    for (const { id } of members) await groups.addMember(actor, projectId, group.id, id);
    const [first] = members;
    if (first === undefined) throw new Error('no member');
    const target = { kind: 'group', groupId: group.id } as const;
    if (round % 2 === 0) await deploy(target, 'production');
    const calls = [
      deploy(target, 'production'),
      sut.deleteProxy(actor, { projectId, proxyId: first.id, whenLive: 'undeploy', waitMs: 2_000 }),
      groups.addMember(actor, projectId, group.id, first.id),
      deploy(target, 'staging'),
      ...(round > 2 ? [sut.deleteGroup(actor, { projectId, groupId: group.id, waitMs: 2_000 })] : []),
      deploy(target, 'production'),
    ];
    expect(await surprises(calls)).toEqual([]);
  });

  it.each(ROUNDS)('takes the environment away, or refuses to (round %i)', async () => {
    const environments = core.get(EnvironmentsService);
    const name = unique('env');
    await environments.create(actor, { name, type: 'TEST' });
    const targets = await Promise.all([newProxy(), newProxy()]);
    const calls = [
      ...targets.map(({ id }) => deploy({ kind: 'proxy', proxyId: id, groupId: null }, name)),
      environments.delete(actor, name).catch((error: unknown) => {
        if (!isProblem(error) || error.code !== 'in_use') throw error;
      }),
    ];
    expect(await surprises(calls)).toEqual([]);
  });

  it('finds no project that was deleted the moment before', async () => {
    const draft = { name: unique('proxy'), description: '', definition: definition('/late') };
    const gone = { code: 'not_found', facts: { resource: 'project' } };
    await expect(core.get(ApiProxiesService).create(actor, 'gone', draft)).rejects.toMatchObject(gone);
    const group = { name: unique('group'), description: '', settings: groupSettings('/late') };
    await expect(core.get(ProxyGroupsService).create(actor, 'gone', group)).rejects.toMatchObject(gone);
  });

  it('refuses what is still in use, with the reason', async () => {
    const proxy = await newProxy();
    await deploy({ kind: 'proxy', proxyId: proxy.id, groupId: null }, 'production');
    const refused = (message: RegExp) => ({ code: 'in_use', message: expect.stringMatching(message) });
    await expect(core.get(EnvironmentsService).delete(actor, 'production')).rejects.toMatchObject(refused(/undeploy/));
    await expect(core.get(ProjectsService).delete(actor, 'default')).rejects.toMatchObject(refused(/proxies/));
  });
});
