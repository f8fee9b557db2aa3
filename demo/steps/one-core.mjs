import { check, checkEqual } from '../lib/check.mjs';
import { call } from '../lib/http.mjs';
import { MEMBERS, received } from '../lib/shop.mjs';
import { milliseconds } from '../lib/transcript.mjs';
import { servesVersion } from './bad-deploy.mjs';
import { LAST } from './redeploy.mjs';

/** Two dialects, one core: what was made through one is seen and deployed through the other. */
export async function showOneCore(world, billing) {
  world.say.step('One core: each dialect deploys what the other made');
  await deployShopWithCloudapi(world);
  await deployBillingWithApiops(world, billing);
}

async function deployShopWithCloudapi(world) {
  const { say, cloudapi, gatewright } = world;
  const { body: groups } = await cloudapi.call('describeApiGroups', {}, namesOfGroups);
  const shop = groups.apiGroupAttributes.apiGroupAttribute.find(({ groupName }) => groupName === 'shop');
  check(shop !== undefined, "cloudapi lists the group 'shop'", groups);
  const { body: apis } = await cloudapi.call('describeApis', { groupId: shop.groupId }, namesOfApis);
  const members = apis.apiSummarys.apiSummary;
  checkEqual(members.map(({ apiName }) => apiName).toSorted(), MEMBERS.toSorted(), 'with its three proxies');
  for (const { apiId } of members) {
    const target = { groupId: shop.groupId, apiId, stageName: 'PRE', description: 'demo' };
    await cloudapi.call('deployApi', target);
  }
  await servesVersion(world, LAST + 1, gatewright.gateways.staging);
  say.good("the group that apiops made is live in 'staging' (stage PRE), deployed with DeployApi");
}

const namesOfGroups = ({ apiGroupAttributes: { apiGroupAttribute: groups } }) =>
  groups.map(({ groupName, basePath }) => ({ groupName, basePath }));
const namesOfApis = ({ apiSummarys: { apiSummary: apis } }) =>
  apis.map(({ apiName, apiMethod, apiPath }) => ({ apiName, apiMethod, apiPath }));

async function deployBillingWithApiops({ say, apiops, gatewright, times }, { subDomain }) {
  const { body } = await apiops.call('GET', '/apiProxyGroups/');
  check(
    body.resultList.some(({ name }) => name === 'billing'),
    "apiops lists the group 'billing'",
    body,
  );
  const deployed = await apiops.call('POST', '/apiProxyGroups/billing/environments/test/');
  checkEqual(deployed.body.deploymentResult?.success, true, 'apiops deploys it');
  times.push(['deploy the cloudapi group with apiops', deployed.ms]);
  const url = `${gatewright.gateways.test}/billing/search?q=all`;
  say.command(`curl -H 'Host: ${subDomain}' "${url}"`);
  const answer = await call(url, { headers: { Host: subDomain } });
  say.answer(answer.status, received(answer.body));
  checkEqual([answer.status, answer.body.backend], [200, 'prices'], 'the group is served in test');
  say.good(`the group that cloudapi made is live in 'test', as a whole, in ${milliseconds(deployed.ms)}`);
}
