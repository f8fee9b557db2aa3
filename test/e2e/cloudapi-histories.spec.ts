import { type App, type Home, newHome, startApp } from '../support/app.js';
import { CloudApiBench, requestConfig } from '../support/cloudapi-bench.js';
import { refusal, vendor } from '../support/cloudapi-clients.js';
import { databaseFacts } from '../support/database-facts.js';
import { withClient } from '../support/postgres.js';
import { repeatCalls, settledTask } from '../support/published-apis.js';

const {
  AbolishApiRequest,
  BatchAbolishApisRequest,
  BatchAbolishApisRequestApi,
  BatchDeployApisRequest,
  BatchDeployApisRequestApi,
  DeployApiRequest,
  DescribeAbolishApiTaskRequest,
  DescribeApiHistoriesRequest,
  DescribeApiHistoryRequest,
  DescribeApiRequest,
  DescribeDeployApiTaskRequest,
  DescribeDeployedApiRequest,
  DescribeDeployedApisRequest,
  DescribeHistoryApisRequest,
  ModifyApiRequest,
  SwitchApiRequest,
} = vendor;

/** Two starts of the program, on a machine that has other things to do. */
const RESTARTS_MS = 180_000;

let home: Home;
let app: App;
let bench: CloudApiBench;

async function start(settings: Record<string, string> = {}): Promise<void> {
  app = await startApp(home, { GATEWRIGHT_HISTORY_LENGTH: '4', ...settings });
  const { credentials, stop } = app;
  const { port, gatewayPort, database } = home;
  bench = new CloudApiBench({ port, gatewayPort, credentials, databaseUrl: database.url, stop });
}

beforeAll(async () => {
  home = await newHome();
  await start();
});
afterAll(async () => {
  await app?.stop();
  await home?.remove();
});

const mock = (says: string) => JSON.stringify({ Mock: 'TRUE', MockResult: says, MockStatusCode: 200 });
const draftOf = (groupId: string, name: string, says: string) => ({
  groupId,
  apiName: name,
  visibility: 'PRIVATE',
  authType: 'ANONYMOUS',
  requestConfig: requestConfig(`/${name}`),
  serviceConfig: mock(says),
});
const newApi = (groupId: string, name: string, says = 'v1') => bench.newApi(draftOf(groupId, name, says));
const edit = (groupId: string, apiId: string, name: string, says: string) =>
  bench.client().modifyApi(new ModifyApiRequest({ apiId, ...draftOf(groupId, name, says) }));
const deploy = (apiId: string, description: string, stageName = 'RELEASE') =>
  bench.client().deployApi(new DeployApiRequest({ apiId, stageName, description }));
const abolish = (apiId: string, stageName = 'RELEASE') =>
  bench.client().abolishApi(new AbolishApiRequest({ apiId, stageName }));
const says = async (host: string, name: string) => {
  const { status, body } = await bench.call(host, `/${name}`);
  return status === 200 ? body : status;
};

async function histories(groupId: string, filter: object = {}) {
  const { body } = await bench.client().describeApiHistories(new DescribeApiHistoriesRequest({ groupId, ...filter }));
  return { ...body, rows: body?.apiHisItems?.apiHisItem ?? [] };
}
const switchTo = (apiId: string, historyVersion: string, more: object = {}) =>
  bench
    .client()
    .switchApi(new SwitchApiRequest({ apiId, stageName: 'RELEASE', historyVersion, description: 'back', ...more }));

