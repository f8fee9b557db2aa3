import { check, checkEqual } from '../lib/check.mjs';
import { call } from '../lib/http.mjs';
import { MEMBERS, memberPath, received, saveMember } from '../lib/shop.mjs';
import { milliseconds } from '../lib/transcript.mjs';
import { LAST } from './redeploy.mjs';

const NEXT = LAST + 1;
const GROUP_DEPLOYMENT = '/apiProxyGroups/shop/environments/production/';

/** One member that cannot be served: nothing changes anywhere, and the answer says why. */
export async function refuseBadDeployment(world) {
  const { say, apiops } = world;
  say.step('A bad deployment changes nothing');
  say.note(`stock and reviews move to version ${NEXT}; prices gets an address that a gateway must not call.`);
  await saveMember(world, 'PUT', 'stock', NEXT, { quiet: true });
  await saveMember(world, 'PUT', 'reviews', NEXT, { quiet: true });
  await saveMember(world, 'PUT', 'prices', NEXT, { address: 'http://169.254.169.254/latest/meta-data' });
  const refused = await apiops.call('POST', GROUP_DEPLOYMENT, undefined, { pretty: true });
  const { error_description: words = '', validation_errors: [fault] = [] } = refused.body;
  checkEqual(refused.status, 400, 'the deployment is refused');
  check(words.includes('prices') && fault?.field?.includes('address'), 'it names member and field', refused.text);
  await servesVersion(world, LAST);
  say.good(`refused as a whole, naming prices and the field; all three still serve version ${LAST}`);
  await refuseTakenPath(world);
  await mend(world);
}

async function refuseTakenPath({ say, apiops, backends }) {
  say.note('');
  say.note('Another proxy wants the path of the group:');
  const saved = await apiops.call('POST', '/apiProxies/url/', {
    apiProxyName: 'intruder',
    apiProxyCreationType: 'REVERSE_PROXY',
    clientRoute: { relativePathList: ['/shop'] },
    routingInfo: { routingAddressList: [{ address: backends.stock }] },
  });
  checkEqual(saved.status, 200, 'a draft may say anything');
  const refused = await apiops.call('POST', '/apiProxies/intruder/environments/production/');
  checkEqual(refused.status, 400, 'the deployment is refused');
  check(refused.body.error_description.includes('shop'), 'the refusal names the group', refused.text);
  say.good('a route has one owner: the refusal names it');
}

async function mend(world) {
  const { say, apiops, times } = world;
  say.note('');
  say.note('With the address mended, the same request takes all three live together:');
  await saveMember(world, 'PUT', 'prices', NEXT);
  const deployed = await apiops.call('POST', GROUP_DEPLOYMENT);
  checkEqual(deployed.body.deploymentResult?.success, true, 'the mended group is deployed');
  times.push(['deploy the mended group', deployed.ms]);
  await servesVersion(world, NEXT);
  say.good(`version ${NEXT} of all three is live in ${milliseconds(deployed.ms)}`);
}

export async function servesVersion({ say, gatewright }, version, gateway = gatewright.gateways.production) {
  for (const member of MEMBERS) {
    const url = `${gateway}${memberPath(member)}`;
    say.command(`curl ${url}`);
    const { status, body } = await call(url);
    say.answer(status, received(body));
    checkEqual([status, body.path], [200, `/v${version}/${member}/42`], `${member} serves version ${version}`);
  }
}
