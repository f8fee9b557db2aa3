import { ApiProxiesRepository } from '../../src/api-proxies/api-proxies.repository.js';
import { ApiProxiesService } from '../../src/api-proxies/api-proxies.service.js';
import { type Tx, UnitOfWork } from '../../src/database/unit-of-work.js';
import type { DeploymentTarget, HistoryOf } from '../../src/deployments/commands.js';
import { DeploymentsService } from '../../src/deployments/deployments.service.js';
import { HistoriesService } from '../../src/deployments/histories.service.js';
import { RollbacksService } from '../../src/deployments/rollbacks.service.js';
import { VersionsService } from '../../src/deployments/versions.service.js';
import { EnvironmentsService } from '../../src/environments/environments.service.js';
import { SYSTEM_ACTOR as actor } from '../../src/model/actor.js';
import type { ApiProxy } from '../../src/model/api-proxy.js';
import type { Environment } from '../../src/model/environment.js';
import type { ProxyGroup } from '../../src/model/proxy-group.js';
import { ProjectsService } from '../../src/projects/projects.service.js';
import { ProxyGroupsService } from '../../src/proxy-groups/proxy-groups.service.js';
import { SnapshotsRepository } from '../../src/publishing/snapshots.repository.js';
import { OutdatedRepository } from '../../src/retention/outdated.repository.js';
import { RetentionService } from '../../src/retention/retention.service.js';
import { UnreferencedRepository } from '../../src/retention/unreferenced.repository.js';
import { Clock } from '../../src/shared/clock.js';
import { type Core, startCore } from '../support/core.js';
import { joinDatabase, migratedDatabase } from '../support/database.js';
import { databaseFacts } from '../support/database-facts.js';
import { definition, groupSettings } from '../support/definitions.js';
import { type TestDatabase, withClient } from '../support/postgres.js';
import { ScriptedDriver } from '../support/scripted-driver.js';

const KEPT = 6;
const ROUNDS = 12;
let core: Core;
let database: TestDatabase;
let driver: ScriptedDriver;
let environment: Environment;
let projectId: string;
let serial = 0;

beforeAll(async () => {
  driver = new ScriptedDriver(['edge-1']);
  database = await migratedDatabase();
  core = await startCore([driver], await joinDatabase(database.url), { GATEWRIGHT_KEEP_AUDIT_DAYS: '30' });
  environment = await core.get(EnvironmentsService).getByName(actor, 'production');
  projectId = (await core.get(ProjectsService).getByName(actor, 'default')).id;
});

afterAll(async () => {
  await core?.close();
  await database?.drop();
});

const query = (sql: string, values: readonly unknown[] = []) =>
  withClient(database.url, async (client) => (await client.query(sql, [...values])).rows);
const sweep = () => core.get(RetentionService).sweep();
const ageLog = () => query(`UPDATE snapshot_log SET created_at = now() - interval '8 days'`);
const fragments = async () => (await query('SELECT digest FROM fragments ORDER BY 1')).map(({ digest }) => digest);
const revisionsOf = async ({ id }: ApiProxy) =>
  (await query('SELECT number FROM revisions WHERE proxy_id = $1 ORDER BY 1', [id])).map(({ number }) => number);
const agreed = async () => expect((await databaseFacts(database.url)).contradictions).toEqual([]);
const proxies = () => core.get(ApiProxiesService);

async function newProxy(): Promise<ApiProxy> {
  const name = `proxy-${++serial}`;
  return proxies().create(actor, projectId, { name, description: '', definition: definition(`/${name}`) });
}

async function newGroup(...members: readonly ApiProxy[]): Promise<ProxyGroup> {
  const name = `group-${++serial}`;
  const groups = core.get(ProxyGroupsService);
  const group = await groups.create(actor, projectId, { name, description: '', settings: groupSettings(`/${name}`) });
  for (const { id } of members) await groups.addMember(actor, projectId, group.id, id);
  return group;
}

const edit = ({ id, name }: ApiProxy) =>
  proxies().update(actor, projectId, id, { definition: definition(`/${name}`, 'http://127.0.0.1:8', `/${++serial}`) });

const call = (target: DeploymentTarget) => ({
  ...{ projectId, environmentId: environment.id, target, persistent: false, description: '', waitMs: 2_000 },
});
const deploy = (target: DeploymentTarget) => core.get(DeploymentsService).deploy(actor, call(target));
const ofProxy = ({ id }: ApiProxy) => ({ kind: 'proxy', proxyId: id, groupId: null }) as const;
const ofGroup = ({ id }: ProxyGroup) => ({ kind: 'group', groupId: id }) as const;
const historyOf = async (of: HistoryOf) => (await core.get(HistoriesService).list(actor, projectId, of)).items;

