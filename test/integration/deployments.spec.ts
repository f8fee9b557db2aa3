import { ApiProxiesService } from '../../src/api-proxies/api-proxies.service.js';
import type { SnapshotChange } from '../../src/data-planes/data-plane.js';
import { UnitOfWork } from '../../src/database/unit-of-work.js';
import type { DeploymentTarget } from '../../src/deployments/commands.js';
import { DeploymentsService } from '../../src/deployments/deployments.service.js';
import { LiveService } from '../../src/deployments/live.service.js';
import { EnvironmentsService } from '../../src/environments/environments.service.js';
import { type Actor, SYSTEM_ACTOR } from '../../src/model/actor.js';
import type { ApiProxy, ProxyDefinition } from '../../src/model/api-proxy.js';
import type { DeploymentReport } from '../../src/model/deployment.js';
import type { Environment } from '../../src/model/environment.js';
import type { ProxyGroup } from '../../src/model/proxy-group.js';
import { ProjectsService } from '../../src/projects/projects.service.js';
import { ProxyGroupsService } from '../../src/proxy-groups/proxy-groups.service.js';
import { NodesRepository } from '../../src/publishing/nodes.repository.js';
import { SnapshotFeed } from '../../src/publishing/snapshot-feed.js';
import { Problem } from '../../src/shared/problem.js';
import { type Core, startCore } from '../support/core.js';
import { definition, groupSettings, uncompilable } from '../support/definitions.js';
import { ScriptedDriver } from '../support/scripted-driver.js';

const actor = SYSTEM_ACTOR;
let core: Core;
let driver: ScriptedDriver;
let sut: DeploymentsService;
let live: LiveService;
let environment: Environment;
let projectId: string;
let serial = 0;

beforeAll(async () => {
  driver = new ScriptedDriver(['edge-1', 'edge-2', 'edge-3']);
  core = await startCore([driver]);
  sut = core.get(DeploymentsService);
  live = core.get(LiveService);
  environment = await core.get(EnvironmentsService).getByName(actor, 'production');
  projectId = (await core.get(ProjectsService).getByName(actor, 'default')).id;
});

afterAll(() => core?.close());

beforeEach(() => {
  driver.verdict = () => 'accept';
  driver.refusals = [];
});

const unique = (word: string) => `${word}-${++serial}`;

async function newProxy(draft: ProxyDefinition = definition(`/${unique('p')}`)): Promise<ApiProxy> {
  return core
    .get(ApiProxiesService)
    .create(actor, projectId, { name: unique('proxy'), description: '', definition: draft });
}

async function newGroup(...members: readonly ApiProxy[]): Promise<ProxyGroup> {
  const groups = core.get(ProxyGroupsService);
  const path = `/${unique('g')}`;
  const group = await groups.create(actor, projectId, {
    name: unique('group'),
    description: '',
    settings: groupSettings(path),
  });
  for (const member of members) await groups.addMember(actor, projectId, group.id, member.id);
  return groups.getById(actor, projectId, group.id);
}

const command = (target: DeploymentTarget, waitMs = 2_000) => ({
  projectId,
  environmentId: environment.id,
  target,
  description: 'test',
  persistent: false,
  waitMs,
});

const ofGroup = (group: ProxyGroup): DeploymentTarget => ({ kind: 'group', groupId: group.id });
const ofProxy = (proxy: ApiProxy): DeploymentTarget => ({ kind: 'proxy', proxyId: proxy.id, groupId: null });
const edit = (proxy: ApiProxy, draft: ProxyDefinition) =>
  core.get(ApiProxiesService).update(actor, projectId, proxy.id, { definition: draft });
const served = () => ['edge-1', 'edge-2', 'edge-3'].map((node) => driver.serves(environment.id, node));
const versionNow = async () => (await core.get(EnvironmentsService).getById(actor, environment.id)).version;

async function problemOf(work: Promise<unknown>): Promise<Problem> {
  const outcome = await work.then(
    () => undefined,
    (error: unknown) => error,
  );
  if (!(outcome instanceof Problem)) throw new Error(`expected a Problem, got ${String(outcome)}`);
  return outcome;
}

