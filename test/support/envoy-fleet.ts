import { setTimeout as delay } from 'node:timers/promises';
import { type Answer, type App, type Home, newHome, startApp } from './app.js';
import { type EnvoySettings, RealEnvoy, xdsPortOf } from './envoy.js';
import { EnvoyTraffic, type TrafficGateway } from './envoy-traffic.js';
import { deployFleet, type EchoBackend, editFleet, type Fleet, makeFleet, pathOfRevision, startEcho } from './fleet.js';
import type { FleetEditor } from './fleet-editor.js';
import { XdsRelay } from './xds-relay.js';

/** On a slow machine an Envoy may need longer than others are let wait for it. */
export const ON_ENVOY_ONLY = { GATEWRIGHT_EMBEDDED_GATEWAY: 'off', GATEWRIGHT_XDS_PATIENCE_MS: '3000' };
const NAMES = ['edge-1', 'edge-2', 'edge-3'] as const;
export type EdgeName = (typeof NAMES)[number];

interface Edge {
  readonly settings: EnvoySettings;
  readonly relay: XdsRelay;
  envoy: RealEnvoy;
}

export interface EnvoyFleetOptions {
  /** That the backend listens on. */
  readonly backendAddress?: string;
  /** Where edge-3 is; it is on this machine, behind a relay as the others are, unless this says otherwise. */
  readonly third?: (home: Home) => Promise<Omit<EnvoySettings, 'id'>>;
}

/** Three real Envoys of one control plane, each behind a relay, with a group of three proxies live. */
export class EnvoyFleet {
  /** Of the drafts. */
  revision = 1;
  /** That was deployed last. */
  live = 0;
  readonly fleet: Fleet;
  private constructor(
    readonly home: Home,
    public app: App,
    private readonly backend: EchoBackend,
    private readonly edges: Readonly<Record<EdgeName, Edge>>,
  ) {
    this.fleet = { name: 'orders', path: '/orders', size: 3, backendUrl: backend.url };
  }

  static async start({ backendAddress = '127.0.0.1', third }: EnvoyFleetOptions = {}): Promise<EnvoyFleet> {
    const home = await newHome();
    const [app, backend] = await Promise.all([startApp(home, ON_ENVOY_ONLY), startEcho(backendAddress)]);
    const edges = {
      'edge-1': await startEdge(home, 'edge-1', { address: '127.0.0.2' }),
      'edge-2': await startEdge(home, 'edge-2', { address: '127.0.0.3' }),
      'edge-3': await startEdge(home, 'edge-3', (await third?.(home)) ?? { address: '127.0.0.4' }),
    };
    const setting = new EnvoyFleet(home, app, backend, edges);
    await Promise.all(setting.envoys.map((envoy) => envoy.listening()));
    await makeFleet(app, setting.fleet);
    await setting.deploy();
    return setting;
  }

  get envoys(): readonly RealEnvoy[] {
    return NAMES.map((name) => this.edges[name].envoy);
  }

  envoy(name: EdgeName): RealEnvoy {
    return this.edges[name].envoy;
  }

  relay(name: EdgeName): XdsRelay {
    return this.edges[name].relay;
  }

  /** After it was killed. */
  async restart(name: EdgeName): Promise<void> {
    const edge = this.edges[name];
    edge.envoy = await RealEnvoy.start(this.home, edge.settings);
    await edge.envoy.listening();
  }

  /** After it was killed; `env` beside what makes it serve Envoys alone. */
  async restartApp(env: Readonly<Record<string, string>> = {}): Promise<void> {
    this.app = await startApp(this.home, { ...ON_ENVOY_ONLY, ...env });
  }

  /** Every member's draft at a new revision: a deployment of it changes clusters and routes. */
  async edit(editor?: FleetEditor): Promise<number> {
    this.revision += 1;
    await (editor?.edit(this.revision) ?? editFleet(this.app, this.fleet, this.revision));
    return this.revision;
  }

  /** Throws unless it succeeds on every gateway that is connected. */
  async deploy(through: App = this.app): Promise<readonly string[]> {
    const answer = await deployFleet(through, this.fleet);
    const { success } = (answer.body['deploymentResult'] ?? {}) as { success?: boolean };
    if (answer.status !== 200 || success !== true) throw new Error(`answered ${answer.status}: ${answer.text}`);
    this.live = this.revision;
    return nodesIn(answer);
  }

  /** That each Envoy serves; 0: the group is not there. */
  revisions(): Promise<number[]> {
    return Promise.all(this.envoys.map((envoy) => revisionAt(envoy, this.fleet)));
  }

  /** `beside`: gateways that are no Envoys. */
  traffic(names: readonly EdgeName[] = NAMES, beside: readonly TrafficGateway[] = []): Promise<EnvoyTraffic> {
    const envoys = names.map((name) => this.edges[name].envoy);
    return EnvoyTraffic.through([...envoys, ...beside], this.fleet);
  }

  /** Until exactly these are connected and serve what the environment wants. */
  async converged(names: readonly (EdgeName | 'embedded-production')[] = NAMES): Promise<void> {
    const wanted = names.map((name) => `${name} current`).join();
    while ((await this.gateways()).join() !== wanted) await delay(50);
  }

  /** Those of production that are connected, and whether they serve what the environment wants. */
  async gateways(): Promise<string[]> {
    const { body } = await this.app.call('GET', '/admin/v1/gateways');
    const nodes = (body['items'] ?? []) as readonly {
      id: string;
      environment: string;
      connected: boolean;
      current: boolean;
    }[];
    return nodes
      .filter(({ connected, environment }) => connected && environment === 'production')
      .map(({ id, current }) => `${id} ${current ? 'current' : 'not current'}`);
  }

  async stop(): Promise<void> {
    await this.home.remove();
    for (const name of NAMES) this.edges[name].relay.close();
    await this.backend.close();
  }
}

async function startEdge(home: Home, id: EdgeName, place: Omit<EnvoySettings, 'id'>): Promise<Edge> {
  const { relay, port } = await XdsRelay.to(xdsPortOf(home));
  const settings = { id, xds: `127.0.0.1:${port}`, ...place };
  return { relay, settings, envoy: await RealEnvoy.start(home, settings) };
}

/** By gateway: name, success, words. */
export function nodesIn({ body }: Answer): string[] {
  const result = body['deploymentResult'] as { readonly detailList: readonly Record<string, unknown>[] };
  return result.detailList.map((node) => ['podName', 'success', 'detail'].map((name) => node[name]).join(' '));
}

async function revisionAt(envoy: RealEnvoy, fleet: Fleet): Promise<number> {
  const { status, body } = await envoy.get(pathOfRevision(fleet, 1).replace('/since-r1', ''));
  return status === 200 ? Number(/^\/r(\d+)\//.exec(body)?.[1] ?? 0) : 0;
}