async function canGoBack(of: HistoryOf): Promise<void> {
  const numbers = (await historyOf(of)).map(({ number }) => number).toReversed();
  expect(numbers.length).toBeGreaterThanOrEqual(KEPT);
  const [oldest = 0, newest = 0] = [numbers[0], numbers.at(-1)];
  const contents = await core.get(HistoriesService).compare(actor, projectId, of, [oldest, newest]);
  expect(contents.flatMap(({ members }) => members.map((member) => member.definition))).not.toContain(null);
  // So that none pushes another out before it is asked for.
  await query('UPDATE deployments SET persistent = true WHERE object_id = $1', [of.id]);
  for (const number of numbers) {
    const back = { projectId, of, number, environmentId: environment.id, description: '', persistent: false };
    const { report, failure } = await core.get(RollbacksService).rollback(actor, { ...back, waitMs: 2_000 });
    expect([failure, report?.deployment.state]).toEqual([null, 'succeeded']);
    await sweep();
  }
}

describe('a sweep', () => {
  it('leaves what histories, releases and drafts need, and no more', async () => {
    const [alone, first, second] = [await newProxy(), await newProxy(), await newProxy()];
    const group = await newGroup(first, second);
    for (let round = 0; round < ROUNDS; round++) {
      for (const proxy of [alone, first]) await edit(proxy);
      await deploy(ofProxy(alone));
      await deploy(ofGroup(group));
    }
    await edit(second);
    await sweep();
    // The oldest entry names the revision that it replaced, too.
    const newest = Array.from({ length: KEPT + 1 }, (_, index) => ROUNDS - KEPT + index);
    expect(await revisionsOf(alone)).toEqual(newest);
    // The other member is still served from the first deployment, whose entry therefore stays.
    expect(await revisionsOf(first)).toEqual([1, ...newest]);
    expect(await revisionsOf(second)).toEqual([1]);
    expect((await fragments()).length).toBeGreaterThanOrEqual(2 * ROUNDS);

    await ageLog();
    await sweep();
    expect(await query('SELECT version::int FROM snapshot_log WHERE environment_id = $1', [environment.id])).toEqual([
      { version: 2 * ROUNDS },
    ]);
    const live = await query('SELECT DISTINCT fragment_digest AS digest FROM releases ORDER BY 1');
    expect(await fragments()).toEqual(live.map(({ digest }) => digest));
    expect(await sweep()).toEqual({});

    const served = driver.serves(environment.id, 'edge-1');
    const whole = await core
      .get(UnitOfWork)
      .snapshot((tx) => core.get(SnapshotsRepository).changeSince(tx, environment.id, 1));
    expect(whole?.change.from).toBeNull();
    expect(whole?.change.upserts.map(({ digest }) => digest).toSorted()).toEqual(Object.values(served).toSorted());
    await canGoBack({ kind: 'proxy', id: alone.id });
    await canGoBack({ kind: 'group', id: group.id });
    await agreed();
  });

  it('leaves every version that a switch can name, of proxies in groups', async () => {
    const member = await newProxy();
    const group = await newGroup(member);
    const target = { kind: 'proxy', proxyId: member.id, groupId: group.id } as const;
    for (let round = 0; round < ROUNDS; round++) {
      await edit(member);
      await deploy(target);
    }
    await ageLog();
    await sweep();
    const filter = { groupId: group.id, proxyId: member.id, environmentIds: [environment.id] };
    const { items } = await core.get(VersionsService).list(actor, projectId, filter, { number: 1, size: 50 });
    expect(items).toHaveLength(KEPT);
    for (const { versionedAt } of items) {
      const version = { groupId: group.id, proxyId: member.id, environmentId: environment.id, versionedAt };
      const report = await core
        .get(VersionsService)
        .switchTo(actor, { projectId, version, description: '', waitMs: 2_000 });
      expect(report.deployment.state).toBe('succeeded');
      await ageLog();
      await sweep();
    }
    await agreed();
  });

  it('never gives a number of a revision twice', async () => {
    const proxy = await newProxy();
    await deploy(ofProxy(proxy));
    await edit(proxy);
    await deploy(ofProxy(proxy));
    await core.get(DeploymentsService).undeploy(actor, call(ofProxy(proxy)));
    await query('DELETE FROM deployments WHERE object_id = $1', [proxy.id]);
    await edit(proxy);
    await sweep();
    expect(await revisionsOf(proxy)).toEqual([2]);
    await deploy(ofProxy(proxy));
    expect(await revisionsOf(proxy)).toEqual([2, 3]);
  });

  it('keeps the revision that a draft equals', async () => {
    const proxy = await newProxy();
    await deploy(ofProxy(proxy));
    await edit(proxy);
    await deploy(ofProxy(proxy));
    await proxies().update(actor, projectId, proxy.id, { definition: proxy.definition });
    await query('DELETE FROM deployments WHERE object_id = $1', [proxy.id]);
    await sweep();
    expect(await revisionsOf(proxy)).toEqual([1, 2]);
  });

  it('keeps descriptions that a draft or a revision was imported from', async () => {
    const imported = async (proxy: ApiProxy, text: string) => {
      const spec = {
        content: Buffer.from(JSON.stringify({ openapi: '3.0.3', info: { title: text, version: '1' }, paths: {} })),
        mediaType: 'application/json',
      };
      return proxies().update(actor, projectId, proxy.id, { definition: definition(`/${proxy.name}`), spec });
    };
    const known = async () => (await query('SELECT digest FROM spec_documents')).map(({ digest }) => digest);
    const proxy = await newProxy();
    await deploy(ofProxy(proxy));
    const { specDigest: deployed } = (await imported(proxy, 'deployed')).definition;
    await query(
      `UPDATE revisions SET definition = definition || jsonb_build_object('specDigest', $1::text) WHERE proxy_id = $2`,
      [deployed, proxy.id],
    );
    const { specDigest: forgotten } = (await imported(proxy, 'forgotten')).definition;
    const { specDigest: draft } = (await imported(proxy, 'draft')).definition;
    expect(await known()).toEqual(expect.arrayContaining([deployed, forgotten, draft]));
    await sweep();
    expect((await known()).toSorted()).toEqual([deployed, draft].toSorted());
  });

  it('takes away what deleted objects left behind', async () => {
    const [gone, here] = [await newProxy(), await newProxy()];
    for (const proxy of [gone, here]) await deploy(ofProxy(proxy));
    await core
      .get(DeploymentsService)
      .deleteProxy(actor, { projectId, proxyId: gone.id, whenLive: 'undeploy', waitMs: 2_000 });
    await query(
      `INSERT INTO deployment_records SELECT (jsonb_populate_record(d, $1)).* FROM deployment_records d WHERE object_id = $2`,
      [JSON.stringify({ object_id: gone.id }), here.id],
    );
    await query(
      `INSERT INTO deployments SELECT (jsonb_populate_record(d, $1)).* FROM deployments d WHERE object_id = $2`,
      [JSON.stringify({ id: 'left', object_id: gone.id }), here.id],
    );
    await query(
      `INSERT INTO deployments SELECT (jsonb_populate_record(d, $1)).* FROM deployments d WHERE id <> 'left' AND object_id = $2`,
      [JSON.stringify({ id: 'member', group_id: 'gone', number: 99 }), here.id],
    );
    const surroundings = `surroundings:${projectId}`;
    await query('INSERT INTO object_counters VALUES ($1, 1)', [surroundings]);
    await sweep();
    expect(await query('SELECT FROM object_counters WHERE object_id = $1', [surroundings])).toHaveLength(1);
    const known = (table: string) =>
      query(`SELECT object_id FROM ${table} WHERE object_id = ANY($1)`, [[gone.id, here.id]]);
    for (const table of ['deployments', 'deployment_records', 'object_counters']) {
      expect({ table, rows: await known(table) }).toEqual({ table, rows: [{ object_id: here.id }] });
    }
  });

  it('keeps logs as long as the settings say', async () => {
    const names: Record<string, string> = {
      promotion_executions: 'id',
      audit_log: 'username',
      node_answers: 'node_id',
      nodes: 'id',
    };
    await query(
      `INSERT INTO promotion_executions
       SELECT name, name, 0, $1, '', '', '', '', '', '', '', 'SUCCEEDED', 0, 0, '', '', '', '', t, t, t, ''
         FROM (VALUES ('kept', now() - interval '89 days'), ('old', now() - interval '91 days')) AS v(name, t)`,
      [projectId],
    );
    await query(
      `INSERT INTO audit_log (at, username, via, action, resource, outcome, detail, request_id)
       SELECT now() - days * interval '1 day', name, '', '', '', '', '', ''
         FROM (VALUES ('kept', 29), ('old', 31)) AS v(name, days), generate_series(1, 1500)
        ORDER BY days DESC`,
    );
    await query(
      `INSERT INTO node_answers SELECT $1, 0, name, 'r', 'accepted', '', 0, now() - days * interval '1 day'
         FROM (VALUES ('kept', 6), ('old', 8)) AS v(name, days)`,
      [environment.id],
    );
    const current = `UPDATE node_answers a SET answered_at = now() - interval '8 days' FROM environments e
      WHERE e.id = $1 AND a.environment_id = e.id AND a.version = e.version RETURNING node_id`;
    expect(await query(current, [environment.id])).toEqual([{ node_id: 'edge-1' }]);
    await query(
      `INSERT INTO nodes (environment_id, id, replica_id, plane, address, connected, guest, connected_at, seen_at)
       SELECT $1, name, replica_id, 'envoy', '', connected, false, now(), now() - days * interval '1 day'
         FROM (VALUES ('kept', 6, false), ('old', 8, false), ('here', 8, true)) AS v(name, days, connected),
              (SELECT DISTINCT replica_id FROM nodes) AS r`,
      [environment.id],
    );
    expect(await sweep()).toEqual({ promotion_executions: 1, audit_log: 1500, node_answers: 1, nodes: 1 });
    for (const [table, column] of Object.entries(names)) {
      const rows = await query(`SELECT DISTINCT ${column} AS name FROM ${table} WHERE ${column} IN ('kept', 'old')`);
      expect({ table, rows }).toEqual({ table, rows: [{ name: 'kept' }] });
    }
    // A heartbeat would bring it to life, and deployments would wait for it.
    expect(await query(`DELETE FROM nodes WHERE id = 'here' RETURNING id`)).toHaveLength(1);
  });
});