describe('deploying a group', () => {
  it('puts every member live at every node, and says so', async () => {
    const members = [await newProxy(), await newProxy(definition('/x', undefined, '/other'))];
    const group = await newGroup(...members);
    const report = await sut.deploy(actor, command(ofGroup(group)));
    expect(report.deployment).toMatchObject({ state: 'succeeded', objectKind: 'group', number: 1 });
    expect(report.nodes.map((node) => [node.nodeId, node.outcome])).toEqual([
      ['edge-1', 'accepted'],
      ['edge-2', 'accepted'],
      ['edge-3', 'accepted'],
    ]);
    for (const node of served()) {
      expect(Object.keys(node)).toEqual(expect.arrayContaining(members.map(({ id }) => `${id}:${group.id}`)));
    }
  });

  it('changes nothing anywhere when one of 50 members cannot compile, and names it and its field', async () => {
    const members = [];
    for (let i = 0; i < 49; i++) members.push(await newProxy(definition('/m', undefined, `/op-${i}`)));
    const culprit = await newProxy(uncompilable('/bad'));
    const group = await newGroup(...members.slice(0, 37), culprit, ...members.slice(37));
    const before = { nodes: served(), version: await versionNow(), offers: driver.offers.length };
    const problem = await problemOf(sut.deploy(actor, command(ofGroup(group))));
    expect(problem.code).toBe('not_compilable');
    expect(problem.facts.faults).toEqual([
      expect.objectContaining({ proxyName: culprit.name, field: 'routing.addresses[0].address' }),
    ]);
    expect({ nodes: served(), version: await versionNow(), offers: driver.offers.length }).toEqual(before);
    expect(await live.recordsOfGroup(actor, projectId, group.id)).toEqual([]);
  });

  it('takes a member that left the group away with the next deployment', async () => {
    const [stays, leaves] = [await newProxy(), await newProxy(definition('/x', undefined, '/two'))];
    const group = await newGroup(stays, leaves);
    await sut.deploy(actor, command(ofGroup(group)));
    await core.get(ProxyGroupsService).removeMember(actor, projectId, group.id, leaves.id);
    await sut.deploy(actor, command(ofGroup(group)));
    expect(served()[0]).toHaveProperty([`${stays.id}:${group.id}`]);
    expect(served()[0]).not.toHaveProperty([`${leaves.id}:${group.id}`]);
  });

  it('keeps the release of a member on its own apart from its release in the group', async () => {
    const proxy = await newProxy();
    const group = await newGroup(proxy);
    await sut.deploy(actor, command(ofProxy(proxy)));
    await sut.deploy(actor, command(ofGroup(group)));
    await sut.undeploy(actor, command(ofGroup(group)));
    expect(served()[0]).toHaveProperty([`${proxy.id}:`]);
    expect(served()[0]).not.toHaveProperty([`${proxy.id}:${group.id}`]);
  });

  it('deploys an empty group', async () => {
    const group = await newGroup();
    expect((await sut.deploy(actor, command(ofGroup(group)))).deployment.state).toBe('succeeded');
    expect(await live.recordsOfGroup(actor, projectId, group.id)).toMatchObject([{ deployed: true, outdated: false }]);
  });

  it('sends nothing when nothing changed, yet writes history', async () => {
    const group = await newGroup(await newProxy());
    await sut.deploy(actor, command(ofGroup(group)));
    const before = { offers: driver.offers.length, version: await versionNow() };
    const again = await sut.deploy(actor, command(ofGroup(group)));
    expect(again.deployment).toMatchObject({ state: 'succeeded', number: 2, version: null });
    expect({ offers: driver.offers.length, version: await versionNow() }).toEqual(before);
  });

  it('offers only what changed', async () => {
    const [one, two] = [await newProxy(), await newProxy(definition('/x', undefined, '/two'))];
    const group = await newGroup(one, two);
    await sut.deploy(actor, command(ofGroup(group)));
    await edit(two, definition('/x', 'http://127.0.0.1:10', '/two'));
    await sut.deploy(actor, command(ofGroup(group)));
    const last = driver.offers.at(-1);
    expect(last?.upserts.map(({ key }) => key)).toEqual([`${two.id}:${group.id}`]);
    expect(last?.removals).toEqual([]);
  });
});

