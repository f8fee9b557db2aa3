import { ApiProxiesService } from '../../src/api-proxies/api-proxies.service.js';
import type { DeploymentTarget, HistoryOf } from '../../src/deployments/commands.js';
import { DeploymentsService } from '../../src/deployments/deployments.service.js';
import { HistoriesService } from '../../src/deployments/histories.service.js';
import { LiveService } from '../../src/deployments/live.service.js';
import { RollbacksService } from '../../src/deployments/rollbacks.service.js';
import { EnvironmentsService } from '../../src/environments/environments.service.js';
import { SYSTEM_ACTOR as actor } from '../../src/model/actor.js';
import type { ApiProxy } from '../../src/model/api-proxy.js';
import type { Environment } from '../../src/model/environment.js';
import type { ProxyGroup } from '../../src/model/proxy-group.js';
import { ProjectsService } from '../../src/projects/projects.service.js';
import { ProxyGroupsService } from '../../src/proxy-groups/proxy-groups.service.js';
import { type Core, startCore } from '../support/core.js';
import { joinDatabase, migratedDatabase } from '../support/database.js';
import { databaseFacts } from '../support/database-facts.js';
import { definition, groupSettings } from '../support/definitions.js';
import { type TestDatabase, withClient } from '../support/postgres.js';
import { ScriptedDriver } from '../support/scripted-driver.js';

const NODES = ['edge-1', 'edge-2'];
let core: Core;
let database: TestDatabase;
let driver: ScriptedDriver;
let sut: RollbacksService;
let deployments: DeploymentsService;
let histories: HistoriesService;
let environment: Environment;
let projectId: string;
let serial = 0;

beforeAll(async () => {
  driver = new ScriptedDriver(NODES);
  database = await migratedDatabase();
  core = await startCore([driver], await joinDatabase(database.url));
  sut = core.get(RollbacksService);
  deployments = core.get(DeploymentsService);
  histories = core.get(HistoriesService);
  environment = await core.get(EnvironmentsService).getByName(actor, 'production');
  projectId = (await core.get(ProjectsService).getByName(actor, 'default')).id;
});

afterAll(async () => {
  await core?.close();
  await database?.drop();
});

beforeEach(() => {
  driver.verdict = () => 'accept';
});

const served = () => NODES.map((node) => driver.serves(environment.id, node));
const proxies = () => core.get(ApiProxiesService);
const groups = () => core.get(ProxyGroupsService);

async function newProxy(operation: string): Promise<ApiProxy> {
  const name = `proxy-${++serial}`;
  return proxies().create(actor, projectId, {
    name,
    description: '',
    definition: definition(`/${name}`, 'http://127.0.0.1:9', operation),
  });
}

const edit = ({ id, name }: ApiProxy, operation: string) =>
  proxies().update(actor, projectId, id, { definition: definition(`/${name}`, 'http://127.0.0.1:8', operation) });

async function newGroup(...members: readonly ApiProxy[]): Promise<ProxyGroup> {
  const name = `group-${++serial}`;
  const group = await groups().create(actor, projectId, { name, description: '', settings: groupSettings(`/${name}`) });
  for (const member of members) await groups().addMember(actor, projectId, group.id, member.id);
  return group;
}

const deploy = (target: DeploymentTarget, persistent = false) =>
  deployments.deploy(actor, {
    ...{ projectId, environmentId: environment.id, target, persistent },
    ...{ description: 'test', waitMs: 2_000 },
  });
const rollback = (of: HistoryOf, number: number, waitMs = 2_000) =>
  sut.rollback(actor, {
    ...{ projectId, of, number, environmentId: environment.id },
    ...{ description: 'back', persistent: false, waitMs },
  });
const ofProxy = ({ id }: ApiProxy) => ({ kind: 'proxy', proxyId: id, groupId: null }) as const;
const ofGroup = ({ id }: ProxyGroup) => ({ kind: 'group', groupId: id }) as const;
const numbers = async (of: HistoryOf) =>
  (await histories.list(actor, projectId, of)).items.map(({ number, kind, state, live }) => [
    number,
    kind,
    state,
    live,
  ]);
const agreed = async () => expect((await databaseFacts(database.url)).contradictions).toEqual([]);

