import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { inRoot } from './paths.mjs';

const FILE = inRoot('.cache', 'bootstrap.lock');
const POLL_MS = 300;

/** Runs `work` while no other bootstrap of this folder installs or builds; waits for one that does. */
export async function alone(work) {
  mkdirSync(inRoot('.cache'), { recursive: true });
  for (let told = false; !acquired(); told = true) {
    const holder = holderOf();
    if (holder !== null && !isAlive(holder)) rmSync(FILE, { force: true });
    else await delay(POLL_MS);
    if (!told) console.error(`waiting for process ${holder}, which prepares this folder (it holds ${FILE})`);
  }
  const release = () => rmSync(FILE, { force: true });
  process.on('exit', release);
  try {
    return await work();
  } finally {
    process.off('exit', release);
    release();
  }
}

function acquired() {
  try {
    writeFileSync(FILE, String(process.pid), { flag: 'wx' });
    return true;
  } catch (error) {
    if (error.code === 'EEXIST') return false;
    throw error;
  }
}

/** null = released meanwhile, or about to be written. */
function holderOf() {
  try {
    return Number(readFileSync(FILE, 'utf8')) || null;
  } catch (error) {
    if (error.code === 'ENOENT') return null;
    throw error;
  }
}

function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code !== 'ESRCH';
  }
}