describe('a gateway that refuses', () => {
  it('undoes the deployment everywhere and passes its words on', async () => {
    const proxy = await newProxy();
    const group = await newGroup(proxy);
    await sut.deploy(actor, command(ofGroup(group)));
    const before = served();
    await edit(proxy, definition('/x', 'http://127.0.0.1:11'));
    const refused = (await versionNow()) + 1;
    driver.verdict = (node, change) =>
      node === 'edge-2' && change.to === refused ? { reject: 'no memory for this' } : 'accept';
    const problem = await problemOf(sut.deploy(actor, command(ofGroup(group))));
    expect(problem.code).toBe('deployment_rejected');
    const report = problem.facts.report as DeploymentReport;
    expect(report.deployment.state).toBe('rejected');
    expect(report.nodes.map(({ nodeId, outcome, detail }) => [nodeId, outcome, detail])).toEqual([
      ['edge-1', 'rejected', 'taken back: another gateway refused'],
      ['edge-2', 'rejected', 'no memory for this'],
      ['edge-3', 'rejected', 'taken back: another gateway refused'],
    ]);
    expect(served()).toEqual(before);
    expect(await live.recordsOfGroup(actor, projectId, group.id)).toMatchObject([
      { deployed: true, outdated: true, number: 1 },
    ]);
  });

  it('leaves no trace of a first deployment', async () => {
    const proxy = await newProxy(definition('/first-refused'));
    const before = served();
    const refused = (await versionNow()) + 1;
    driver.verdict = (_node, change) => (change.to === refused ? { reject: 'no' } : 'accept');
    await problemOf(sut.deploy(actor, command(ofProxy(proxy))));
    expect(served()).toEqual(before);
    expect(await live.recordsOfProxy(actor, projectId, proxy.id)).toEqual([]);
    const taker = await newProxy(definition('/first-refused'));
    driver.verdict = () => 'accept';
    await expect(sut.deploy(actor, command(ofProxy(taker)))).resolves.toMatchObject({
      deployment: { state: 'succeeded' },
    });
  });

  it('undoes an undeployment too', async () => {
    const proxy = await newProxy();
    await sut.deploy(actor, command(ofProxy(proxy)));
    const before = served();
    const refused = (await versionNow()) + 1;
    driver.verdict = (node, change) => (node === 'edge-3' && change.to === refused ? { reject: 'no' } : 'accept');
    await problemOf(sut.undeploy(actor, command(ofProxy(proxy))));
    expect(served()).toEqual(before);
    expect(await live.recordsOfProxy(actor, projectId, proxy.id)).toMatchObject([{ deployed: true }]);
  });

  it('says so when the way back is refused as well', async () => {
    const proxy = await newProxy();
    driver.verdict = (node) => (node === 'edge-1' ? { reject: 'broken for good' } : 'accept');
    const problem = await problemOf(sut.deploy(actor, command(ofProxy(proxy))));
    expect((problem.facts.report as DeploymentReport).deployment.state).toBe('rollback_failed');
    driver.verdict = () => 'accept';
    const next = await sut.deploy(actor, command(ofProxy(proxy)));
    expect(next.deployment.state).toBe('succeeded');
    expect(new Set(served().map((node) => JSON.stringify(node))).size).toBe(1);
  });
});

describe('a version that was refused', () => {
  it('is not offered again before it is undone', async () => {
    const asked = Promise.withResolvers<SnapshotChange>();
    driver.verdict = (nodeId, change) => {
      if (nodeId !== 'edge-1') return 'accept';
      asked.resolve(change);
      return 'silence';
    };
    const undone = problemOf(sut.deploy(actor, command(ofProxy(await newProxy()))));
    const change = await asked.promise;
    await core.get(UnitOfWork).run(async (tx) => {
      // The way back has to wait for this.
      await tx.manager.query('SELECT FROM environments WHERE id = $1 FOR NO KEY UPDATE', [environment.id]);
      driver.verdict = () => 'accept';
      driver.refuse('edge-1', change, 'no');
      await core.get(SnapshotFeed).reconcile();
    });
    expect((await undone).code).toBe('deployment_rejected');
    expect(driver.offers.filter(({ to }) => to === change.to)).toHaveLength(1);
    expect(served()[0]).toEqual(served()[1]);
  });
});

