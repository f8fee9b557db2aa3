/**
 * Makes a fresh clone run: installs, builds, then runs a task on the Node that the project pins. It starts on whatever
 * Node the machine has (18 or newer) and before anything is installed, so it imports nothing but its neighbours.
 *
 * Usage: node scripts/bootstrap.mjs <task> [arguments]; the tasks are in scripts/lib/tasks.mjs.
 */
import { ensureBuilt } from './lib/build.mjs';
import { envoyBinary } from './lib/envoy-binary.mjs';
import { ensureInstalled } from './lib/install.mjs';
import { runInForeground } from './lib/processes.mjs';
import { TASKS } from './lib/tasks.mjs';

/** Runs every step even when one failed, so that one run shows all there is to mend. */
async function runSteps(node, steps) {
  const failed = [];
  for (const { name, args } of steps) {
    if (steps.length > 1) console.log(`\n> ${name}`);
    const code = await runInForeground(node, args);
    if (steps.length === 1) return code;
    if (code !== 0) failed.push(name);
  }
  if (failed.length > 0) console.error(`\nfailed: ${failed.join(', ')}`);
  return failed.length === 0 ? 0 : 1;
}

/** Without an Envoy its tests fail, with this reason; the others are worth running all the same. */
async function tryToFetchEnvoy() {
  try {
    await envoyBinary();
  } catch (error) {
    console.error(`gatewright: ${error.message}`);
  }
}

async function main([name = '', ...args]) {
  const task = Object.hasOwn(TASKS, name) ? TASKS[name] : undefined;
  if (task === undefined) throw new Error(`unknown task '${name}'; the tasks are ${Object.keys(TASKS).join(', ')}`);
  const steps = task.steps(args);
  const node = await ensureInstalled();
  if (task.needsBuild) await ensureBuilt(node);
  if (task.needsEnvoy) await tryToFetchEnvoy();
  return runSteps(node, steps);
}

try {
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  console.error(`gatewright: ${error.message}`);
  process.exitCode = 1;
}