describe('the history of an API', () => {
  let groupId: string;
  let apiId: string;
  let subDomain: string;

  beforeAll(async () => {
    ({ groupId, subDomain } = await bench.newGroup('history_group'));
    apiId = await newApi(groupId, 'story', 'v1');
    await deploy(apiId, 'first');
    await edit(groupId, apiId, 'story', 'v2');
    await deploy(apiId, 'second');
    await deploy(apiId, 'third, unchanged');
    await deploy(apiId, 'in test', 'TEST');
    await deploy(await newApi(groupId, 'other'), 'another');
  });

  it('has a version of every deployment, newest first, one of a stage online', async () => {
    const { rows, totalCount, pageNumber, pageSize } = await histories(groupId, { apiId });
    expect([totalCount, pageNumber, pageSize]).toEqual([4, 1, 10]);
    expect(rows.map((row) => [row.stageName, row.description, row.status])).toEqual([
      ['TEST', 'in test', 'ONLINE'],
      ['RELEASE', 'third, unchanged', 'ONLINE'],
      ['RELEASE', 'second', 'OFFLINE'],
      ['RELEASE', 'first', 'OFFLINE'],
    ]);
    expect(rows[0]).toMatchObject({ apiId, apiName: 'story', groupId, groupName: 'history_group' });
    expect(rows[0]).toMatchObject({ regionId: 'cn-hangzhou', deployedTime: expect.stringMatching(/^[\dT:-]{19}Z$/) });
    const versions = rows.map((row) => row.historyVersion ?? '');
    expect(versions.every((version) => /^\d{17}$/.test(version))).toBe(true);
    expect(new Set(versions).size).toBe(4);
    expect(versions.toSorted().toReversed()).toEqual(versions);

    const { body } = await bench.client().describeApi(new DescribeApiRequest({ apiId }));
    const infos = body?.deployedInfos?.deployedInfo ?? [];
    expect(infos.map((info) => info.effectiveVersion)).toEqual([versions[1], '', versions[0]]);
  });

  it('is filtered and paged', async () => {
    const named = async (filter: object) => (await histories(groupId, filter)).rows.map((row) => row.description);
    expect(await named({ stageName: 'TEST' })).toEqual(['in test']);
    expect(await named({ apiName: 'OTHE' })).toEqual(['another']);
    expect(await named({ apiId: '0'.repeat(32) })).toEqual([]);
    expect(await named({ pageNumber: 2, pageSize: 2 })).toEqual(['third, unchanged', 'second']);
    expect((await histories(groupId, { pageSize: 500 })).pageSize).toBe(100);
    const { body } = await bench
      .client()
      .describeHistoryApis(new DescribeHistoryApisRequest({ groupId, apiId, pageSize: '500' }));
    expect([body?.pageSize, body?.totalCount]).toEqual([50, 4]);
    const rows = body?.apiHisItems?.apiHisItem ?? [];
    expect(rows.map((row) => row.stageAlias)).toEqual(['Test', 'Online', 'Online', 'Online']);
    await expect(refusal(histories('0'.repeat(32)))).resolves.toMatchObject({ code: 'NotFoundApiGroup' });
    await expect(refusal(histories(groupId, { stageName: 'NONE' }))).resolves.toMatchObject({ code: 'NotFoundStage' });
  });

  it('keeps what each version froze', async () => {
    const { rows } = await histories(groupId, { apiId, stageName: 'RELEASE' });
    const frozen = async (historyVersion: string | undefined) => {
      const request = new DescribeApiHistoryRequest({ apiId, stageName: 'RELEASE', historyVersion });
      return (await bench.client().describeApiHistory(request)).body;
    };
    const oldest = await frozen(rows[2]?.historyVersion);
    expect(oldest).toMatchObject({ apiId, groupId, stageName: 'RELEASE', status: 'OFFLINE' });
    expect(oldest).toMatchObject({ historyVersion: rows[2]?.historyVersion, requestConfig: { requestPath: '/story' } });
    expect(oldest?.serviceConfig?.mockResult).toBe('v1');
    expect((await frozen(rows[0]?.historyVersion))?.serviceConfig?.mockResult).toBe('v2');
    for (const unknown of ['20200101000000000', 'first', '2026010100000000', '20261301000000000']) {
      await expect(refusal(frozen(unknown))).resolves.toMatchObject({
        code: 'NotFoundHistoryVersion',
        statusCode: 404,
      });
    }
  });

  it('can be gone back in while traffic flows: every answer is of one version or the other', async () => {
    const { rows } = await histories(groupId, { apiId, stageName: 'RELEASE' });
    const [newest = '', , oldest = ''] = rows.map((row) => row.historyVersion);
    const traffic = repeatCalls(4, () => says(subDomain, 'story'));
    for (const [version, word] of [oldest, newest, oldest, newest, oldest].map((v) => [
      v,
      v === oldest ? 'v1' : 'v2',
    ])) {
      await switchTo(apiId, version ?? '');
      expect(await says(subDomain, 'story')).toBe(word);
      await traffic.each();
    }
    expect(await traffic.stop()).toEqual(new Set(['v1', 'v2']));

    const after = await histories(groupId, { apiId, stageName: 'RELEASE' });
    expect(after.rows.map((row) => [row.historyVersion, row.status])).toEqual(
      rows.map(({ historyVersion }) => [historyVersion, historyVersion === oldest ? 'ONLINE' : 'OFFLINE']),
    );
    const { body: draft } = await bench.client().describeApi(new DescribeApiRequest({ apiId }));
    expect(draft?.serviceConfig?.mockResult).toBe('v2');
    expect(draft?.deployedInfos?.deployedInfo?.[0]?.effectiveVersion).toBe(oldest);
    const live = await bench
      .client()
      .describeDeployedApi(new DescribeDeployedApiRequest({ apiId, stageName: 'RELEASE' }));
    expect(live.body?.serviceConfig?.mockResult).toBe('v1');
  });

  it('refuses to switch to what is not there', async () => {
    const [{ historyVersion = '' } = {}] = (await histories(groupId, { apiId, stageName: 'TEST' })).rows;
    const refused = async (call: Promise<unknown>) => (await refusal(call)).code;
    expect(await refused(switchTo(apiId, historyVersion))).toBe('NotFoundHistoryVersion');
    expect(await refused(switchTo('0'.repeat(32), historyVersion))).toBe('NotFoundApi');
    expect(await refused(switchTo(apiId, historyVersion, { groupId: '0'.repeat(32) }))).toBe('NotFoundApiGroup');
    expect(await refused(switchTo(apiId, historyVersion, { stageName: 'NONE' }))).toBe('NotFoundStage');
    expect(await says(subDomain, 'story')).toBe('v1');
  });

  it('is all offline once the API is; what was live can be made so again', async () => {
    await abolish(apiId);
    await abolish(apiId);
    expect(await says(subDomain, 'story')).toBe(404);
    const { rows } = await histories(groupId, { apiId, stageName: 'RELEASE' });
    expect(rows.map((row) => row.status)).toEqual(['OFFLINE', 'OFFLINE', 'OFFLINE']);
    await expect(refusal(abolish(apiId, 'NONE'))).resolves.toMatchObject({ code: 'NotFoundStage' });
    await switchTo(apiId, rows[2]?.historyVersion ?? '');
    expect(await says(subDomain, 'story')).toBe('v1');
  });

  it('loses no version to switches, and the oldest to deployments', async () => {
    const { rows } = await histories(groupId, { apiId, stageName: 'RELEASE' });
    for (let more = 0; more < 6; more++) await switchTo(apiId, rows[more % 3]?.historyVersion ?? '');
    const known = (row: { historyVersion?: string }) => row.historyVersion;
    expect((await histories(groupId, { apiId, stageName: 'RELEASE' })).rows.map(known)).toEqual(rows.map(known));
    for (let more = 0; more < 3; more++) await deploy(apiId, 'more');
    const after = await histories(groupId, { apiId, stageName: 'RELEASE' });
    expect(after.rows.map((row) => [row.description, row.status])).toEqual([
      ['more', 'ONLINE'],
      ['more', 'OFFLINE'],
      ['more', 'OFFLINE'],
      ['third, unchanged', 'OFFLINE'],
    ]);
    expect((await databaseFacts(home.database.url)).contradictions).toEqual([]);
  });
});

