import { ApiProxiesService } from '../../src/api-proxies/api-proxies.service.js';
import type { ApiProxy } from '../../src/model/api-proxy.js';
import { ProjectsService } from '../../src/projects/projects.service.js';
import type { App, Home } from './app.js';
import { ADMIN } from './auth-fixture.js';
import { type Core, startCore } from './core.js';
import { joinDatabase } from './database.js';
import { type Fleet, membersOf } from './fleet.js';

/** Edits a fleet's drafts as another replica would: thousands of uploads would be a test of uploading. */
export class FleetEditor {
  private constructor(
    private readonly core: Core,
    private readonly fleet: Fleet,
    private readonly drafts: readonly ApiProxy[],
  ) {}

  static async of(app: App, home: Home, fleet: Fleet): Promise<FleetEditor> {
    const core = await startCore([], await joinDatabase(home.database.url));
    const project = await core.get(ProjectsService).getByName(ADMIN, app.credentials.project);
    const service = core.get(ApiProxiesService);
    const drafts = membersOf(fleet).map((name) => service.getByName(ADMIN, project.id, name));
    return new FleetEditor(core, fleet, await Promise.all(drafts));
  }

  /** Every member leads elsewhere, over connections of its own; its routes stay. */
  async edit(revision: number): Promise<void> {
    const service = this.core.get(ApiProxiesService);
    const address = `${this.fleet.backendUrl}/r${revision}`;
    await Promise.all(
      this.drafts.map(({ id, projectId, definition }) => {
        const addresses = definition.routing.addresses.map((each) => ({ ...each, address }));
        const routing = { ...definition.routing, addresses, connectTimeoutMs: 30_000 + revision };
        return service.update(ADMIN, projectId, id, { definition: { ...definition, routing } });
      }),
    );
  }

  close(): Promise<void> {
    return this.core.close();
  }
}
