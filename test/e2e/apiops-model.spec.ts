import { groupBody, made, proxyBody } from '../support/apiops.js';
import { type App, type Home, newHome, startApp } from '../support/app.js';
import { type Backend, startBackend } from '../support/backend.js';
import { databaseFacts } from '../support/database-facts.js';
import { DeploymentModel, ENVIRONMENTS, GROUPS, type Outcome, PATHS, PROXIES } from '../support/deployment-model.js';

const P = '/apiops/projects/default';
const T = '/apiops/promotion';
const STEPS = 40;
/** Each names one sequence of steps, chosen for its rollbacks and promotions; a failure tells its seed and its last steps. */
const SEEDS = [1706, 2363];

describe('apiops: whatever is done, answers and traffic are as the model says', () => {
  let home: Home;
  let app: App;
  let backend: Backend;

  beforeAll(async () => {
    backend = await startBackend('model');
  });

  beforeEach(async () => {
    home = await newHome();
    app = await startApp(home, { GATEWRIGHT_HISTORY_LENGTH: '1000' });
  });

  afterEach(async () => {
    await app?.stop();
    await home?.remove();
  });

  afterAll(() => backend?.close());

  it.each(SEEDS)('seed %i', async (seed) => {
    const model = new DeploymentModel();
    const run = new Run(app, backend.url, model, random(seed));
    await run.create();
    for (let step = 0; step < STEPS; step++) {
      await run.step();
      expect({ seed, steps: run.log.slice(-5), seen: await run.seen() }).toEqual({
        seed,
        steps: expect.any(Array),
        seen: run.expected(),
      });
    }
    expect((await databaseFacts(home.database.url)).contradictions).toEqual([]);
    expect([...run.outcomes].sort()).toEqual(['done', 'refused', 'saved-only']);
    expect(run.log.join()).toContain('promote');
  });
});

