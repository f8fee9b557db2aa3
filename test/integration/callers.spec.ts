import { ApiProxiesService } from '../../src/api-proxies/api-proxies.service.js';
import { AppsService } from '../../src/apps/apps.service.js';
import { UnitOfWork } from '../../src/database/unit-of-work.js';
import { CallersService } from '../../src/deployments/callers.service.js';
import { DeploymentsService } from '../../src/deployments/deployments.service.js';
import { RefreshesService } from '../../src/deployments/refreshes.service.js';
import { VpcBackendsService } from '../../src/deployments/vpc-backends.service.js';
import { EnvironmentsService } from '../../src/environments/environments.service.js';
import type { CallerApp, Fragment } from '../../src/ir/fragment.js';
import { SYSTEM_ACTOR } from '../../src/model/actor.js';
import type { ProxyDefinition } from '../../src/model/api-proxy.js';
import type { Stage } from '../../src/model/environment.js';
import { ProjectsService } from '../../src/projects/projects.service.js';
import { HomeMembersService } from '../../src/proxy-groups/home-members.service.js';
import { ProxyGroupsService } from '../../src/proxy-groups/proxy-groups.service.js';
import { SnapshotFeed } from '../../src/publishing/snapshot-feed.js';
import { type Core, startCore } from '../support/core.js';
import { definition, groupSettings } from '../support/definitions.js';
import { ScriptedDriver } from '../support/scripted-driver.js';

const actor = SYSTEM_ACTOR;
const NODE = 'edge-1';
const SECRET = 'a-secret-in-clear-0123456789';
const CODE = 'a-code-in-clear-0123456789';

let core: Core;
let driver: ScriptedDriver;
let sut: CallersService;
let projectId: string;
const environments = new Map<Stage, string>();
let serial = 0;

beforeAll(async () => {
  driver = new ScriptedDriver([NODE]);
  core = await startCore([driver]);
  sut = core.get(CallersService);
  projectId = (await core.get(ProjectsService).getByName(actor, 'default')).id;
  for (const { id, stage } of await core.get(EnvironmentsService).list(actor)) {
    if (stage !== null) environments.set(stage, id);
  }
});
afterAll(() => core?.close());
beforeEach(() => {
  driver.verdict = () => 'accept';
});

const unique = (word: string) => `${word}_${++serial}`;
const inStage = (stage: Stage): string => environments.get(stage) ?? '';
const sql = (text: string, values: readonly unknown[] = []) =>
  core.get(UnitOfWork).read(({ manager }) => manager.query(text, [...values]));
const version = async (stage: Stage = 'RELEASE') =>
  (await core.get(EnvironmentsService).getById(actor, inStage(stage))).version;

const CALLERS = { appCodes: 'GROUP', signatures: ['HmacSHA256'], nonceRequired: false } as const;
const guarded = (change: Partial<ProxyDefinition> = {}): ProxyDefinition => ({
  ...definition('/x'),
  source: 'CLOUD_API',
  clientRoute: null,
  callers: CALLERS,
  ...change,
});

interface Place {
  readonly proxyId: string;
  readonly groupId: string;
}

async function newApi(draft = guarded(), groupId?: string): Promise<Place> {
  const groups = core.get(ProxyGroupsService);
  const settings = { ...groupSettings('/'), ownHost: true };
  const group = groupId ?? (await groups.create(actor, projectId, { name: unique('g'), description: '', settings })).id;
  const name = unique('api');
  const operations = draft.operations.map((operation) => ({ ...operation, path: `/${name}` }));
  const input = { name, description: '', definition: { ...draft, operations } };
  const { id } = await core.get(HomeMembersService).createMember(actor, projectId, group, input);
  return { proxyId: id, groupId: group };
}

async function deploy({ proxyId, groupId }: Place, stage: Stage = 'RELEASE'): Promise<void> {
  const target = { kind: 'proxy', proxyId, groupId } as const;
  const common = { projectId, environmentId: inStage(stage), description: '', persistent: false, waitMs: 2_000 };
  await core.get(DeploymentsService).deploy(actor, { ...common, target });
}

async function liveApi(stage: Stage = 'RELEASE'): Promise<Place> {
  const place = await newApi();
  await deploy(place, stage);
  return place;
}

const newApp = async (given: { key?: string; secret?: string; code?: string } = {}): Promise<string> =>
  (await core.get(AppsService).create(actor, projectId, { name: unique('app'), ...BLANK, ...given }, 1_000)).id;
