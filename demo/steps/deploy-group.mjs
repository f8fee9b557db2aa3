import { check, checkEqual } from '../lib/check.mjs';
import { call } from '../lib/http.mjs';
import { MEMBERS, memberPath, received, saveMember } from '../lib/shop.mjs';
import { milliseconds } from '../lib/transcript.mjs';

/** The main job: three proxies, one group, one transaction. */
export async function deployGroup(world) {
  const { say, apiops, gatewright, times } = world;
  say.step('Deploy a group of three proxies in one transaction (apiops)');
  for (const member of MEMBERS) await saveMember(world, 'POST', member, 1);
  const group = { name: 'shop', clientRoute: { relativePathList: ['/shop'] } };
  const made = await apiops.call('POST', '/apiProxyGroups/', group);
  checkEqual(made.status, 200, 'the group is made');
  for (const member of MEMBERS) {
    const { status } = await apiops.call('POST', `/apiProxyGroups/shop/apiProxies/${member}/`);
    checkEqual(status, 200, 'the proxy joins the group');
  }
  const before = await call(`${gatewright.gateways.production}${memberPath('stock')}`);
  checkEqual(before.status, 404, 'nothing is served before the deployment');
  const deployed = await apiops.call('POST', '/apiProxyGroups/shop/environments/production/', undefined, {
    pretty: true,
  });
  const { deploymentResult: result } = deployed.body;
  check(deployed.status === 200 && result?.success === true, 'the deployment succeeds', deployed.text);
  check(result.detailList.length === 1 && result.detailList[0].success, 'the gateway confirms it', result.detailList);
  await callMembers(say, gatewright.gateways.production);
  times.push(['deploy a group of three', deployed.ms]);
  say.good(
    `one request took the whole group live in ${milliseconds(deployed.ms)}, confirmed by ${result.detailList[0].podName}`,
  );
}

async function callMembers(say, gateway) {
  for (const member of MEMBERS) {
    const url = `${gateway}${memberPath(member)}`;
    say.command(`curl ${url}`);
    const { status, body } = await call(url);
    say.answer(status, received(body));
    checkEqual([status, body.backend, body.path], [200, member, `/v1/${member}/42`], `${member} is served`);
  }
}