/** From 0 to below 1; the same for one seed (mulberry32). */
function random(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** Does to the program and to the model the same. */
class Run {
  readonly log: string[] = [];
  readonly outcomes = new Set<Outcome>();

  constructor(
    private readonly app: App,
    private readonly backend: string,
    private readonly model: DeploymentModel,
    private readonly next: () => number,
  ) {}

  async create(): Promise<void> {
    for (const name of PROXIES) await made(this.#save('POST', name));
    for (const name of GROUPS) await made(this.#saveGroup('POST', name));
    const instance = { name: 'here', url: this.app.url, token: this.app.credentials.token };
    await made(this.#call('POST', `${T}/instances/`, instance));
  }

  async step(): Promise<void> {
    const acts = [this.#edit, this.#move, this.#join, this.#leave, this.#deploy, this.#deploy, this.#undeploy];
    await this.#one([...acts, this.#promote, this.#rollback, this.#rollback, this.#rollback]).call(this);
  }

  /** What every object says of itself, and what answers at every path. */
  async seen(): Promise<object> {
    const records = Object.fromEntries(
      await Promise.all([...PROXIES, ...GROUPS].map(async (name) => [name, await this.#records(name)] as const)),
    );
    const answers = await Promise.all(
      ENVIRONMENTS.flatMap((environment) =>
        PATHS.map(async (path) => `${environment}${path}: ${await this.#answer(environment, path)}`),
      ),
    );
    return { records, answers };
  }

  expected(): object {
    return {
      records: Object.fromEntries([...PROXIES, ...GROUPS].map((name) => [name, this.model.records(name)])),
      answers: ENVIRONMENTS.flatMap((environment) =>
        PATHS.map((path) => `${environment}${path}: ${this.model.answer(environment, path)}`),
      ),
    };
  }

  async #edit(): Promise<void> {
    const name = this.#one(PROXIES);
    const draft = { path: this.#one(PATHS), backend: name, version: 1 + Math.floor(this.next() * 4) };
    this.model.editProxy(name, draft);
    await this.#same(`edit ${name} ${JSON.stringify(draft)}`, 'done', this.#save('PUT', name));
  }

  async #move(): Promise<void> {
    const name = this.#one(GROUPS);
    this.model.moveGroup(name, this.#one(PATHS));
    await this.#same(`move ${name}`, 'done', this.#saveGroup('PUT', name));
  }

  async #join(): Promise<void> {
    const [group, member] = [this.#one(GROUPS), this.#one(PROXIES)];
    this.model.addMember(group, member);
    await this.#same(`${member} joins ${group}`, 'done', this.#call('POST', `${at(group)}/apiProxies/${member}/`));
  }

  async #leave(): Promise<void> {
    const [group, member] = [this.#one(GROUPS), this.#one(PROXIES)];
    this.model.removeMember(group, member);
    await this.#same(`${member} leaves ${group}`, 'done', this.#call('DELETE', `${at(group)}/apiProxies/${member}/`));
  }

  async #deploy(): Promise<void> {
    const [name, environment] = [this.#one([...PROXIES, ...GROUPS]), this.#one(ENVIRONMENTS)];
    const path = `${at(name)}/environments/${environment}/`;
    const dry = await this.#call('POST', `${path}?dryRun=true`);
    expect([name, dry.status]).toEqual([name, this.model.canDeploy(name, environment) ? 200 : 400]);
    const outcome = this.model.deploy(name, environment);
    await this.#same(`deploy ${name} to ${environment}`, outcome, this.#call('POST', path));
  }

  async #undeploy(): Promise<void> {
    const [name, environment] = [this.#one([...PROXIES, ...GROUPS]), this.#one(ENVIRONMENTS)];
    const outcome = this.model.undeploy(name, environment);
    const call = this.#call('DELETE', `${at(name)}/environments/${environment}/`);
    await this.#same(`undeploy ${name} from ${environment}`, outcome, call);
  }

  async #rollback(): Promise<void> {
    const name = this.#one([...PROXIES, ...GROUPS]);
    const revision = 1 + Math.floor(this.next() * (this.model.revisions(name) + 1));
    const environment = this.#one([...ENVIRONMENTS, null]);
    const query = environment === null ? '' : `?environmentName=${environment}`;
    const path = `${at(name)}/deploy-histories/${revision}/rollback/${query}`;
    const outcome = this.model.rollback(name, revision, environment);
    await this.#same(`roll ${name} back to ${revision} in ${environment}`, outcome, this.#call('POST', path));
  }

  /** To another proxy of the same installation, over the wire as to any other one. */
  async #promote(): Promise<void> {
    const source = this.#one(PROXIES);
    const target = this.#one(PROXIES.filter((name) => name !== source));
    const environment = this.#one([...ENVIRONMENTS, null]);
    const name = `step ${this.log.length}`;
    const mapping = {
      name,
      sourceProjectName: 'default',
      sourceApiName: source,
      targetInstanceName: 'here',
      targetApiName: target,
      deployTargetEnvironmentNameList: environment === null ? [] : [environment],
    };
    await made(this.#call('POST', `${T}/mappings/`, mapping));
    const outcome = this.model.promote(source, target, environment);
    const call = this.#call('POST', `${T}/executions`, { mappingNames: [name] });
    await this.#same(`promote ${source} to ${target} in ${environment}`, outcome, call);
  }

  async #same(words: string, outcome: Outcome, call: ReturnType<App['call']>): Promise<void> {
    const { status, body, text } = await call;
    this.log.push(`${words}: ${outcome}`);
    this.outcomes.add(outcome);
    const result = body['deploymentResult'] as { success: boolean } | undefined;
    const seen = status === 200 ? (result?.success === false ? 'saved-only' : 'done') : 'refused';
    expect([words, seen, seen === outcome ? '' : text]).toEqual([words, outcome, '']);
  }

  async #records(name: string): Promise<object> {
    const isGroup = name.startsWith('g');
    const { body } = await made(this.#call('GET', isGroup ? `${at(name)}/environments/` : `${at(name)}/`));
    const rows = body[isGroup ? 'resultList' : 'deploymentList'] as Record<string, unknown>[];
    return Object.fromEntries(rows.map((row) => [row['environmentName'], [row['deployed'], row['redeployRequired']]]));
  }

  /** The first segment of the backend path. */
  async #answer(environment: (typeof ENVIRONMENTS)[number], path: string): Promise<string | null> {
    const response = await fetch(`${this.app.gatewayUrl(environment)}${path}/x`);
    const text = await response.text();
    return response.status === 200 ? String(JSON.parse(text).path).replace(/\/x$/, '') : null;
  }

  #save(method: 'POST' | 'PUT', name: string) {
    const { path, backend, version } = this.model.draft(name);
    const more = { clientRoute: { relativePathList: [path] }, ...(method === 'PUT' ? { reParse: true } : {}) };
    return this.#call(method, `${P}/apiProxies/url/`, proxyBody(name, `${this.backend}/${backend}-v${version}`, more));
  }

  #saveGroup(method: 'POST' | 'PUT', name: string) {
    return this.#call(method, `${P}/apiProxyGroups/`, groupBody(name, this.model.group(name).path));
  }

  #call(method: string, path: string, body?: object) {
    return this.app.call(method, path, body);
  }

  #one<T>(items: readonly T[]): T {
    const item = items[Math.floor(this.next() * items.length)];
    if (item === undefined) throw new Error('nothing to choose from');
    return item;
  }
}

const at = (name: string): string => (name.startsWith('g') ? `${P}/apiProxyGroups/${name}` : `${P}/apiProxies/${name}`);
