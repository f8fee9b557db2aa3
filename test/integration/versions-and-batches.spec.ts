import { ApiProxiesService } from '../../src/api-proxies/api-proxies.service.js';
import { UnitOfWork } from '../../src/database/unit-of-work.js';
import { BatchTargets } from '../../src/deployments/batch-targets.js';
import { BatchesRepository } from '../../src/deployments/batches.repository.js';
import { BatchesService } from '../../src/deployments/batches.service.js';
import { DeploymentRunner } from '../../src/deployments/deployment-runner.js';
import { DeploymentsService } from '../../src/deployments/deployments.service.js';
import { ReleasePipeline } from '../../src/deployments/release-pipeline.js';
import { VersionsService } from '../../src/deployments/versions.service.js';
import { EnvironmentsService } from '../../src/environments/environments.service.js';
import { SYSTEM_ACTOR as actor } from '../../src/model/actor.js';
import type { ApiProxy } from '../../src/model/api-proxy.js';
import type { Batch, BatchKind } from '../../src/model/batch.js';
import type { Environment } from '../../src/model/environment.js';
import type { ProxyGroup } from '../../src/model/proxy-group.js';
import { ProjectsService } from '../../src/projects/projects.service.js';
import { ProxyGroupsService } from '../../src/proxy-groups/proxy-groups.service.js';
import { Clock } from '../../src/shared/clock.js';
import { type Core, startCore } from '../support/core.js';
import { joinDatabase, migratedDatabase } from '../support/database.js';
import { databaseFacts } from '../support/database-facts.js';
import { definition, groupSettings } from '../support/definitions.js';
import { type TestDatabase, withClient } from '../support/postgres.js';
import { ScriptedDriver } from '../support/scripted-driver.js';

const NODES = ['edge-1', 'edge-2'];
const BACKEND = 'http://127.0.0.1:9';
let core: Core;
let database: TestDatabase;
let driver: ScriptedDriver;
let environment: Environment;
let projectId: string;
let serial = 0;