describe('a gateway that is silent', () => {
  it('leaves the deployment unconfirmed, and converges with the next', async () => {
    const proxy = await newProxy();
    driver.verdict = (node) => (node === 'edge-3' ? 'silence' : 'accept');
    const report = await sut.deploy(actor, command(ofProxy(proxy), 50));
    expect(report.deployment.state).toBe('unconfirmed');
    expect(report.nodes.find(({ nodeId }) => nodeId === 'edge-3')).toMatchObject({ outcome: 'silent' });
    driver.verdict = () => 'accept';
    const next = await sut.deploy(actor, command(ofProxy(await newProxy())));
    expect(next.deployment.state).toBe('succeeded');
    expect(served()[2]).toEqual(served()[0]);
  });

  it('is waited for no longer than it is there', async () => {
    const proxy = await newProxy();
    driver.join(environment.id, 'edge-4');
    driver.verdict = (node) => (node === 'edge-4' ? 'silence' : 'accept');
    const version = (await versionNow()) + 1;
    const deployment = sut.deploy(actor, command(ofProxy(proxy), 600_000));
    while ((await answersTo(version)) < 3) await new Promise(setImmediate);
    driver.leave(environment.id, 'edge-4');
    const { deployment: settled, nodes } = await deployment;
    expect([settled.state, ...nodes.map(({ nodeId }) => nodeId)]).toEqual(['succeeded', 'edge-1', 'edge-2', 'edge-3']);
  });

  /** How many are stored. */
  async function answersTo(version: number): Promise<number> {
    const views = await core.get(UnitOfWork).read((tx) => core.get(NodesRepository).view(tx, environment.id, version));
    return views.filter(({ outcome }) => outcome !== null).length;
  }
});

describe('routes', () => {
  it('have one owner: the second is refused with the name of the first', async () => {
    const first = await newProxy(definition('/owned'));
    const second = await newProxy(definition('/owned'));
    await sut.deploy(actor, command(ofProxy(first)));
    const before = served();
    const problem = await problemOf(sut.deploy(actor, command(ofProxy(second))));
    expect(problem).toMatchObject({ code: 'route_conflict', facts: { name: first.name } });
    expect(served()).toEqual(before);
  });

  it('are free again after undeployment', async () => {
    const first = await newProxy(definition('/freed'));
    await sut.deploy(actor, command(ofProxy(first)));
    await sut.undeploy(actor, command(ofProxy(first)));
    const second = await newProxy(definition('/freed'));
    await expect(sut.deploy(actor, command(ofProxy(second)))).resolves.toMatchObject({
      deployment: { state: 'succeeded' },
    });
  });

  it('may be shared by members of one group, whichever goes first', async () => {
    const [first, second] = [await newProxy(), await newProxy()];
    const group = await newGroup(first, second);
    await sut.deploy(actor, command(ofGroup(group)));
    await sut.undeploy(actor, command({ kind: 'proxy', proxyId: first.id, groupId: group.id }));
    expect(Object.keys(served()[0] ?? {})).toContain(`${second.id}:${group.id}`);
    const stranger = await newProxy(definition(group.settings.clientRoute.paths[0] ?? ''));
    expect((await problemOf(sut.deploy(actor, command(ofProxy(stranger))))).facts.name).toBe(group.name);
  });

  it('never have two owners, however many ask at once', async () => {
    const rivals = await Promise.all([1, 2, 3, 4, 5, 6].map(() => newProxy(definition('/contested'))));
    const outcomes = await Promise.allSettled(rivals.map((proxy) => sut.deploy(actor, command(ofProxy(proxy)))));
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  });
});

describe('redeployRequired', () => {
  it('follows the draft, the group settings and the members', async () => {
    const proxy = await newProxy();
    const group = await newGroup(proxy);
    await sut.deploy(actor, command(ofGroup(group)));
    const outdated = async () => (await live.recordsOfGroup(actor, projectId, group.id))[0]?.outdated;
    expect(await outdated()).toBe(false);
    await edit(proxy, definition('/x', 'http://127.0.0.1:12'));
    expect(await outdated()).toBe(true);
    await sut.deploy(actor, command(ofGroup(group)));
    expect(await outdated()).toBe(false);
    const groups = core.get(ProxyGroupsService);
    await groups.update(actor, projectId, group.id, { settings: groupSettings(`/${unique('moved')}`) });
    expect(await outdated()).toBe(true);
    await sut.deploy(actor, command(ofGroup(group)));
    await groups.addMember(actor, projectId, group.id, (await newProxy()).id);
    expect(await outdated()).toBe(true);
    await sut.undeploy(actor, command(ofGroup(group)));
    expect(await live.recordsOfGroup(actor, projectId, group.id)).toMatchObject([{ deployed: false, outdated: false }]);
  });
});