describe('a batch', () => {
  let groups: { readonly groupId: string; readonly subDomain: string; readonly apiIds: string[] }[];

  beforeAll(async () => {
    groups = [];
    for (const name of ['batch_one', 'batch_two']) {
      const group = await bench.newGroup(name);
      const apiIds = [await newApi(group.groupId, `${name}_a`), await newApi(group.groupId, `${name}_b`)];
      groups.push({ ...group, apiIds });
    }
  });

  const items = () => groups.flatMap(({ groupId, apiIds }) => apiIds.map((apiUid) => ({ groupId, apiUid })));
  const names = ['batch_one_a', 'batch_one_b', 'batch_two_a', 'batch_two_b'];
  const served = () =>
    Promise.all(names.map((name, index) => says(groups[Math.floor(index / 2)]?.subDomain ?? '', name)));
  const batchDeploy = async (api: { groupId: string; apiUid: string }[], stageName = 'RELEASE') => {
    const request = new BatchDeployApisRequest({
      ...{ stageName, description: 'together' },
      api: api.map((item) => new BatchDeployApisRequestApi(item)),
    });
    return (await bench.client().batchDeployApis(request)).body?.operationId ?? '';
  };
  const batchAbolish = async (api: { groupId: string; apiUid: string; stageName?: string; stageId?: string }[]) => {
    const request = new BatchAbolishApisRequest({ api: api.map((item) => new BatchAbolishApisRequestApi(item)) });
    return (await bench.client().batchAbolishApis(request)).body?.operationId ?? '';
  };
  const deployed = (operationUid: string) =>
    settledTask(async () => {
      const request = new DescribeDeployApiTaskRequest({ operationUid });
      const { body } = await bench.client().describeDeployApiTask(request);
      return (body?.deployedResults?.deployedResult ?? []).map((row) => ({ ...row, status: row.deployedStatus }));
    });
  const abolished = (operationUid: string) =>
    settledTask(async () => {
      const request = new DescribeAbolishApiTaskRequest({ operationUid });
      const { body } = await bench.client().describeAbolishApiTask(request);
      return (body?.apiAbolishResults?.apiAbolishResult ?? []).map((row) => ({ ...row, status: row.abolishStatus }));
    });
  const versionOf = async () =>
    (await bench.sql(`SELECT version FROM environments WHERE stage = 'RELEASE'`))[0].version;

  it('makes all its APIs live in one version', async () => {
    const before = await versionOf();
    const id = await batchDeploy(items());
    expect(id).toMatch(/^[0-9a-f]{32}$/);
    expect(await deployed(id)).toMatchObject(
      items().map((item) => ({
        ...item,
        ...{ stageName: 'RELEASE', deployedStatus: 'OVER', errorMsg: 'Success. Request Success.' },
      })),
    );
    expect(await served()).toEqual(['v1', 'v1', 'v1', 'v1']);
    expect(Number(await versionOf())).toBe(Number(before) + 1);
    const { rows } = await histories(groups[0]?.groupId ?? '');
    expect(rows.map((row) => [row.description, row.status])).toEqual([
      ['together', 'ONLINE'],
      ['together', 'ONLINE'],
    ]);
    const request = new DescribeDeployedApisRequest({ groupId: groups[1]?.groupId, stageName: 'RELEASE' });
    const live = (await bench.client().describeDeployedApis(request)).body?.deployedApis?.deployedApiItem ?? [];
    expect(live.map((row) => row.apiId).toSorted()).toEqual(groups[1]?.apiIds.toSorted());
  });

  it('with an API that is not there changes nothing, and says so of each', async () => {
    const [first] = groups;
    await edit(first?.groupId ?? '', first?.apiIds[0] ?? '', 'batch_one_a', 'v2');
    const before = await versionOf();
    const bad = { groupId: first?.groupId ?? '', apiUid: 'f'.repeat(32) };
    const rows = await deployed(await batchDeploy([...items(), bad]));
    expect(rows.map((row) => row.status)).toEqual(['CANCEL', 'CANCEL', 'CANCEL', 'CANCEL', 'FAIL']);
    expect(rows[0]?.errorMsg).toBe(
      `nothing was deployed: API ${bad.apiUid} of this batch was refused, and it is all or none`,
    );
    expect(rows[4]?.errorMsg).toContain('is not found');
    expect(await served()).toEqual(['v1', 'v1', 'v1', 'v1']);
    expect(await versionOf()).toBe(before);
    expect((await histories(first?.groupId ?? '')).totalCount).toBe(2);
  });

  it('with an API that cannot be served names it and its fault', async () => {
    const [first] = groups;
    const own = JSON.stringify({
      ServiceProtocol: 'HTTP',
      ServiceAddress: app.url,
      ServicePath: '/',
    });
    const apiUid = await bench.newApi({ ...draftOf(first?.groupId ?? '', 'looping', ''), serviceConfig: own });
    const rows = await deployed(await batchDeploy([{ groupId: first?.groupId ?? '', apiUid }, ...items()]));
    expect(rows.map((row) => row.status)).toEqual(['FAIL', 'CANCEL', 'CANCEL', 'CANCEL', 'CANCEL']);
    expect(rows[0]?.errorMsg).toContain('is the control plane itself');
    expect(await served()).toEqual(['v1', 'v1', 'v1', 'v1']);
  });

  it('is checked in shape before it begins', async () => {
    const [item] = items();
    if (item === undefined) throw new Error('no item');
    const code = async (call: Promise<unknown>) => (await refusal(call)).code;
    expect(await code(batchDeploy([]))).toBe('MissingApi');
    expect(await code(batchDeploy([{ ...item, apiUid: '' }]))).toBe('MissingApiUid');
    expect(await code(batchDeploy([item], 'NONE'))).toBe('NotFoundStage');
    expect(await code(batchDeploy([item, item]))).toBe('InvalidApiUid');
    expect(await code(batchDeploy(Array.from({ length: 101 }, () => item)))).toBe('ExceedLimitApi');
    expect(await code(batchAbolish([item]))).toBe('MissingStageName');
    expect(await code(batchAbolish([{ ...item, stageId: '0'.repeat(32) }]))).toBe('NotFoundStage');
    expect(await code(deployed('0'.repeat(32)))).toBe('NotFoundOperationUid');
  });

  it(
    'that its process died of is settled by the next one, and those behind it are begun',
    async () => {
      for (const [index, name] of names.entries()) {
        const { groupId = '', apiIds = [] } = groups[Math.floor(index / 2)] ?? {};
        await edit(groupId, apiIds[index % 2] ?? '', name, 'v3');
      }
      await app.stop();
      await start({ GATEWRIGHT_FAULT_POINT: 'deployment.committed' });
      const [first, second] = [items().slice(0, 2), items().slice(2)];
      const ids = await whileStageIsBusy(async () => {
        const begun = [await batchDeploy(first), await batchDeploy(second)] as const;
        const request = new DescribeDeployApiTaskRequest({ operationUid: begun[1] });
        const { body } = await bench.client().describeDeployApiTask(request);
        expect(body?.deployedResults?.deployedResult?.map((row) => row.deployedStatus)).toEqual(['WAIT', 'WAIT']);
        return begun;
      });
      await app.exited;
      expect(app.process.signalCode).toBe('SIGKILL');
      await start();
      for (const id of ids) expect((await deployed(id)).map((row) => row.status)).toEqual(['OVER', 'OVER']);
      expect(await served()).toEqual(['v3', 'v3', 'v3', 'v3']);
      expect((await databaseFacts(home.database.url)).contradictions).toEqual([]);
    },
    RESTARTS_MS,
  );

  it('takes offline what is live, in several stages, and lets the rest be', async () => {
    const [first, second] = groups;
    const { groupId = '', apiIds = [] } = second ?? {};
    await deploy(apiIds[0] ?? '', 'in test', 'TEST');
    const id = await batchAbolish([
      ...items().map((item) => ({ ...item, stageName: 'RELEASE' })),
      { groupId, apiUid: apiIds[0] ?? '', stageId: await stageIdOf(groupId) },
      { groupId, apiUid: apiIds[1] ?? '', stageName: 'PRE' },
    ]);
    const rows = await abolished(id);
    expect(rows.map((row) => [row.status, row.stageName])).toEqual([
      ...items().map(() => ['OVER', 'RELEASE']),
      ['OVER', 'TEST'],
      ['OVER', 'PRE'],
    ]);
    expect(rows[0]).toMatchObject({ groupName: 'batch_one', apiName: 'batch_one_a', apiUid: first?.apiIds[0] });
    expect(rows[4]?.stageId).toBe(await stageIdOf(groupId));
    expect(await served()).toEqual([404, 404, 404, 404]);
    expect((await histories(groupId)).rows.filter((row) => row.status === 'ONLINE')).toEqual([]);
  });

  /** Holds RELEASE's turn, as a deployment of another replica does. */
  function whileStageIsBusy<T>(work: () => Promise<T>): Promise<T> {
    return withClient(home.database.url, async (client) => {
      await client.query(
        `SELECT pg_advisory_lock(hashtextextended('deploy:' || id, 0)) FROM environments WHERE stage = 'RELEASE'`,
      );
      return work();
    });
  }

  async function stageIdOf(groupId: string): Promise<string | undefined> {
    const { body } = await bench.client().describeApiGroup(new vendor.DescribeApiGroupRequest({ groupId }));
    return body?.stageItems?.stageInfo?.find((stage) => stage.stageName === 'TEST')?.stageId;
  }
});
