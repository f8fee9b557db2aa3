/**
 * Completes package-lock.json after `npm install`. npm leaves out optional packages that the registry in use does not
 * have, such as binaries for other systems on a mirror, and `npm ci` then refuses the lock file everywhere. Their parents
 * name the exact versions, so they can be filled in without asking anybody.
 *
 * Usage: node scripts/complete-lock.mjs
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { inRoot } from './lib/paths.mjs';

const FILE = inRoot('package-lock.json');
const OS = {
  android: 'android',
  darwin: 'darwin',
  freebsd: 'freebsd',
  linux: 'linux',
  openharmony: 'openharmony',
  win32: 'win32',
  windows: 'win32',
};
const CPU = {
  arm: 'arm',
  armv7: 'arm',
  arm64: 'arm64',
  ia32: 'ia32',
  loong64: 'loong64',
  ppc64: 'ppc64',
  riscv64: 'riscv64',
  s390x: 's390x',
  x64: 'x64',
};
const LIBC = { gnu: 'glibc', gnueabihf: 'glibc', glibc: 'glibc', musl: 'musl', musleabihf: 'musl' };
const EXACT = /^\d+\.\d+\.\d+(-[\w.]+)?$/;

const lock = JSON.parse(readFileSync(FILE, 'utf8'));
const added = Object.entries(lock.packages).flatMap(([path, entry]) => missingBelow(path, entry));
for (const [path, entry] of added) lock.packages[path] = entry;
const { '': root, ...rest } = lock.packages;
lock.packages = { '': root, ...Object.fromEntries(Object.entries(rest).sort(([a], [b]) => a.localeCompare(b, 'en'))) };
writeFileSync(FILE, `${JSON.stringify(lock, null, 2)}\n`);
console.log(`added ${added.length} packages`);

function missingBelow(parent, { dev, optionalDependencies = {} }) {
  return Object.entries(optionalDependencies)
    .filter(([name]) => !placesSeenFrom(parent, name).some((place) => place in lock.packages))
    .map(([name, wanted]) => {
      const version = wanted.replace(/^[\^~]/, '');
      if (!EXACT.test(version))
        throw new Error(`${parent} wants ${name}@${wanted}: not one version, npm must choose it`);
      return [`node_modules/${name}`, { version, ...(dev ? { dev } : {}), optional: true, ...systemsOf(name) }];
    });
}

/** Where Node would look for `name` from `parent`: its own node_modules, then those above. */
function placesSeenFrom(parent, name) {
  const parts = parent === '' ? [] : parent.split('/node_modules/');
  const places = parts.map((_, depth) => `${parts.slice(0, depth + 1).join('/node_modules/')}/node_modules/${name}`);
  return [`node_modules/${name}`, ...places];
}

/** Packages of binaries are named after their system; without these npm would fetch all of them on every system. */
function systemsOf(name) {
  const words = name.split('/').at(-1).split('-');
  const find = (table) => words.filter((word) => word in table).map((word) => table[word]);
  const os = find(OS);
  const cpu = find(CPU);
  if (os.length === 0 || cpu.length === 0) throw new Error(`${name} does not name a system: npm must fill it in`);
  const libc = os.includes('linux') ? find(LIBC) : [];
  return { os, cpu, ...(libc.length > 0 ? { libc } : {}) };
}
