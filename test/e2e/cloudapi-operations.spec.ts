import { ACTIONS, type ActionName } from '../../src/api/cloudapi/action-registry.js';
import { groupBody, made, proxyBody, upload } from '../support/apiops.js';
import { type App, type Home, newHome, startApp } from '../support/app.js';
import { BUILD, TAKE_DOWN } from '../support/cloudapi-calls/build.js';
import { newGeneration, oldGeneration } from '../support/cloudapi-calls/generations.js';
import { type Foreign, provoke } from '../support/cloudapi-calls/refusals.js';
import { type Call, follow, newWorld, rows, type World } from '../support/cloudapi-calls/world.js';
import { coverageOf, notedCalls, writeReport } from '../support/cloudapi-ledger.js';
import { certificateFor, type DomainCertificate } from '../support/domain-certificate.js';
import { isTyped } from '../support/vendor-models.js';

const LIMITS = {
  GATEWRIGHT_LIMIT_WRITES_PER_SECOND: '10000',
  GATEWRIGHT_LIMIT_APP_CODE_RESETS_PER_MINUTE: '1000',
  GATEWRIGHT_LIMIT_GROUPS_PER_ACCOUNT: '5',
  GATEWRIGHT_LIMIT_APIS_PER_GROUP: '6',
  GATEWRIGHT_LIMIT_DOMAINS_PER_GROUP: '2',
  GATEWRIGHT_LIMIT_STAGE_VARIABLES: '2',
  GATEWRIGHT_LIMIT_APPS_PER_ACCOUNT: '4',
  GATEWRIGHT_LIMIT_APPS_PER_API: '2',
};

let home: Home;
let app: App;
let certificate: DomainCertificate;

beforeAll(async () => {
  home = await newHome();
  [app, certificate] = await Promise.all([startApp(home, LIMITS), certificateFor('*.example.com')]);
});
afterAll(async () => {
  await app?.stop();
  await home?.remove();
});

describe('one of everything is made, read and taken away', () => {
  it.each([
    ['typed', newGeneration],
    ['plain', oldGeneration],
  ])('by the %s client', async (name, generation) => {
    const call = generation(home.port, app.credentials);
    const world = newWorld(name, certificate);
    const isKnown = ({ action }: { action: ActionName }) => generation === oldGeneration || isTyped(action);
    await follow(call, BUILD.filter(isKnown), world);
    await follow(call, TAKE_DOWN, world);
  });
});

describe('every refusal that is declared, and no other, comes', () => {
  let call: Call;
  let world: World;
  let foreign: Foreign;

  beforeAll(async () => {
    call = oldGeneration(home.port, app.credentials);
    world = newWorld('refused', certificate);
    await follow(call, BUILD, world);
    foreign = await foreignApis(call);
  });

  it.each(Object.keys(ACTIONS) as ActionName[])('of %s', (action) => provoke(action, { world, foreign, call }));

  it('is seen', () => {
    const seen = coverageOf(notedCalls());
    writeReport(seen);
    const lacking = seen.filter(({ missing }) => missing.length > 0);
    expect(lacking.map(({ action, missing }) => `${action}: ${missing.join(', ')}`)).toEqual([]);
  });
});

/** Made through the other protocol: one API with two operations, which is live, and one in two groups. */
async function foreignApis(call: Call): Promise<Foreign> {
  const project = '/apiops/projects/default';
  for (const [name, ...paths] of [
    ['wide', '/one', '/two'],
    ['shared', '/three'],
  ] as const) {
    const described = Object.fromEntries(paths.map((path) => [path, { get: { responses: {} } }]));
    const spec = JSON.stringify({ openapi: '3.0.3', info: { title: 't', version: '1' }, paths: described });
    const body = { ...proxyBody(name, 'http://127.0.0.1:9'), apiProxyCreationType: 'OPEN_API' };
    await made(upload(app, 'POST', `${project}/apiProxies/file/`, body, spec));
  }
  for (const [group, ...members] of [
    ['Foreign', 'wide', 'shared'],
    ['Stranger', 'shared'],
  ] as const) {
    await made(app.call('POST', `${project}/apiProxyGroups/`, groupBody(group, `/${group.toLowerCase()}`)));
    for (const member of members) {
      await made(app.call('POST', `${project}/apiProxyGroups/${group}/apiProxies/${member}/`));
    }
  }
  const find = async (ApiName: string) =>
    rows(await call('DescribeApis', { ApiName }), 'ApiSummarys', 'ApiSummary')[0] ?? {};
  const { GroupId, ApiId } = await find('wide');
  const place = { GroupId, ApiId, StageName: 'RELEASE' };
  await call('DeployApi', { ...place, Description: 'theirs' });
  const [version] = rows(await call('DescribeApiHistories', place), 'ApiHisItems', 'ApiHisItem');
  return {
    groupId: String(GroupId),
    groupName: 'Foreign',
    apiId: String(ApiId),
    version: String(version?.['HistoryVersion']),
    sharedApiId: String((await find('shared'))['ApiId']),
  };
}