describe('a rollback of a group', () => {
  it('is one version with every member in it', async () => {
    const members = [await newProxy('/a'), await newProxy('/b'), await newProxy('/c')];
    const group = await newGroup(...members);
    await deploy(ofGroup(group));
    const before = served();
    for (const [index, member] of members.entries()) await edit(member, `/new-${index}`);
    await deploy(ofGroup(group));
    const offers = driver.offers.length;
    const { report, failure } = await rollback({ kind: 'group', id: group.id }, 1);
    expect([report?.deployment.state, report?.deployment.kind, failure]).toEqual(['succeeded', 'rollback', null]);
    expect(served()).toEqual(before);
    expect(driver.offers.slice(offers).map(({ upserts }) => upserts.length)).toEqual([3]);
    await agreed();
  });

  it('that a gateway refuses is undone at all of them; what is saved is back', async () => {
    const member = await newProxy('/a');
    const group = await newGroup(member);
    await deploy(ofGroup(group));
    await edit(member, '/b');
    await deploy(ofGroup(group));
    const before = served();
    const id = `${member.id}:${group.id}`;
    const unwanted = driver.offers.find(({ upserts }) => upserts.some(({ key }) => key === id))?.upserts[0]?.digest;
    driver.verdict = (node, { upserts }) =>
      node === 'edge-2' && upserts.some(({ digest }) => digest === unwanted) ? { reject: 'no such backend' } : 'accept';
    const { report, failure } = await rollback({ kind: 'group', id: group.id }, 1);
    expect([report, failure?.code, failure?.message]).toEqual([
      null,
      'deployment_rejected',
      'refused by edge-2: no such backend; what served before serves on',
    ]);
    expect(served()).toEqual(before);
    const saved = await proxies().getById(actor, projectId, member.id);
    expect(saved.definition.operations[0]?.path).toBe('/a');
    expect(await core.get(LiveService).recordsOfGroup(actor, projectId, group.id)).toMatchObject([
      { deployed: true, outdated: true, number: 2 },
    ]);
    expect(await numbers({ kind: 'group', id: group.id })).toEqual([
      [3, 'rollback', 'rejected', false],
      [2, 'deploy', 'succeeded', true],
      [1, 'deploy', 'succeeded', false],
    ]);
    await agreed();
  });

  it('that nobody confirms in time stands, and says so', async () => {
    const member = await newProxy('/a');
    const group = await newGroup(member);
    await deploy(ofGroup(group));
    await edit(member, '/b');
    await deploy(ofGroup(group));
    driver.verdict = (node) => (node === 'edge-2' ? 'silence' : 'accept');
    const { report } = await rollback({ kind: 'group', id: group.id }, 1, 50);
    expect(report?.deployment.state).toBe('unconfirmed');
    expect(await numbers({ kind: 'group', id: group.id })).toMatchObject([
      [3, 'rollback', 'unconfirmed', true],
      {},
      {},
    ]);
  });
});

describe('a history', () => {
  it('of a proxy on its own does not tell what was deployed of it inside a group', async () => {
    const member = await newProxy('/a');
    const group = await newGroup(member);
    await deploy({ kind: 'proxy', proxyId: member.id, groupId: group.id });
    await deploy(ofProxy(member));
    expect(await numbers({ kind: 'proxy', id: member.id })).toEqual([[2, 'deploy', 'succeeded', true]]);
    expect(await numbers({ kind: 'group', id: group.id })).toEqual([]);
  });

  it('goes with what is deleted', async () => {
    const proxy = await newProxy('/a');
    await deploy(ofProxy(proxy));
    await deployments.deleteProxy(actor, { projectId, proxyId: proxy.id, whenLive: 'undeploy', waitMs: 2_000 });
    const { rows } = await withClient(database.url, (client) =>
      client.query('SELECT FROM deployments WHERE object_id = $1', [proxy.id]),
    );
    expect(rows).toHaveLength(0);
  });

  it('keeps what served before, however many deployments a gateway refuses', async () => {
    const proxy = await newProxy('/a');
    await deploy(ofProxy(proxy), true);
    await edit(proxy, '/b');
    await deploy(ofProxy(proxy));
    await edit(proxy, '/c');
    driver.verdict = () => ({ reject: 'no' });
    for (let i = 0; i < 8; i++) await deploy(ofProxy(proxy)).catch(() => undefined);
    driver.verdict = () => 'accept';
    const kept = await numbers({ kind: 'proxy', id: proxy.id });
    expect(kept.filter(([, , state]) => state === 'succeeded').map(([number]) => number)).toEqual([2, 1]);
    expect(kept).toHaveLength(2 + 6);
    await deploy(ofProxy(proxy));
    expect((await numbers({ kind: 'proxy', id: proxy.id }))[0]).toEqual([11, 'deploy', 'succeeded', true]);
    await agreed();
  });
});