describe('a sweep that is due', () => {
  const leaveBehind = (digest: string) =>
    query(`INSERT INTO spec_documents VALUES ($1, '', 'application/json', now())`, [digest]);
  const isThere = async (digest: string) =>
    (await query('SELECT 1 FROM spec_documents WHERE digest = $1', [digest])).length === 1;

  it('comes with a start, and again after an hour', async () => {
    await leaveBehind('left');
    const other = await startCore([new ScriptedDriver([])], await joinDatabase(database.url));
    try {
      // Nobody asks for it: without the start's this waits until the test is given up.
      while (await isThere('left'));
      const retention = other.get(RetentionService);
      await retention.sweepWhenDue();
      await leaveBehind('left again');
      await retention.sweepWhenDue();
      expect(await isThere('left again')).toBe(true);
      const inAnHour = new Date(Date.now() + 60 * 60_000);
      other.get(Clock).now = () => inAnHour;
      await retention.sweepWhenDue();
      expect(await isThere('left again')).toBe(false);
    } finally {
      await other.close();
    }
  });
});

describe('a sweep beside a deployment', () => {
  const FRAGMENT = { routes: [], upstreams: [] } as never;
  const run = <T>(work: (tx: Tx) => Promise<T>) => core.get(UnitOfWork).run(work);
  const look = () => run((tx) => core.get(UnreferencedRepository).unusedFragments(tx, 1_000));
  const keep = (tx: Tx, digest: string) =>
    core.get(SnapshotsRepository).keepFragments(tx, [{ digest, fragment: FRAGMENT }], new Date());
  const log = (tx: Tx, digest: string) =>
    core
      .get(SnapshotsRepository)
      .append(
        tx,
        { environmentId: environment.id, deploymentId: '', isWayBack: true },
        { upserts: [{ key: 'x:', digest }], removals: [] },
        { channel: 'none', sender: '' },
        new Date(),
      );
  const isKept = async (digest: string) => (await fragments()).includes(digest);

  /** A fragment that nothing refers to. */
  async function unused(): Promise<string> {
    const digest = `unused-${++serial}`;
    await run((tx) => keep(tx, digest));
    return digest;
  }

  async function isWaiting(part: string): Promise<void> {
    for (;;) {
      const rows = await query(
        `SELECT FROM pg_stat_activity
          WHERE datname = current_database() AND wait_event_type = 'Lock' AND strpos(query, $1) > 0`,
        [part],
      );
      if (rows.length > 0) return;
    }
  }

  it('passes over a fragment that a deployment has found and counts on', async () => {
    const digest = await unused();
    const found = await look();
    expect(found.digests).toContain(digest);
    await run(async (tx) => {
      await keep(tx, digest);
      expect(await run((other) => core.get(UnreferencedRepository).removeFragments(other, found))).toBe(
        found.digests.length - 1,
      );
      await log(tx, digest);
    });
    expect(await isKept(digest)).toBe(true);
    expect((await look()).digests).not.toContain(digest);
  });

  it('sees what a deployment committed between its look and its delete', async () => {
    const digest = await unused();
    const found = await look();
    await run(async (tx) => {
      await keep(tx, digest);
      await log(tx, digest);
    });
    await run((tx) => core.get(UnreferencedRepository).removeFragments(tx, found));
    expect(await isKept(digest)).toBe(true);
  });

  it('leaves what is live, and what a pending deployment may go back to, whatever the log says', async () => {
    await deploy(ofProxy(await newProxy()));
    const [{ digest: live }] = await query('SELECT fragment_digest AS digest FROM releases LIMIT 1');
    const before = await unused();
    const versions = { [environment.id]: 1_000_000 };
    const undone = run(async (tx) => {
      await tx.manager.query(
        `INSERT INTO deployments SELECT (jsonb_populate_record(d, $1)).* FROM deployments d LIMIT 1`,
        [{ id: 'pending', number: 1_000_000, state: 'pending' }],
      );
      await tx.manager.query(
        `INSERT INTO deployment_items (deployment_id, proxy_id, group_key, action, previous)
         VALUES ('pending', 'x', '', 'put', $1)`,
        [{ fragmentDigest: before }],
      );
      expect((await core.get(UnreferencedRepository).unusedFragments(tx, 1_000)).digests).not.toContain(before);
      await tx.manager.query(`UPDATE deployments SET object_id = 'gone', group_id = NULL WHERE id = 'pending'`);
      expect(await core.get(OutdatedRepository).leftBehind(tx, 'deployments', 1_000)).toBe(0);
      const found = { digests: [live, before], versions };
      expect(await core.get(UnreferencedRepository).removeFragments(tx, found)).toBe(0);
      throw new Error('undone');
    });
    await expect(undone).rejects.toThrow('undone');
  });

  it('has a deployment insert again what it is just deleting', async () => {
    const digest = await unused();
    const found = await look();
    let deployment: Promise<void> | undefined;
    await run(async (tx) => {
      expect(await core.get(UnreferencedRepository).removeFragments(tx, found)).toBeGreaterThan(0);
      deployment = run(async (other) => {
        await keep(other, digest);
        await log(other, digest);
      });
      await isWaiting('INSERT INTO fragments');
    });
    await deployment;
    expect(await isKept(digest)).toBe(true);
  });

  it('has a deployment insert again what went between its insert and its hold', async () => {
    const digest = await unused();
    const found = await look();
    let deployment: Promise<void> | undefined;
    await run(async (tx) => {
      // As a sweep that has locked and not deleted yet: the insert finds it, the hold waits.
      await tx.manager.query('SELECT FROM fragments WHERE digest = $1 FOR UPDATE', [digest]);
      deployment = run(async (other) => {
        await keep(other, digest);
        await log(other, digest);
      });
      await isWaiting('FOR KEY SHARE');
      await core.get(UnreferencedRepository).removeFragments(tx, found);
    });
    await deployment;
    expect(await isKept(digest)).toBe(true);
  });

  it('passes over the revisions of a proxy that somebody holds', async () => {
    const proxy = await newProxy();
    for (const _ of [1, 2]) {
      await deploy(ofProxy(proxy));
      await edit(proxy);
    }
    await deploy(ofProxy(proxy));
    await query('DELETE FROM deployments WHERE object_id = $1', [proxy.id]);
    const found = (await run((tx) => core.get(UnreferencedRepository).unusedRevisions(tx, 1_000))).filter(
      ({ proxyId }) => proxyId === proxy.id,
    );
    expect(found).toHaveLength(2);
    const remove = () => run((tx) => core.get(UnreferencedRepository).removeRevisions(tx, found));
    await run(async (tx) => {
      await core.get(ApiProxiesRepository).hold(tx, [proxy.id]);
      expect(await remove()).toBe(0);
    });
    expect(await remove()).toBe(2);
  });

  it('fails none of many deployments that use the same content again and again', async () => {
    const proxy = await newProxy();
    const { definition: one } = proxy;
    const two = definition(`/${proxy.name}`, 'http://127.0.0.1:7');
    let isOver = false;
    const sweeper = async () => {
      while (!isOver) {
        await ageLog();
        await sweep();
      }
    };
    const sweeping = Promise.all([sweeper(), sweeper()]);
    for (let round = 0; round < 20; round++) {
      await proxies().update(actor, projectId, proxy.id, { definition: round % 2 === 0 ? one : two });
      const { deployment } = await deploy(ofProxy(proxy));
      expect(deployment.state).toBe('succeeded');
    }
    isOver = true;
    await sweeping;
    await agreed();
  });
});