describe('deleting', () => {
  it('refuses a live proxy, or undeploys it everywhere first', async () => {
    const proxy = await newProxy();
    await sut.deploy(actor, command(ofProxy(proxy)));
    const refusal = await problemOf(
      sut.deleteProxy(actor, { projectId, proxyId: proxy.id, whenLive: 'refuse', waitMs: 100 }),
    );
    expect(refusal.code).toBe('in_use');
    const reports = await sut.deleteProxy(actor, { projectId, proxyId: proxy.id, whenLive: 'undeploy', waitMs: 2_000 });
    expect(reports.map(({ deployment }) => deployment.state)).toEqual(['succeeded']);
    expect(served()[0]).not.toHaveProperty([`${proxy.id}:`]);
    await expect(core.get(ApiProxiesService).getById(actor, projectId, proxy.id)).rejects.toMatchObject({
      code: 'not_found',
    });
  });

  it('undeploys a group and keeps its members', async () => {
    const proxy = await newProxy();
    const group = await newGroup(proxy);
    await sut.deploy(actor, command(ofGroup(group)));
    await sut.deleteGroup(actor, { projectId, groupId: group.id, waitMs: 2_000 });
    expect(served()[0]).not.toHaveProperty([`${proxy.id}:${group.id}`]);
    await expect(core.get(ApiProxiesService).getById(actor, projectId, proxy.id)).resolves.toBeDefined();
  });
});

describe('who may', () => {
  const member = (...permissions: Parameters<Set<never>['add']>[]): Actor => ({
    ...actor,
    admin: false,
    via: 'token',
    grants: new Map([[projectId, new Set(permissions as never)]]),
  });

  it('is asked before anything is loaded', async () => {
    const group = await newGroup(await newProxy());
    const offers = driver.offers.length;
    const viewer = member('group.view' as never, 'proxy.deploy' as never);
    expect((await problemOf(sut.deploy(viewer, command(ofGroup(group))))).code).toBe('permission_denied');
    const stranger = { ...viewer, grants: new Map() };
    expect((await problemOf(sut.deploy(stranger, command(ofGroup(group))))).code).toBe('not_found');
    expect(driver.offers).toHaveLength(offers);
  });
});

describe('many at once', () => {
  it('keeps 40 concurrent deployments of 40 groups whole and in order', async () => {
    const groups = [];
    for (let i = 0; i < 40; i++) groups.push(await newGroup(await newProxy()));
    const reports = await Promise.all(groups.map((group) => sut.deploy(actor, command(ofGroup(group), 10_000))));
    expect(reports.every(({ deployment }) => deployment.state === 'succeeded')).toBe(true);
    const versions = reports.map(({ deployment }) => deployment.version ?? 0).sort((a, b) => a - b);
    expect(versions).toEqual(versions.map((_, index) => (versions[0] ?? 0) + index));
    for (const node of served()) {
      expect(Object.keys(node)).toEqual(
        expect.arrayContaining(groups.map((group) => `${group.members[0]}:${group.id}`)),
      );
    }
  });
});

describe('a database restored under the running process', () => {
  it('is right: the gateways go back to what it says', async () => {
    const kept = await newProxy();
    await sut.deploy(actor, command(ofProxy(kept)));
    const before = served();
    const version = await versionNow();
    const later = await newProxy();
    await sut.deploy(actor, command(ofProxy(later)));
    expect(served()).not.toEqual(before);
    await core.get(UnitOfWork).run(async ({ manager }) => {
      await manager.query('DELETE FROM releases WHERE proxy_id = $1', [later.id]);
      await manager.query('DELETE FROM snapshot_log WHERE environment_id = $1 AND version > $2', [
        environment.id,
        version,
      ]);
      await manager.query('UPDATE environments SET version = $2 WHERE id = $1', [environment.id, version]);
    });
    await core.get(SnapshotFeed).reconcile();
    await new Promise(setImmediate);
    expect(served()).toEqual(before);
  });
});
