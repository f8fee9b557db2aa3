import { groupBody, made, proxyBody, upload } from '../apiops.js';
import type { App } from '../app.js';
import { type Call, type Fields, rows } from './world.js';

/** What one protocol cannot show of the other, and where it is live. */
export interface Foreign {
  readonly groupId: string;
  readonly groupName: string;
  /** Has two operations. */
  readonly apiId: string;
  readonly version: string;
  /** Belongs to two groups. */
  readonly sharedApiId: string;
  /** A version of that one whose route belongs to a proxy outside of groups now. */
  readonly rivalled: Fields;
}

const PROJECT = '/apiops/projects/default';
const PROXIES = { wide: ['/one', '/two'], shared: ['/three'] };
const GROUPS = { Foreign: ['wide', 'shared'], Stranger: ['shared'] };

/** Made through the other protocol. */
export async function foreignApis(app: App, call: Call): Promise<Foreign> {
  for (const [name, paths] of Object.entries(PROXIES)) await newProxy(app, name, `/${name}`, paths);
  for (const [group, members] of Object.entries(GROUPS)) {
    await made(app.call('POST', `${PROJECT}/apiProxyGroups/`, groupBody(group, `/${group.toLowerCase()}`)));
    for (const member of members) {
      await made(app.call('POST', `${PROJECT}/apiProxyGroups/${group}/apiProxies/${member}/`));
    }
  }
  const wide = await published(call, 'wide', 'Foreign');
  const shared = await published(call, 'shared', 'Stranger');
  await call('AbolishApi', shared);
  await newProxy(app, 'rival', '/stranger', ['/three']);
  await made(app.call('POST', `${PROJECT}/apiProxies/rival/environments/production/`));
  return {
    groupId: String(wide['GroupId']),
    groupName: 'Foreign',
    apiId: String(wide['ApiId']),
    version: String(wide['HistoryVersion']),
    sharedApiId: String(shared['ApiId']),
    rivalled: shared,
  };
}

function newProxy(app: App, name: string, base: string, paths: readonly string[]) {
  const described = Object.fromEntries(paths.map((path) => [path, { get: { responses: {} } }]));
  const spec = JSON.stringify({ openapi: '3.0.3', info: { title: 't', version: '1' }, paths: described });
  const route = { relativePathList: [base], hostList: [] };
  const body = {
    ...proxyBody(name, 'http://127.0.0.1:9', { clientRoute: route }),
    apiProxyCreationType: 'OPEN_API',
  };
  return made(upload(app, 'POST', `${PROJECT}/apiProxies/file/`, body, spec));
}

/** Goes live in RELEASE, in this group. */
async function published(call: Call, ApiName: string, GroupName: string): Promise<Fields> {
  const groups = rows(await call('DescribeApiGroups', { GroupName }), 'ApiGroupAttributes', 'ApiGroupAttribute');
  const GroupId = groups[0]?.['GroupId'];
  const [api] = rows(await call('DescribeApis', { ApiName, GroupId }), 'ApiSummarys', 'ApiSummary');
  const place = { GroupId, ApiId: api?.['ApiId'], StageName: 'RELEASE' };
  await call('DeployApi', { ...place, Description: 'theirs' });
  const [version] = rows(await call('DescribeApiHistories', place), 'ApiHisItems', 'ApiHisItem');
  return { ...place, HistoryVersion: version?.['HistoryVersion'] };
}