const BLANK = { description: '', extend: '', tags: [] };

const grant = ({ proxyId, groupId }: Place, appIds: readonly string[], stage: Stage = 'RELEASE') =>
  sut.authorise(actor, { ...those([proxyId], groupId, appIds, stage), expiresAt: null, description: '', most: 1_000 });
const those = (proxyIds: readonly string[], groupId: string, appIds: readonly string[], stage: Stage) => ({
  projectId,
  proxyIds,
  groupId,
  appIds,
  stage,
  waitMs: 2_000,
});
const ofApp = (appId: string) => ({ projectId, appId, waitMs: 2_000 });

/** What the gateway would let in, as it was told last. */
function served({ proxyId, groupId }: Place, stage: Stage = 'RELEASE'): readonly CallerApp[] {
  const key = `${proxyId}:${groupId}`;
  const mine = driver.offers.filter((offer) => offer.environmentId === inStage(stage));
  const entries = mine.flatMap(({ upserts }) => upserts).filter((entry) => entry.key === key);
  const [route] = entries.at(-1)?.fragment.routes ?? [];
  if (route?.callers === undefined) throw new Error('nobody guards this');
  return route.callers.apps;
}

async function stored({ proxyId, groupId }: Place): Promise<Fragment> {
  const [row] = await sql(
    `SELECT f.content FROM releases r JOIN fragments f ON f.digest = r.fragment_digest
      WHERE r.proxy_id = $1 AND r.group_id = $2`,
    [proxyId, groupId],
  );
  return row.content;
}

describe('an authorisation', () => {
  it('is live at once, and gone at once', async () => {
    const api = await liveApi();
    expect(served(api)).toEqual([]);
    const key = unique('key');
    const app = await newApp({ key, secret: SECRET });
    await grant(api, [app]);
    expect(served(api)).toEqual([
      {
        id: app,
        expiresAt: null,
        keys: [{ key, secret: SECRET }],
        codeDigests: [expect.stringMatching(/^[0-9a-f]{64}$/)],
      },
    ]);
    await sut.revoke(actor, those([api.proxyId], api.groupId, [app], 'RELEASE'));
    expect(served(api)).toEqual([]);
  });

  it('counts in its stage and for its API only', async () => {
    const [api, other] = [await liveApi(), await liveApi()];
    await deploy(api, 'PRE');
    const app = await newApp();
    await grant(api, [app], 'PRE');
    expect(served(api, 'PRE').map(({ id }) => id)).toEqual([app]);
    expect(served(api)).toEqual([]);
    expect(served(other)).toEqual([]);
  });

  it('that was given before is there when the API is deployed', async () => {
    const api = await newApi();
    const app = await newApp();
    const before = await version();
    await grant(api, [app]);
    expect(await version()).toBe(before);
    await deploy(api);
    expect(served(api).map(({ id }) => id)).toEqual([app]);
  });

  it('of many apps and APIs of a group is one version', async () => {
    const first = await liveApi();
    const second = await newApi(guarded(), first.groupId);
    await deploy(second);
    const apps = [await newApp(), await newApp()];
    const before = await version();
    const command = those([first.proxyId, second.proxyId], first.groupId, apps, 'RELEASE');
    await sut.authorise(actor, { ...command, expiresAt: new Date('2031-01-01'), description: '', most: 1_000 });
    expect(await version()).toBe(before + 1);
    for (const api of [first, second]) {
      expect(served(api).map(({ expiresAt }) => expiresAt)).toEqual(Array(2).fill('2031-01-01T00:00:00.000Z'));
    }
  });

  it('that changes nothing makes no version', async () => {
    const api = await liveApi();
    const app = await newApp();
    await grant(api, [app]);
    const before = await version();
    await grant(api, [app]);
    expect(await version()).toBe(before);
  });

  it('has a limit', async () => {
    const api = await liveApi();
    await grant(api, [await newApp()]);
    const command = those([api.proxyId], api.groupId, [await newApp()], 'RELEASE');
    const over = sut.authorise(actor, { ...command, expiresAt: null, description: '', most: 1 });
    await expect(over).rejects.toMatchObject({ code: 'limit_exceeded' });
    expect(served(api)).toHaveLength(1);
  });

  it('goes with its API', async () => {
    const api = await newApi();
    const app = await newApp();
    await grant(api, [app]);
    const command = { projectId, proxyId: api.proxyId, whenLive: 'refuse', waitMs: 0 } as const;
    await core.get(DeploymentsService).deleteProxy(actor, command);
    expect(await sql('SELECT 1 FROM app_authorities WHERE app_id = $1', [app])).toEqual([]);
  });
});

