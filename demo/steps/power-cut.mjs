import { setTimeout as delay } from 'node:timers/promises';
import { checkEqual } from '../lib/check.mjs';
import { call, hangUp } from '../lib/http.mjs';
import { memberPath } from '../lib/shop.mjs';
import { milliseconds } from '../lib/transcript.mjs';
import { LAST } from './redeploy.mjs';

const POLL_MS = 10;

/** What was acknowledged is there after the process was killed, and gateways do not wait for the database. */
export async function surviveKill({ say, gatewright }) {
  say.step('Kill it and start it again');
  say.command(`kill -9 ${gatewright.pid}`);
  await gatewright.kill();
  hangUp();
  const begun = performance.now();
  const since = () => performance.now() - begun;
  const [served, ready] = await say.during('starting again', () =>
    Promise.all([servedLast(gatewright).then(since), gatewright.start().then(since)]),
  );
  say.good(`version ${LAST + 1} is served again ${milliseconds(served)} after the start`);
  say.good(`the management side is ready after ${milliseconds(ready)}: gateways come back on their own, from disk`);
}

/** Resolves with the first answer; before the gateway listens there is none. */
async function servedLast(gatewright) {
  const url = `${gatewright.gateways.production}${memberPath('reviews')}`;
  for (;;) {
    const answer = await call(url).catch((error) => error);
    if (answer instanceof Error && !gatewright.isRunning) throw answer;
    if (!(answer instanceof Error)) {
      checkEqual([answer.status, answer.body.path], [200, `/v${LAST + 1}/reviews/42`], 'the last deployment is served');
      return;
    }
    await delay(POLL_MS);
  }
}
