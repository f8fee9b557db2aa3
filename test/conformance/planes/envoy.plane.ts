import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { EnvoyDriver } from '../../../src/data-planes/envoy/driver.js';
import { freePorts } from '../../support/free-ports.js';
import type { Plane, Poison } from '../plane.js';
import { TRUSTED_AUTHORITY } from '../support/certificates.js';
import { DrivenNode, ENVIRONMENT, GROUP_DOMAIN } from './driven-node.js';
import { EnvoyProcess, versionOf } from './envoy-process.js';

/** How Envoy speaks ADS: only what changed, or always all of a type. */
export type AdsVariant = 'DELTA_GRPC' | 'GRPC';

/** Longer than anything that a case does, also on a slow machine; short, so that removals are part of the suite. */
const DRAIN_MS = 5_000;
/** The machine may be slow: a deployment that waits is right, one that gives up is no answer to a case. */
const PATIENT = {
  prepareMs: 10_000,
  flipMs: 10_000,
  drainMs: DRAIN_MS,
  retryMs: 10_000,
  reachesMs: 10_000,
  servesMs: 10_000,
};

/** `isProbed`: whether backends without an address are refused, and a listener is seen to serve before it counts. */
interface EnvoySetting {
  readonly ads: AdsVariant;
  readonly isProbed: boolean;
}

/** The real Envoy behind the real driver. */
export async function envoyPlane(binary: string, setting: EnvoySetting): Promise<Plane> {
  const driver = new EnvoyDriver({
    host: '127.0.0.1',
    port: 0,
    logger: { warn: nothing },
    timing: PATIENT,
    groupDomain: GROUP_DOMAIN,
  });
  const node = new DrivenNode(driver);
  const port = await freePorts(2);
  const httpsPort = port + 1;
  await driver.listen([{ ...ENVIRONMENT, port, httpsPort, guests: [] }]);
  const bootstrap = await bootstrapFor(await driver.port(), setting);
  const envoy = new EnvoyProcess(binary, bootstrap, (error) => node.fail(error));
  const stop = async (): Promise<void> => {
    await envoy.stop();
    await driver.stop();
  };
  try {
    await node.begin();
    await envoy.listening(port);
  } catch (error) {
    await stop();
    throw error;
  }
  return {
    version: await versionOf(binary),
    supports: driver.supports,
    port,
    httpsPort,
    poison: POISON,
    differences: DIFFERENCES,
    check: (fragment) => driver.check(fragment),
    offer: (change) => node.offer(change),
    stop,
  };
}

/** What the driver cannot make Envoy do. */
const DIFFERENCES: ReadonlyMap<string, string> = new Map();

/** More than the patterns of the cases need. */
const MAX_PATTERN_SIZE = 2_000;

/** The bootstrap of `npm run envoy`, with a lower bound on patterns, so that something valid can be too much for it. */
async function bootstrapFor(xdsPort: number, { ads, isProbed }: EnvoySetting): Promise<object> {
  const { environmentName, host } = ENVIRONMENT;
  const identity = ['--environment', environmentName, '--id', 'conformance', '--address', host];
  const args = [
    'scripts/envoy.mjs',
    ...identity,
    '--xds',
    `${host}:${xdsPort}`,
    '--trust',
    TRUSTED_AUTHORITY,
    '--print',
  ];
  const { stdout } = await promisify(execFile)(process.execPath, args);
  const bootstrap = JSON.parse(stdout);
  bootstrap.dynamic_resources.ads_config.api_type = ads;
  if (!isProbed) bootstrap.node.metadata.probe = 'off';
  // Health is checked several times a second, so that a case need not wait; in milliseconds.
  const bound = { 're2.max_program_size.error_level': MAX_PATTERN_SIZE, 'health_check.max_interval': 100 };
  bootstrap.layered_runtime.layers.push({ name: 'conformance', static_layer: bound });
  return bootstrap;
}

/** A template has to be a pattern, here a longer one than this Envoy takes. */
const POISON: Poison = {
  fragment: {
    routes: [
      {
        id: 'poison',
        match: {
          hosts: [{ kind: 'exact', host: 'poison.example' }],
          path: {
            kind: 'template',
            segments: [{ param: 'id' }, { literal: 'p'.repeat(MAX_PATTERN_SIZE) }],
            tail: false,
          },
          methods: [],
          headers: [],
        },
        order: 0,
        action: { kind: 'respond', status: 200, headers: [], body: 'poison' },
        errorStyle: 'correlation',
      },
    ],
    upstreams: [],
  },
  // Its reason stands behind the pattern, where long words are cut.
  words: /^Envoy refused the routes: regex '\/\[\^\/\]\+\/p{100}/,
};

const nothing = (): void => undefined;
