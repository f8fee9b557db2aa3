import { availableParallelism } from 'node:os';

/** One project per kind of test; `npm run test:unit` and friends select one with --selectProjects. */
const base = {
  testEnvironment: 'node',
  extensionsToTreatAsEsm: ['.ts'],
  moduleNameMapper: { '^(\\.{1,2}/.*)\\.js$': '$1' },
  transform: {
    '^.+\\.ts$': [
      '@swc/jest',
      {
        jsc: {
          target: 'es2023',
          parser: { syntax: 'typescript', decorators: true },
          transform: { legacyDecorator: true, decoratorMetadata: true },
        },
        module: { type: 'es6' },
      },
    ],
  },
};

const project = (name, roots, extra = {}) => ({
  ...base,
  displayName: name,
  roots: roots.map((root) => `<rootDir>/${root}`),
  testMatch: ['**/*.spec.ts'],
  ...extra,
});

const withPostgres = {
  globalSetup: '<rootDir>/test/support/global-setup.ts',
  globalTeardown: '<rootDir>/test/support/global-teardown.ts',
};

export default {
  projects: [
    project('unit', ['src']),
    project('scripts', ['test/scripts']),
    project('architecture', ['test/architecture'], withPostgres),
    project('integration', ['test/integration'], withPostgres),
    project('e2e', ['test/e2e'], withPostgres),
    project('conformance', ['test/conformance']),
    project('faults', ['test/faults'], withPostgres),
  ],
  testTimeout: 60000,
  // Most of a test's time is waiting, for PostgreSQL, gateways and processes: two at once pay on two cores, too.
  maxWorkers: Math.max(2, availableParallelism() - 1),
};
