import { createHash } from 'node:crypto';
import { copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { alone } from './lock.mjs';
import { inRoot } from './paths.mjs';
import { runInForeground } from './processes.mjs';

const DIST = inRoot('dist');
const STAMP = join(DIST, '.built-from.json');
const CONFIGURATION = ['package-lock.json', 'tsconfig.json', 'tsconfig.build.json'];

/** Compiles src to dist unless dist was made from exactly these sources. */
export async function ensureBuilt(node) {
  if (isBuilt()) return;
  await alone(async () => {
    if (!isBuilt()) await build(node);
  });
}

const isBuilt = () => readStamp()?.digest === sources().digest;

async function build(node) {
  console.log('building');
  const { digest, files } = sources();
  const before = readStamp();
  // What has lost its source, or was made by a build that did not end, must not stay behind.
  if (before === null || before.files.some((file) => !files.includes(file))) {
    rmSync(DIST, { recursive: true, force: true });
  }
  rmSync(STAMP, { force: true });
  const code = await runInForeground(node, [
    inRoot('node_modules', 'typescript', 'bin', 'tsc'),
    '-p',
    inRoot('tsconfig.build.json'),
  ]);
  if (code !== 0) throw new Error('the build failed; the compiler says above why');
  copyAssets(files);
  writeFileSync(STAMP, JSON.stringify({ digest, files }));
}

function copyAssets(files) {
  for (const file of files.filter((name) => name.startsWith('src') && !name.endsWith('.ts'))) {
    const target = join(DIST, relative('src', file));
    mkdirSync(dirname(target), { recursive: true });
    copyFileSync(inRoot(file), target);
  }
}

/** Contents, not times: a checkout of another branch changes times only. */
function sources() {
  const files = [...CONFIGURATION, ...filesBelow('src').filter((file) => !file.endsWith('.spec.ts'))];
  const hash = createHash('sha256');
  for (const file of files)
    hash
      .update(`${file}\0`)
      .update(readFileSync(inRoot(file)))
      .update('\0');
  return { digest: hash.digest('hex'), files };
}

function filesBelow(directory) {
  return readdirSync(inRoot(directory), { withFileTypes: true })
    .flatMap((entry) => {
      const path = join(directory, entry.name);
      return entry.isDirectory() ? filesBelow(path) : [path];
    })
    .sort();
}

function readStamp() {
  return existsSync(STAMP) ? JSON.parse(readFileSync(STAMP, 'utf8')) : null;
}
