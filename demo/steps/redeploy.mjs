import { check } from '../lib/check.mjs';
import { MEMBERS, memberPath, saveMember } from '../lib/shop.mjs';
import { Traffic } from '../lib/traffic.mjs';
import { count, milliseconds } from '../lib/transcript.mjs';

const FIRST = 2;
/** Version of all backends after this step. */
export const LAST = 11;

/** Deployments that nobody who calls the APIs can notice. */
export async function redeployUnderTraffic(world) {
  const { say, gatewright, times } = world;
  const deployments = LAST - FIRST + 1;
  say.step(`Deploy the group ${deployments} times more while clients keep calling it`);
  say.note('Each time all three proxies move to the next version of their backends: /v2, /v3, ...');
  const traffic = new Traffic(MEMBERS.map((member) => `${gatewright.gateways.production}${memberPath(member)}`));
  try {
    const took = await say.during(`${deployments} deployments under traffic`, () => deployAll(world));
    const median = took.toSorted((a, b) => a - b)[Math.floor(took.length / 2)] ?? 0;
    times.push(['the same, under traffic (median)', median]);
    await traffic.stop();
    check(traffic.failures.length === 0, 'no request fails or sees half a deployment', traffic.failures.slice(0, 3));
    check(traffic.requests > deployments, 'there was traffic during the deployments', `${traffic.requests} requests`);
    say.good(
      `${count(traffic.requests)} requests during ${deployments} deployments (median ${milliseconds(median)}): none failed`,
    );
    say.good('once any client had seen a version, no proxy of the group answered with an older one');
  } finally {
    await traffic.stop();
  }
}

async function deployAll(world) {
  const took = [];
  for (let version = FIRST; version <= LAST; version++) {
    for (const member of MEMBERS) await saveMember(world, 'PUT', member, version, { quiet: true });
    const path = '/apiProxyGroups/shop/environments/production/';
    const { status, text, ms } = await world.apiops.call('POST', path, undefined, { quiet: true });
    check(status === 200, `version ${version} is deployed`, text);
    took.push(ms);
  }
  return took;
}
