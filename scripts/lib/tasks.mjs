import { readdirSync } from 'node:fs';
import { inRoot } from './paths.mjs';

const jest = (args) => [
  '--experimental-vm-modules',
  '--disable-warning=ExperimentalWarning',
  inRoot('node_modules', 'jest', 'bin', 'jest.js'),
  ...args,
];

/** Runs the TypeScript that benchmarks share with tests and program. */
const typescript = [
  '--experimental-transform-types',
  '--disable-warning=ExperimentalWarning',
  '--import',
  inRoot('test', 'support', 'typescript-imports.mjs'),
];

const one = (...args) => [{ name: args[0], args }];

const biome = inRoot('node_modules', '@biomejs', 'biome', 'bin', 'biome');

const checks = [
  {
    name: 'biome',
    args: [biome, 'ci', '--error-on-warnings', '.'],
  },
  { name: 'tsc', args: [inRoot('node_modules', 'typescript', 'bin', 'tsc'), '-p', 'tsconfig.json'] },
  {
    name: 'depcruise',
    args: [inRoot('node_modules', 'dependency-cruiser', 'bin', 'dependency-cruiser.mjs'), 'src'],
  },
  { name: 'generated messages', args: [inRoot('scripts', 'generate-protos.mjs'), '--check'] },
];

/**
 * A task's steps are argument lists for Node. `needsBuild`: it runs, or its tests run, the compiled program. `needsEnvoy`: some
 * of its tests run a real Envoy, which is fetched before, because a test should not wait for a download.
 */
export const TASKS = {
  start: { needsBuild: true, steps: (args) => one(inRoot('dist', 'main.js'), ...args) },
  demo: { needsBuild: true, steps: (args) => one(inRoot('demo', 'demo.mjs'), ...args) },
  envoy: { needsBuild: false, steps: (args) => one(inRoot('scripts', 'envoy.mjs'), ...args) },
  certificates: { needsBuild: false, steps: (args) => one(inRoot('scripts', 'certificates.mjs'), ...args) },
  bench: { needsBuild: true, steps: ([name, ...args]) => one(...typescript, benchFile(name), ...args) },
  test: { needsBuild: true, needsEnvoy: true, steps: (args) => one(...jest(args)) },
  'test:unit': { needsBuild: false, steps: (args) => one(...jest([...args, '--selectProjects', 'unit'])) },
  'test:descriptions': {
    needsBuild: true,
    steps: (args) =>
      one(
        '--import',
        inRoot('test', 'support', 'typescript-imports.mjs'),
        inRoot('test', 'descriptions', 'main.ts'),
        ...args,
      ),
  },
  check: { needsBuild: false, steps: () => checks },
  format: { needsBuild: false, steps: () => one(biome, 'check', '--write', '.') },
  build: { needsBuild: true, steps: () => [] },
  install: { needsBuild: false, steps: () => [] },
};

function benchFile(name) {
  const names = readdirSync(inRoot('bench'))
    .filter((file) => file.endsWith('.ts'))
    .map((file) => file.slice(0, -'.ts'.length));
  if (names.includes(name ?? '')) return inRoot('bench', `${name}.ts`);
  throw new Error(`unknown benchmark '${name ?? ''}'; there are: ${names.join(', ')}`);
}