beforeAll(async () => {
  driver = new ScriptedDriver(NODES);
  database = await migratedDatabase();
  core = await startCore([driver], await joinDatabase(database.url));
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
const query = (sql: string, values: readonly unknown[] = []) =>
  withClient(database.url, async (client) => (await client.query(sql, [...values])).rows);
const agreed = async () => expect((await databaseFacts(database.url)).contradictions).toEqual([]);

async function newGroup(size: number): Promise<{ group: ProxyGroup; members: ApiProxy[] }> {
  const name = `group-${++serial}`;
  const groups = core.get(ProxyGroupsService);
  const group = await groups.create(actor, projectId, { name, description: '', settings: groupSettings(`/${name}`) });
  const members: ApiProxy[] = [];
  for (let index = 0; index < size; index++) {
    const proxyName = `proxy-${++serial}`;
    const input = {
      name: proxyName,
      description: '',
      definition: definition(`/${proxyName}`, BACKEND, `/${proxyName}`),
    };
    const member = await core.get(ApiProxiesService).create(actor, projectId, input);
    await groups.addMember(actor, projectId, group.id, member.id);
    members.push(member);
  }
  return { group, members };
}

const edit = ({ id, name }: ApiProxy, operation: string) =>
  core.get(ApiProxiesService).update(actor, projectId, id, { definition: definition(`/${name}`, BACKEND, operation) });

const deploy = (group: ProxyGroup, proxy: ApiProxy | null) =>
  core.get(DeploymentsService).deploy(actor, {
    ...{ projectId, environmentId: environment.id, persistent: false, description: 'test', waitMs: 2_000 },
    target:
      proxy === null ? { kind: 'group', groupId: group.id } : { kind: 'proxy', proxyId: proxy.id, groupId: group.id },
  });

async function versions(group: ProxyGroup, proxy: ApiProxy) {
  const filter = { groupId: group.id, proxyId: proxy.id, environmentIds: [environment.id] };
  return (await core.get(VersionsService).list(actor, projectId, filter, { number: 1, size: 50 })).items;
}

async function switchTo(group: ProxyGroup, proxy: ApiProxy, versionedAt: Date, waitMs = 2_000) {
  const version = { groupId: group.id, proxyId: proxy.id, environmentId: environment.id, versionedAt };
  return core.get(VersionsService).switchTo(actor, { projectId, version, description: 'back', waitMs });
}

async function batch(kind: BatchKind, targets: readonly { group: ProxyGroup; proxy: Pick<ApiProxy, 'id'> }[]) {
  const ids = targets.map(({ group, proxy }) => ({
    ...{ groupId: group.id, proxyId: proxy.id, environmentId: environment.id },
  }));
  return core.get(BatchesService).begin(actor, { projectId, kind, description: 'together', targets: ids });
}

async function settled(kind: BatchKind, id: string): Promise<Batch> {
  for (;;) {
    const found = await core.get(BatchesService).get(actor, projectId, kind, id);
    if (found.items.every(({ state }) => state !== 'waiting' && state !== 'running')) return found;
  }
}

/** The same use case over the same database, without a memory in common. */
const anotherProcess = () =>
  new BatchesService(
    core.get(UnitOfWork),
    core.get(EnvironmentsService),
    core.get(ProjectsService),
    core.get(BatchTargets),
    core.get(BatchesRepository),
    core.get(ReleasePipeline),
    core.get(DeploymentRunner),
    core.get(Clock),
  );

const outcomes = ({ items }: Batch) => items.map(({ state, message }) => [state, message]);

describe('versions', () => {
  it('are made by deployments of the proxy by name, and by those of its group that change it', async () => {
    const { group, members } = await newGroup(2);
    const [a, b] = members as [ApiProxy, ApiProxy];
    await deploy(group, null);
    await edit(a, '/b');
    await deploy(group, null);
    await deploy(group, b);
    expect((await versions(group, a)).map(({ online }) => online)).toEqual([true, false]);
    expect((await versions(group, b)).map(({ online }) => online)).toEqual([true, false]);
    await agreed();
  });

  it('that are made at once are told apart', async () => {
    const { group, members } = await newGroup(1);
    const [proxy] = members as [ApiProxy];
    await Promise.all(Array.from({ length: 5 }, () => deploy(group, proxy)));
    const moments = (await versions(group, proxy)).map(({ versionedAt }) => versionedAt.getTime());
    expect(new Set(moments).size).toBe(5);
    expect(moments.toSorted((x, y) => y - x)).toEqual(moments);
  });

  it('of a deployment that a gateway refused were never there', async () => {
    const { group, members } = await newGroup(1);
    const [proxy] = members as [ApiProxy];
    await deploy(group, proxy);
    await edit(proxy, '/b');
    driver.verdict = () => ({ reject: 'no' });
    await expect(deploy(group, proxy)).rejects.toMatchObject({ code: 'deployment_rejected' });
    expect(await versions(group, proxy)).toMatchObject([{ online: true }]);
  });
});

describe('a switch', () => {
  it('that a gateway refuses is undone at all of them, and the version is what it was', async () => {
    const { group, members } = await newGroup(1);
    const [proxy] = members as [ApiProxy];
    await deploy(group, proxy);
    await edit(proxy, '/b');
    await deploy(group, proxy);
    const [before, known] = [served(), await versions(group, proxy)];
    let first = true;
    driver.verdict = (node) => {
      const refuses = node === 'edge-2' && first;
      if (node === 'edge-2') first = false;
      return refuses ? { reject: 'no such backend' } : 'accept';
    };
    const refused = switchTo(group, proxy, known[1]?.versionedAt ?? new Date());
    await expect(refused).rejects.toMatchObject({
      code: 'deployment_rejected',
      message: 'refused by edge-2: no such backend; what served before serves on',
    });
    expect(served()).toEqual(before);
    expect(await versions(group, proxy)).toEqual(known);
    await switchTo(group, proxy, known[1]?.versionedAt ?? new Date());
    expect((await versions(group, proxy)).map(({ online }) => online)).toEqual([false, true]);
    expect((await core.get(ApiProxiesService).getById(actor, projectId, proxy.id)).definition.operations[0]?.path).toBe(
      '/b',
    );
    await agreed();
  });

  it('is refused for what has left the group', async () => {
    const { group, members } = await newGroup(1);
    const [proxy] = members as [ApiProxy];
    await deploy(group, proxy);
    const [version] = await versions(group, proxy);
    await core.get(ProxyGroupsService).removeMember(actor, projectId, group.id, proxy.id);
    await expect(switchTo(group, proxy, version?.versionedAt ?? new Date())).rejects.toMatchObject({
      code: 'not_found',
      facts: { resource: 'proxy' },
    });
  });
});

describe('a batch', () => {
  it('is one version of its environment, with everything in it', async () => {
    const [one, two] = [await newGroup(2), await newGroup(1)];
    const targets = [one, two].flatMap(({ group, members }) => members.map((proxy) => ({ group, proxy })));
    const offers = driver.offers.length;
    expect(outcomes(await settled('deploy', await batch('deploy', targets)))).toEqual([
      ['done', ''],
      ['done', ''],
      ['done', ''],
    ]);
    expect(driver.offers.slice(offers).map(({ upserts }) => upserts.length)).toEqual([3]);
    await agreed();
  });

  it('that a gateway refuses leaves everything as it was, down to the versions and the records', async () => {
    const { group, members } = await newGroup(3);
    const [a, b, c] = members as [ApiProxy, ApiProxy, ApiProxy];
    await deploy(group, a);
    await edit(a, '/b');
    await deploy(group, b);
    const tables = () =>
      query(
        `SELECT to_jsonb(r) AS release, to_jsonb(d) AS record
           FROM releases r JOIN deployment_records d ON d.object_id = r.group_id AND d.environment_id = r.environment_id
          WHERE r.group_id = $1 ORDER BY r.proxy_id`,
        [group.id],
      );
    const [before, rows] = [served(), await tables()];
    let isFirst = true;
    driver.verdict = (node) => {
      const refuses = node === 'edge-1' && isFirst;
      if (node === 'edge-1') isFirst = false;
      return refuses ? { reject: 'too much' } : 'accept';
    };
    // One changes, one is as it was, one is new.
    const id = await batch(
      'deploy',
      [a, b, c].map((proxy) => ({ group, proxy })),
    );
    const words = 'refused by edge-1: too much; what served before serves on';
    expect(outcomes(await settled('deploy', id))).toEqual([
      ['failed', words],
      ['failed', words],
      ['failed', words],
    ]);
    expect(served()).toEqual(before);
    expect(await tables()).toEqual(rows);
    await agreed();
  });

  it('names what cannot have its route, and lets the rest be', async () => {
    const [first, second] = [await newGroup(1), await newGroup(1)];
    await deploy(first.group, first.members[0] ?? null);
    const settings = groupSettings(first.group.settings.clientRoute.paths[0] ?? '');
    await core.get(ProxyGroupsService).update(actor, projectId, second.group.id, { settings });
    const third = await newGroup(1);
    const targets = [third, second].flatMap(({ group, members }) => members.map((proxy) => ({ group, proxy })));
    const before = served();
    const result = outcomes(await settled('deploy', await batch('deploy', targets)));
    expect(result.map(([state]) => state)).toEqual(['cancelled', 'failed']);
    expect(result[1]?.[1]).toContain(`is already served by group '${first.group.name}'`);
    expect(served()).toEqual(before);
  });

  it('that takes every member away takes the group away', async () => {
    const { group, members } = await newGroup(2);
    await settled(
      'deploy',
      await batch(
        'deploy',
        members.map((proxy) => ({ group, proxy })),
      ),
    );
    const record = () => query('SELECT deployed FROM deployment_records WHERE object_id = $1', [group.id]);
    expect(await record()).toEqual([{ deployed: true }]);
    await settled(
      'undeploy',
      await batch(
        'undeploy',
        members.map((proxy) => ({ group, proxy })),
      ),
    );
    expect(await record()).toEqual([{ deployed: false }]);
    for (const member of members) expect(await versions(group, member)).toMatchObject([{ online: false }]);
    await agreed();
  });

  it('that takes nothing away is done; with a stranger in it nothing happens', async () => {
    const { group, members } = await newGroup(1);
    const [proxy] = members as [ApiProxy];
    expect(outcomes(await settled('undeploy', await batch('undeploy', [{ group, proxy }])))).toEqual([['done', '']]);
    await deploy(group, proxy);
    const other = await newGroup(1);
    const stranger = { group, proxy: other.members[0] as ApiProxy };
    const result = await settled('undeploy', await batch('undeploy', [{ group, proxy }, stranger]));
    expect(result.items.map(({ state }) => state)).toEqual(['cancelled', 'failed']);
    expect(await versions(group, proxy)).toMatchObject([{ online: true }]);
  });

  it('is done once, whoever goes on with it', async () => {
    const { group, members } = await newGroup(1);
    const [proxy] = members as [ApiProxy];
    const other = anotherProcess();
    const id = await batch('deploy', [{ group, proxy }]);
    await other.resume();
    await settled('deploy', id);
    await other.stop();
    expect(await versions(group, proxy)).toHaveLength(1);
  });

  it('is not shown to another project, nor as another kind', async () => {
    const { group, members } = await newGroup(1);
    const id = await batch(
      'undeploy',
      members.map((proxy) => ({ group, proxy })),
    );
    const { get } = core;
    for (const [project, kind] of [['0'.repeat(32), 'undeploy'] as const, [projectId, 'deploy'] as const]) {
      await expect(get(BatchesService).get(actor, project, kind, id)).rejects.toMatchObject({ code: 'not_found' });
    }
  });

  it('is forgotten a week after it was asked for', async () => {
    const { group, members } = await newGroup(1);
    const begin = () =>
      batch(
        'undeploy',
        members.map((proxy) => ({ group, proxy })),
      );
    const [old, kept] = [await begin(), await begin()];
    await Promise.all([settled('undeploy', old), settled('undeploy', kept)]);
    const age = `UPDATE deployment_batches SET created_at = created_at - interval '1 day' * $2 WHERE id = $1`;
    await query(age, [old, 7]);
    await query(age, [kept, 6]);
    await begin();
    await expect(settled('undeploy', old)).rejects.toMatchObject({ code: 'not_found', facts: { resource: 'batch' } });
    expect((await settled('undeploy', kept)).items).toHaveLength(1);
  });

  it('waits for the next start once its process is told to stop', async () => {
    const { group, members } = await newGroup(1);
    const [proxy] = members as [ApiProxy];
    const leaving = anotherProcess();
    await leaving.stop();
    const target = { groupId: group.id, proxyId: proxy.id, environmentId: environment.id };
    const command = { projectId, kind: 'deploy', description: '', targets: [target] } as const;
    const id = await leaving.begin(actor, command);
    expect((await leaving.get(actor, projectId, 'deploy', id)).items.map(({ state }) => state)).toEqual(['waiting']);
    await core.get(BatchesService).resume();
    expect(outcomes(await settled('deploy', id))).toEqual([['done', '']]);
  });
});