describe('secrets', () => {
  it('are sealed in every table and open for gateways only', async () => {
    const api = await liveApi();
    const app = await newApp({ secret: SECRET, code: CODE });
    await grant(api, [app]);
    const [key] = served(api)[0]?.keys ?? [];
    expect(key?.secret).toBe(SECRET);
    const [at] = (await stored(api)).routes[0]?.callers?.apps[0]?.keys ?? [];
    expect(at).toEqual({ key: key?.key, secret: expect.not.stringContaining(SECRET) });
    const tables = await sql(`SELECT tablename FROM pg_tables WHERE schemaname = 'public'`);
    for (const { tablename } of tables) {
      const rows = await sql(
        `SELECT 1 FROM "${tablename}" t WHERE t::text LIKE '%' || $1 || '%' OR t::text LIKE '%' || $2 || '%'
         OR t::text LIKE '%' || encode(convert_to($1, 'UTF8'), 'hex') || '%'
         OR t::text LIKE '%' || encode(convert_to($2, 'UTF8'), 'hex') || '%'`,
        [SECRET, CODE],
      );
      expect([tablename, rows]).toEqual([tablename, []]);
    }
  });

  it('are open too in what is read from the log, as after a start', async () => {
    const api = await liveApi();
    await grant(api, [await newApp({ secret: SECRET })]);
    const before = driver.offers.length;
    core.get(SnapshotFeed).restart(driver, inStage('RELEASE'));
    await core.get(SnapshotFeed).reconcile();
    expect(driver.offers.slice(before).map(({ from }) => from)).toEqual([null]);
    expect(served(api)[0]?.keys[0]?.secret).toBe(SECRET);
  });

  it('that are reset replace the old ones at once', async () => {
    const api = await liveApi();
    const key = unique('key');
    const app = await newApp({ key, secret: SECRET, code: unique('first-code') });
    await grant(api, [app]);
    const [{ codeDigests: codesBefore } = { codeDigests: [] }] = served(api);
    await sut.resetSecret(actor, { projectId, key, newSecret: 'another-secret', waitMs: 2_000 });
    expect(served(api)[0]?.keys).toEqual([{ key, secret: 'another-secret' }]);
    const code = unique('second-code');
    await sut.addCode(actor, { ...ofApp(app), code });
    expect(served(api)[0]?.codeDigests).toHaveLength(2);
    await sut.resetCode(actor, { projectId, code, newCode: `${code}-2`, perMinute: 1, waitMs: 2_000 });
    const [{ codeDigests } = { codeDigests: [] }] = served(api);
    expect(codeDigests).toHaveLength(2);
    expect(codeDigests).toEqual(expect.arrayContaining([...codesBefore]));
    await sut.deleteKey(actor, { ...ofApp(app), key });
    expect(served(api)[0]?.keys).toEqual([]);
  });
});

