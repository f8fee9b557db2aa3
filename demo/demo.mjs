/**
 * Shows Gatewright at work, for real, in a few seconds: starts it with a few small backends, deploys through both dialects,
 * calls through the gateway, breaks something, and holds every answer to what the transcript says about it. Then stays up.
 *
 * Usage: npm run demo [-- --once]. `--once` ends after the last step; the exit code is not 0 when any step went wrong.
 */
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { relative } from 'node:path';
import { parseArgs } from 'node:util';
import { StepFailed } from './lib/check.mjs';
import { hangUp } from './lib/http.mjs';
import { Place } from './lib/place.mjs';
import { PortTaken } from './lib/ports.mjs';
import { Transcript } from './lib/transcript.mjs';
import { Session } from './session.mjs';
import { refuseBadDeployment } from './steps/bad-deploy.mjs';
import { deployWithVendorClient } from './steps/cloudapi.mjs';
import { deployGroup } from './steps/deploy-group.mjs';
import { importDescription } from './steps/import.mjs';
import { showOneCore } from './steps/one-core.mjs';
import { surviveKill } from './steps/power-cut.mjs';
import { redeployUnderTraffic } from './steps/redeploy.mjs';

const USAGE = `Usage: npm run demo [-- --once]

  --once  end after the last step instead of staying up; exit code 0 = every step went as it says

GATEWRIGHT_PORT, GATEWRIGHT_GATEWAY_PORT and GATEWRIGHT_DATA_DIR mean what they mean to npm start, except that
the demo keeps its data in a folder 'demo' below that directory, and empties that folder when it starts.`;

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'];
const LAST_LINES = 15;

async function tellAll(session, isOnce) {
  const { say } = session;
  say.headline('Gatewright demo: nothing below is staged; every answer is what came back, and is checked.');
  await session.start();
  const { world } = session;
  await importDescription(world);
  await deployGroup(world);
  await redeployUnderTraffic(world);
  await refuseBadDeployment(world);
  const billing = await deployWithVendorClient(world);
  await showOneCore(world, billing);
  await surviveKill(world);
  say.step('What it took');
  say.note('From the request to deploy to the answer, by which time the gateway serves it:');
  session.showTimes();
  if (isOnce) return;
  say.step('Yours to try');
  session.showAddresses();
  say.note('Everything goes on serving until Ctrl-C.');
}

/** @returns the signal that asks the demo to end; a second one ends it at once. */
function firstSignal(session) {
  return new Promise((resolve) => {
    const onSignal = (signal) => {
      for (const name of SIGNALS) process.off(name, onSignal).on(name, () => session.killAndExit());
      resolve(signal);
    };
    for (const name of SIGNALS) process.on(name, onSignal);
    // Whoever read the transcript is gone, as in `npm run demo | head`.
    process.stdout.on('error', () => resolve('SIGPIPE'));
  });
}

async function run(session, isOnce) {
  const signal = firstSignal(session);
  const told = await Promise.race([tellAll(session, isOnce).then(() => true), signal.then(() => false)]);
  if (!told) {
    session.say.warn('interrupted');
    return 130;
  }
  if (!isOnce) await signal;
  return 0;
}

async function explain({ say, place, hasStarted }, error) {
  const isExpected = error instanceof StepFailed || error instanceof PortTaken || !hasStarted;
  say.bad(isExpected ? error.message : `${error.stack}`);
  // Before the start, the log is another run's.
  if (!hasStarted || !existsSync(place.log)) return;
  const lines = (await readFile(place.log, 'utf8')).split('\n').filter(isTelling);
  say.note(`\nThe last warnings and errors in ${relative(process.cwd(), place.log)}:`);
  for (const line of lines.slice(-LAST_LINES)) say.note(line);
}

/** What the program prints at its first start is left out: those lines hold the credentials. */
const isTelling = (line) => line.startsWith('gatewright:') || /^\{"level":[456]0/.test(line);

async function main() {
  const { values } = parseArgs({ options: { once: { type: 'boolean' }, help: { type: 'boolean', short: 'h' } } });
  if (values.help === true) {
    console.log(USAGE);
    return 0;
  }
  const session = new Session(new Transcript(process.stdout), new Place(process.env), process.env);
  try {
    const code = await run(session, values.once === true);
    await session.stop();
    return code;
  } catch (error) {
    await explain(session, error);
    await session.stop({ keepData: true });
    return 1;
  } finally {
    hangUp();
  }
}

const code = await main().catch((error) => {
  console.error(`demo: ${error.message}`);
  return 1;
});
if (process.stdout.writableLength > 0) await once(process.stdout, 'drain');
process.exit(code);
