import { ApiProxiesService } from '../../src/api-proxies/api-proxies.service.js';
import { DeploymentsService } from '../../src/deployments/deployments.service.js';
import { type NodeRoute, ReachService } from '../../src/deployments/reach.service.js';
import { EnvironmentsService } from '../../src/environments/environments.service.js';
import { SYSTEM_ACTOR as actor } from '../../src/model/actor.js';
import type { ApiProxy } from '../../src/model/api-proxy.js';
import type { Environment } from '../../src/model/environment.js';
import { ProjectsService } from '../../src/projects/projects.service.js';
import { type Core, startCore } from '../support/core.js';
import { definition } from '../support/definitions.js';
import { ScriptedDriver } from '../support/scripted-driver.js';

describe('route health, by what the gateways said', () => {
  let core: Core;
  let driver: ScriptedDriver;
  let environment: Environment;
  let proxy: ApiProxy;
  let serial = 0;

  beforeAll(async () => {
    driver = new ScriptedDriver(['edge-1', 'edge-2']);
    core = await startCore([driver]);
    environment = await core.get(EnvironmentsService).getByName(actor, 'production');
  });

  afterAll(() => core?.close());

  beforeEach(async () => {
    driver.verdict = () => 'accept';
    const { id } = await core.get(ProjectsService).getByName(actor, 'default');
    const name = `proxy-${++serial}`;
    const input = { name, description: '', definition: definition(`/${name}`) };
    proxy = await core.get(ApiProxiesService).create(actor, id, input);
  });

  const commandFor = ({ id, projectId }: ApiProxy, waitMs = 2_000) => ({
    projectId,
    environmentId: environment.id,
    target: { kind: 'proxy', proxyId: id, groupId: null } as const,
    description: '',
    persistent: false,
    waitMs,
  });
  const deploy = (waitMs?: number) => core.get(DeploymentsService).deploy(actor, commandFor(proxy, waitMs));
  const health = async () => core.get(ReachService).routeHealth(actor, proxy, environment);
  const active = (nodes: readonly NodeRoute[]) => nodes.map(({ nodeId, active }) => `${nodeId} ${active}`);

  it('knows a gateway that is silent, and that it takes over when it is back', async () => {
    driver.verdict = (nodeId) => (nodeId === 'edge-2' ? 'silence' : 'accept');
    expect((await deploy(300)).deployment.state).toBe('unconfirmed');
    const partial = await health();
    expect([partial.deployed, active(partial.nodes)]).toEqual([true, ['edge-1 true', 'edge-2 false']]);
    expect(partial.nodes[0]).toMatchObject({ path: `/${proxy.name}`, methods: ['GET'], refusal: null });

    driver.verdict = () => 'accept';
    const { projectId } = proxy;
    const other = { name: `other-${serial}`, description: '', definition: definition(`/other-${serial}`) };
    const next = await core.get(ApiProxiesService).create(actor, projectId, other);
    await core.get(DeploymentsService).deploy(actor, commandFor(next));
    expect(active((await health()).nodes)).toEqual(['edge-1 true', 'edge-2 true']);
  });

  it('knows a gateway that still serves what was taken away', async () => {
    await deploy();
    driver.verdict = (nodeId) => (nodeId === 'edge-1' ? 'silence' : 'accept');
    await core.get(DeploymentsService).undeploy(actor, commandFor(proxy, 300));
    const orphan = await health();
    expect([orphan.deployed, active(orphan.nodes)]).toEqual([false, ['edge-1 true', 'edge-2 false']]);
    driver.verdict = () => 'accept';
    await deploy();
    await core.get(DeploymentsService).undeploy(actor, commandFor(proxy));
    expect(active((await health()).nodes)).toEqual(['edge-1 false', 'edge-2 false']);
  });

  it('serves on what was there before a refused change', async () => {
    await deploy();
    const changed = definition(`/${proxy.name}`, undefined, '/other');
    await core.get(ApiProxiesService).update(actor, proxy.projectId, proxy.id, { definition: changed });
    let offers = 0;
    driver.verdict = (nodeId) => (nodeId === 'edge-1' && offers++ === 0 ? { reject: 'no such thing' } : 'accept');
    await expect(deploy()).rejects.toMatchObject({ code: 'deployment_rejected' });
    const { deployed, nodes } = await health();
    expect([deployed, active(nodes)]).toEqual([true, ['edge-1 true', 'edge-2 true']]);
  });

  it('counts gateways that are connected only', async () => {
    await deploy();
    driver.leave(environment.id, 'edge-2');
    // Presence is stored behind the answers; a deployment waits for both.
    await deploy();
    expect(active((await health()).nodes)).toEqual(['edge-1 true']);
    driver.join(environment.id, 'edge-2');
  });
});
