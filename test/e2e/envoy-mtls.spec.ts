import { rename } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';
import {
  type Answer,
  type App,
  type Home,
  launchApp,
  newHome,
  replicaOf,
  type Settings,
  startApp,
} from '../support/app.js';
import { Authority, type Identity } from '../support/certificates.js';
import { isOpen, RealEnvoy, xdsOf } from '../support/envoy.js';
import { deployFleet, type EchoBackend, editFleet, type Fleet, makeFleet, startEcho } from '../support/fleet.js';

const ANYWHERE = { GATEWRIGHT_EMBEDDED_GATEWAY: 'off', GATEWRIGHT_XDS_HOST: '0.0.0.0' };

describe('Envoys and a control plane that prove themselves to each other', () => {
  let ours: Authority;
  let theirs: Authority;
  let home: Home;
  let other: Home;
  let settings: Settings;
  let app: App;
  let backend: EchoBackend;
  let fleet: Fleet;
  let edge: RealEnvoy;
  let staging: Identity;

  beforeAll(async () => {
    [home, ours, theirs] = await Promise.all([newHome(), Authority.create(), Authority.create()]);
    const { ca, cert, key } = await ours.make('server', '--name', '127.0.0.1');
    settings = { ...ANYWHERE, GATEWRIGHT_XDS_CERT: cert, GATEWRIGHT_XDS_KEY: key, GATEWRIGHT_XDS_CA: ca };
    [app, backend] = await Promise.all([startApp(home, settings), startEcho()]);
    fleet = { name: 'orders', path: '/orders', size: 1, backendUrl: backend.url };
    await makeFleet(app, fleet);
    staging = await ours.make('node', '--environment', 'staging');
    other = await replicaOf(home);
    const production = await ours.make('node', '--environment', 'production', '--id', 'edge-1');
    const xds = ['--xds', xdsOf(other)];
    edge = await RealEnvoy.start(home, {
      id: 'edge-1',
      address: '127.0.0.2',
      options: [...optionsOf(production), ...xds],
    });
    await edge.listening();
  });

  afterAll(async () => {
    await other?.remove();
    await home?.remove();
    await backend?.close();
    await Promise.all([ours?.remove(), theirs?.remove()]);
  });

  it('serves an Envoy that proves its environment, and no other gets anything or is waited for', async () => {
    const foreign = { ...(await theirs.make('node', '--environment', 'production')), ca: staging.ca };
    const ofAnother = await ours.make('node', '--environment', 'production', '--id', 'edge-9');
    const turnedAway = await Promise.all([
      turnAway('plain-text', [], /closed: 14, .*connection_termination/),
      turnAway(
        'no-certificate',
        optionsOf(staging),
        /closed: 14, .*(connection_termination|TLS_error)/,
        withoutCertificate,
      ),
      turnAway('foreign', optionsOf(foreign), /closed: 14, .*(connection_termination|TLS_error)/),
      turnAway('wrong-environment', optionsOf(staging), /closed: 9, .*for%20gatewright:\/\/environment\/staging;/),
      turnAway('wrong-node', optionsOf(ofAnother), /closed: 9, .*\/production\/node\/edge-9;/),
      turnAway(
        'wrong-server',
        [...optionsOf(ofAnother), '--xds-name', 'elsewhere'],
        /closed: 14, .*verify_cert_failed:_SAN_matcher/,
      ),
    ]);
    const answer = await deployFleet(app, fleet);
    expect([answer.status, nodesIn(answer)]).toEqual([200, ['edge-1 127.0.0.2 true Deployed successfully']]);
    expect(await revision()).toBe(1);
    for (const envoy of turnedAway) {
      expect(envoy.log.filter((line) => /add\/update|added\/updated/.test(line))).toEqual([]);
      expect(await isOpen(envoy.address, home.gatewayPort)).toBe(false);
    }
    const told = app.log.filter((line) => line.includes('an Envoy was turned away'));
    expect(told.join()).toMatch(/wrong-environment.*environment\/staging/);
    await Promise.all(turnedAway.map((envoy) => envoy.kill()));
  });

  it.each<[string, Settings, string]>([
    ['beyond loopback without TLS', ANYWHERE, 'set GATEWRIGHT_XDS_CERT, GATEWRIGHT_XDS_KEY, GATEWRIGHT_XDS_CA'],
    [
      'with files that are not there',
      { GATEWRIGHT_XDS_CERT: 'server.crt', GATEWRIGHT_XDS_KEY: 'server.key', GATEWRIGHT_XDS_CA: 'ca.crt' },
      'GATEWRIGHT_XDS_CERT, GATEWRIGHT_XDS_KEY, GATEWRIGHT_XDS_CA: ENOENT',
    ],
  ])('does not start %s', async (_, wrong, words) => {
    const launch = launchApp(other, wrong);
    expect(await launch.exited).toBe(1);
    expect(launch.log.join('\n')).toContain(words);
  });

  it('takes renewed certificates on both sides without a restart', async () => {
    const envoy = await turnAway('edge-2', optionsOf(staging), /closed: 9, .*environment\/staging;/);
    const right = await ours.make('node', '--environment', 'production', '--id', 'edge-2');
    await ours.make('server', '--name', '127.0.0.1', '--replace');
    await said(app, 'the certificate files of xDS have changed');
    await rename(right.key, staging.key);
    await rename(right.cert, staging.cert);
    await envoy.listening();
    await editFleet(app, fleet, 2);
    expect(nodesIn(await deployFleet(app, fleet))).toEqual([
      'edge-1 127.0.0.2 true Deployed successfully',
      'edge-2 127.0.0.9 true Deployed successfully',
    ]);
    await envoy.kill();
  });

  it('loses no Envoy with a replica of the control plane', async () => {
    // Envoys of all replicas listen on the ports of the environments, so these have to be the same.
    const port = String(home.gatewayPort);
    const replica = await startApp(other, { ...settings, GATEWRIGHT_GATEWAY_PORT: port });
    app.process.kill('SIGKILL');
    await app.exited;
    await hasEnvoy(replica);
    expect(await revision()).toBe(2);
    await editFleet(replica, fleet, 3);
    expect(nodesIn(await deployFleet(replica, fleet))).toEqual(['edge-1 127.0.0.2 true Deployed successfully']);
    expect(await revision()).toBe(3);
  });

  let addresses = 2;

  /** Started, and resolved once its log has why it gets nothing. */
  async function turnAway(id: string, options: readonly string[], words: RegExp, edit?: (text: string) => string) {
    addresses += 1;
    const address = `127.0.0.${addresses}`;
    const envoy = await RealEnvoy.start(home, {
      id,
      address,
      options,
      isTalkative: true,
      ...(edit === undefined ? {} : { edit }),
    });
    await envoy.said(words);
    return envoy;
  }

  async function revision(): Promise<number> {
    const { body } = await edge.get('/orders/m1');
    return Number(/^\/r(\d+)\//.exec(body)?.[1] ?? 0);
  }
});

const optionsOf = ({ ca, cert, key }: Identity): string[] => ['--ca', ca, '--cert', cert, '--key', key];

/** As of somebody who has only heard of the authority. */
function withoutCertificate(bootstrap: string): string {
  const parsed = JSON.parse(bootstrap);
  const [cluster] = parsed.static_resources.clusters;
  delete cluster.transport_socket.typed_config.common_tls_context.tls_certificate_sds_secret_configs;
  return JSON.stringify(parsed);
}

/** By Envoy: name, address, success, words. */
function nodesIn({ body }: Answer): string[] {
  const result = body['deploymentResult'] as { readonly detailList: readonly Record<string, unknown>[] };
  return result.detailList.map((node) => ['podName', 'podIp', 'success', 'detail'].map((name) => node[name]).join(' '));
}

async function said(app: App, words: string): Promise<void> {
  while (!app.log.some((line) => line.includes(words))) await delay(50);
}

/** Until an Envoy is connected to this very process. */
async function hasEnvoy(app: App): Promise<void> {
  const line = 'gatewright_nodes_connected{environment="production",plane="envoy"} 1';
  while (!(await app.call('GET', '/metrics')).text.includes(line)) await delay(50);
}