describe('a change of an app', () => {
  it('is one version in each environment where the app is let in, in all groups together', async () => {
    const apis = [await liveApi(), await liveApi(), await liveApi('TEST')] as const;
    const app = await newApp();
    await grant(apis[0], [app]);
    await grant(apis[1], [app]);
    await grant(apis[2], [app], 'TEST');
    const before = { RELEASE: await version(), TEST: await version('TEST'), PRE: await version('PRE') };
    await sut.modifyApp(actor, { ...ofApp(app), change: { disabled: true } });
    expect([served(apis[0]), served(apis[1]), served(apis[2], 'TEST')]).toEqual([[], [], []]);
    expect(await version()).toBe(before.RELEASE + 1);
    expect(await version('TEST')).toBe(before.TEST + 1);
    expect(await version('PRE')).toBe(before.PRE);
    expect(await sql('SELECT 1 FROM due_refreshes')).toEqual([]);

    await sut.modifyApp(actor, { ...ofApp(app), change: { disabled: false } });
    expect(served(apis[1])).toHaveLength(1);
    await sut.deleteApp(actor, ofApp(app));
    expect([served(apis[0]), served(apis[1]), served(apis[2], 'TEST')]).toEqual([[], [], []]);
  });

  it('of its name is none for gateways', async () => {
    const api = await liveApi();
    const app = await newApp();
    await grant(api, [app]);
    const before = await version();
    await sut.modifyApp(actor, { ...ofApp(app), change: { name: 'another_name' } });
    expect(await version()).toBe(before);
    expect((await core.get(AppsService).getById(actor, projectId, app)).name).toBe('another_name');
  });

  it('that a process did not finish is finished by the next', async () => {
    const api = await liveApi();
    const app = await newApp();
    await grant(api, [app]);
    // As it is between the first environment and the second.
    await sql('UPDATE apps SET disabled = true WHERE id = $1', [app]);
    await sql('INSERT INTO due_refreshes VALUES ($1, $2)', [inStage('RELEASE'), api.groupId]);
    expect(served(api)).toHaveLength(1);
    await core.get(RefreshesService).recover();
    expect(served(api)).toEqual([]);
    expect(await sql('SELECT 1 FROM due_refreshes')).toEqual([]);
  });

  describe('that the gateways of TEST refuse is taken back everywhere:', () => {
    let [key, code] = ['', ''];
    const named = (id: string) => ({ ...ofApp(id), key, code });
    const changes: readonly [string, (app: string, test: Place) => Promise<unknown>][] = [
      ['switched off', (id) => sut.modifyApp(actor, { ...ofApp(id), change: { disabled: true, name: 'other' } })],
      ['deleted', (id) => sut.deleteApp(actor, ofApp(id))],
      ['a key', (id) => sut.addKey(actor, ofApp(id))],
      ['a key gone', (id) => sut.deleteKey(actor, named(id))],
      ['a code', (id) => sut.addCode(actor, ofApp(id))],
      ['a code gone', (id) => sut.deleteCode(actor, named(id))],
      ['a code reset', (id) => sut.resetCode(actor, { ...named(id), perMinute: 1 })],
      ['a secret reset', (id) => sut.resetSecret(actor, { ...named(id), newKey: unique('new_key') })],
      ['authorised again', (id, place) => sut.authorise(actor, { ...inTest(place, [id]), ...UNTIL_2031, most: 9 })],
      ['withdrawn', (id, place) => sut.revoke(actor, inTest(place, [id]))],
    ];
    const UNTIL_2031 = { expiresAt: new Date('2031-01-01'), description: 'other' };
    const inTest = ({ proxyId, groupId }: Place, apps: string[]) => those([proxyId], groupId, apps, 'TEST');
    const rows = async (app: string) => [
      await sql('SELECT * FROM apps WHERE id = $1', [app]),
      await sql('SELECT * FROM app_keys WHERE app_id = $1 ORDER BY 1', [app]),
      await sql('SELECT * FROM app_codes WHERE app_id = $1 ORDER BY 1', [app]),
      await sql('SELECT * FROM app_authorities WHERE app_id = $1 ORDER BY 1, 2, 3, 4', [app]),
      await sql(`SELECT * FROM resource_tags WHERE resource_type = 'app' AND resource_id = $1`, [app]),
    ];

    it.each(changes)('%s', async (_what, change) => {
      const [release, test] = [await liveApi(), await liveApi('TEST')];
      [key, code] = [unique('key'), unique('code-of-an-app')];
      const given = { ...BLANK, name: unique('app'), key, secret: SECRET, code, tags: [{ key: 'k', value: 'v' }] };
      const { id: app } = await core.get(AppsService).create(actor, projectId, given, 1_000);
      await grant(release, [app]);
      await grant(test, [app], 'TEST');
      const before = { rows: await rows(app), served: [served(release), served(test, 'TEST')] };
      let refused = 0;
      driver.verdict = (_node, { environmentId }) =>
        environmentId === inStage('TEST') && refused++ === 0 ? { reject: 'no room' } : 'accept';
      await expect(change(app, test)).rejects.toMatchObject({ code: 'deployment_rejected' });
      expect(refused).toBeGreaterThan(0);
      expect({ rows: await rows(app), served: [served(release), served(test, 'TEST')] }).toEqual(before);
      expect(await sql('SELECT 1 FROM due_refreshes')).toEqual([]);
    });

    it('but what was withdrawn in the meantime stays so', async () => {
      const test = await liveApi('TEST');
      const app = await newApp();
      await grant(test, [app], 'TEST');
      let withdrawal: Promise<unknown> | undefined;
      driver.verdict = () => {
        if (withdrawal !== undefined) return 'accept';
        withdrawal = sut.revoke(actor, inTest(test, [app]));
        return { reject: 'no room' };
      };
      const change = sut.authorise(actor, { ...inTest(test, [app]), ...UNTIL_2031, most: 9 });
      await expect(change).rejects.toMatchObject({ code: 'deployment_rejected' });
      await withdrawal;
      expect(served(test, 'TEST')).toEqual([]);
    });
  });
});

