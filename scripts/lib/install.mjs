import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { alone } from './lock.mjs';
import { inRoot, PINNED_NODE } from './paths.mjs';
import { runInForeground } from './processes.mjs';

const NEEDED_MAJOR = 24;

/** Brings node_modules to what package-lock.json says; returns the Node to run everything with. */
export async function ensureInstalled() {
  if (!isInstalled() || usableNode() === null) {
    await alone(async () => {
      if (!isInstalled()) await install();
      if (usableNode() === null) await fetchNode();
    });
  }
  const node = usableNode();
  if (node !== null) return node;
  throw new Error(
    `Node ${NEEDED_MAJOR} is needed: the npm package 'node' did not bring one, and this is ${process.version}`,
  );
}

/** npm writes what it installed into node_modules, last of all; packages for other systems are left out of it. */
function isInstalled() {
  const record = inRoot('node_modules', '.package-lock.json');
  if (!existsSync(record)) return false;
  const { packages: installed } = readJson(record);
  const { packages: locked } = readJson(inRoot('package-lock.json'));
  const missing = Object.entries(locked).filter(
    ([path, { version, integrity, optional }]) =>
      path !== '' &&
      (path in installed ? installed[path].version !== version || installed[path].integrity !== integrity : !optional),
  );
  return missing.length === 0 && Object.keys(installed).every((path) => path in locked);
}

async function install() {
  console.log('installing dependencies (npm ci)');
  // `--include=dev` also under NODE_ENV=production: the compiler and the pinned Node are development dependencies.
  const code = await npm(['ci', '--include=dev', '--no-audit', '--no-fund']);
  if (code !== 0) throw new Error(`npm ci failed with exit code ${code}; its output above says why`);
}

/** The package `node` fetches its binary in an install script, which npm may be told not to run. */
async function fetchNode() {
  const directory = inRoot('node_modules', 'node');
  const script = join(directory, 'installArchSpecificPackage.js');
  if (!existsSync(script)) return;
  console.log(`fetching Node ${NEEDED_MAJOR}`);
  const code = await runInForeground(process.execPath, [script], { cwd: directory, env: npmEnvironment() });
  if (code !== 0) throw new Error(`fetching Node ${NEEDED_MAJOR} failed with exit code ${code}`);
}

function usableNode() {
  if (existsSync(PINNED_NODE)) return PINNED_NODE;
  return Number(process.versions.node.split('.')[0]) >= NEEDED_MAJOR ? process.execPath : null;
}

function npm(args) {
  const [file, ...first] = npmCommand();
  return runInForeground(file, [...first, ...args], { env: npmEnvironment() });
}

/** The npm that started us, when one did: `npm` on the PATH may be another. */
function npmCommand() {
  const started = process.env.npm_execpath ?? '';
  return /npm-cli\.c?js$/.test(started) ? [process.execPath, started] : ['npm'];
}

/** npm needs a cache that it can write; where the user's cannot be (a read-only home, say), this folder has one. */
function npmEnvironment() {
  const [file, ...first] = npmCommand();
  const cache = execFileSync(file, [...first, 'config', 'get', 'cache'], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
  }).trim();
  return {
    npm_config_update_notifier: 'false',
    ...(isWritable(cache) ? {} : { npm_config_cache: inRoot('.cache', 'npm') }),
  };
}

function isWritable(directory) {
  try {
    mkdirSync(directory, { recursive: true });
    rmSync(mkdtempSync(join(directory, '.probe-')), { recursive: true });
    return true;
  } catch {
    return false;
  }
}

const readJson = (file) => JSON.parse(readFileSync(file, 'utf8'));