describe('an API that only apps may call', () => {
  it('is not served where there are no stages', async () => {
    const proxies = core.get(ApiProxiesService);
    const draft = { ...definition(`/${unique('p')}`), callers: CALLERS };
    const proxy = await proxies.create(actor, projectId, { name: unique('p'), description: '', definition: draft });
    const target = { kind: 'proxy', proxyId: proxy.id, groupId: null } as const;
    const command = { projectId, environmentId: inStage('RELEASE'), target, description: '', persistent: false };
    await expect(core.get(DeploymentsService).deploy(actor, { ...command, waitMs: 0 })).rejects.toMatchObject({
      code: 'not_compilable',
      facts: { faults: [expect.objectContaining({ field: 'callers' })] },
    });
  });
});

describe('a VPC access', () => {
  const vpc = () => core.get(VpcBackendsService);
  const access = { vpcId: 'vpc-1', description: '', targetHostName: '', tags: [] };
  const behind = (name: string): ProxyDefinition => {
    const { callers: _callers, ...open } = guarded();
    return { ...open, routing: { ...open.routing, addresses: [], vpcAccess: { scheme: 'http', name } } };
  };

  it('is where its APIs lead, also after it changed, and stays while they are live', async () => {
    const [name, instanceId] = [unique('vpc'), unique('orders')];
    const api = await newApi(behind(name));
    await expect(deploy(api)).rejects.toMatchObject({
      code: 'not_compilable',
      facts: { faults: [expect.objectContaining({ code: 'missing_vpc_access' })] },
    });
    await vpc().add(actor, projectId, { ...access, name, instanceId, port: 8080 });
    await deploy(api);
    const endpoints = async () => (await stored(api)).upstreams.flatMap((upstream) => upstream.endpoints);
    expect(await endpoints()).toMatchObject([{ scheme: 'http', host: instanceId, port: 8080 }]);

    const before = await version();
    const id = await vpc().change(actor, { projectId, name, change: { port: 9090 }, waitMs: 2_000 });
    expect(await endpoints()).toMatchObject([{ host: instanceId, port: 9090 }]);
    expect(await version()).toBe(before + 1);
    expect(await vpc().updated(actor, projectId, id)).toEqual([expect.objectContaining({ proxyId: api.proxyId })]);

    const place = { vpcId: 'vpc-1', instanceId, port: 9090 };
    await expect(vpc().remove(actor, projectId, place)).rejects.toMatchObject({ code: 'in_use' });
    const target = { kind: 'proxy', ...api } as const;
    const common = { projectId, environmentId: inStage('RELEASE'), description: '', persistent: false, waitMs: 2_000 };
    await core.get(DeploymentsService).undeploy(actor, { ...common, target });
    await vpc().remove(actor, projectId, place);
    await expect(vpc().named(actor, projectId, name)).rejects.toMatchObject({ code: 'not_found' });
  });

  it('stays where it was when a gateway refuses its change', async () => {
    const [name, instanceId] = [unique('vpc'), unique('orders')];
    await vpc().add(actor, projectId, { ...access, name, instanceId, port: 8080 });
    const api = await newApi(behind(name));
    await deploy(api);
    let refused = 0;
    driver.verdict = () => (refused++ === 0 ? { reject: 'no room' } : 'accept');
    const change = vpc().change(actor, { projectId, name, change: { port: 9090 }, waitMs: 2_000 });
    await expect(change).rejects.toMatchObject({ code: 'deployment_rejected' });
    expect(await vpc().named(actor, projectId, name)).toMatchObject({ port: 8080 });
    expect((await stored(api)).upstreams[0]?.endpoints).toMatchObject([{ port: 8080 }]);
  });

  it('that is none of an API is no change for it', async () => {
    const [first, second] = [unique('vpc'), unique('vpc')];
    await vpc().add(actor, projectId, { ...access, name: first, instanceId: unique('one'), port: 1 });
    const api = await newApi(behind(first));
    await deploy(api);
    const [{ context_digest: before }] = await sql('SELECT context_digest FROM releases WHERE proxy_id = $1', [
      api.proxyId,
    ]);
    await vpc().add(actor, projectId, { ...access, name: second, instanceId: unique('two'), port: 2 });
    await deploy(api);
    expect(await sql('SELECT context_digest FROM releases WHERE proxy_id = $1', [api.proxyId])).toEqual([
      { context_digest: before },
    ]);
  });
});
