import { groupBody, made, newProject, proxyBody } from './apiops.js';
import type { Answer, App } from './app.js';
import {
  type Draft,
  ENVIRONMENTS,
  type EnvironmentName,
  GROUPS,
  isGroup,
  keyOf,
  type Mapping,
  type Outcome,
  PATHS,
  type Place,
  PROJECTS,
  type ProjectName,
} from './deployment-model.js';

const T = '/apiops/promotion';
/** An address that gateways are never sent to. */
const FORBIDDEN = 'http://169.254.169.254';

const UNKNOWN_ID = 'f'.repeat(24);

type Row = Readonly<Record<string, unknown>>;

/** Does to the program, over the wire, what the model does; resolves with what the program said of it. */
export class DeploymentProgram {
  #environmentIds = new Map<string, string>();
  #mappings = 0;

  constructor(
    private readonly app: App,
    private readonly backend: string,
  ) {}

  async prepare(): Promise<void> {
    for (const project of PROJECTS) if (project !== 'default') await newProject(this.app, project);
    const instance = { name: 'here', url: this.app.url, token: this.app.credentials.token };
    await made(this.#call('POST', `${T}/instances/`, instance));
    const { body } = await made(this.#call('GET', '/apiops/environments/'));
    this.#environmentIds = new Map(rowsOf(body).map(({ id, name }) => [String(name), String(id)]));
  }

  createProxy(at: Place, draft: Draft): Promise<Told> {
    return this.#told('POST', `${projectOf(at)}/apiProxies/url/`, this.#proxyBody(at, draft, []));
  }

  createGroup(at: Place, path: string): Promise<Told> {
    return this.#told('POST', `${projectOf(at)}/apiProxyGroups/`, groupBody(at.name, path));
  }

  editProxy(at: Place, draft: Draft, environments: readonly EnvironmentName[]): Promise<Told> {
    const body = { ...this.#proxyBody(at, draft, environments), reParse: true };
    return this.#told('PUT', `${projectOf(at)}/apiProxies/url/`, body);
  }

  moveGroup(at: Place, path: string, [environmentName]: readonly EnvironmentName[]): Promise<Told> {
    const more = environmentName === undefined ? {} : { environmentName };
    return this.#told('PUT', `${projectOf(at)}/apiProxyGroups/`, groupBody(at.name, path, more));
  }

  join(at: Place, member: string): Promise<Told> {
    return this.#told('POST', `${pathOf(at)}/apiProxies/${member}/`);
  }

  leave(at: Place, member: string): Promise<Told> {
    return this.#told('DELETE', `${pathOf(at)}/apiProxies/${member}/`);
  }

  order(at: Place, members: readonly string[]): Promise<Told> {
    return this.#told('PUT', `${pathOf(at)}/apiProxies/`, { apiProxyNameList: members });
  }

  deploy(at: Place, environment: EnvironmentName, dry: boolean): Promise<Told> {
    return this.#told('POST', `${pathOf(at)}/environments/${environment}/?dryRun=${dry}`);
  }

  undeploy(at: Place, environment: EnvironmentName, dry: boolean): Promise<Told> {
    return this.#told('DELETE', `${pathOf(at)}/environments/${environment}/?dryRun=${dry}`);
  }

  rollback(at: Place, revision: number, environment: EnvironmentName | null, dry: boolean): Promise<Told> {
    const where = environment === null ? '' : `&environmentName=${environment}`;
    return this.#told('POST', `${pathOf(at)}/deploy-histories/${revision}/rollback/?dryRun=${dry}${where}`);
  }

  /** To the same installation, over the wire as to any other one. */
  async promote(mappings: readonly Mapping[], dry: boolean): Promise<Told> {
    const mappingNames: string[] = [];
    for (const { source, target, environments } of mappings) {
      const name = `mapping ${this.#mappings++}`;
      mappingNames.push(name);
      const body = {
        name,
        type: isGroup(source) ? 'PROXY_GROUP' : 'API_PROXY',
        sourceProjectName: source.project,
        sourceApiName: source.name,
        targetInstanceName: 'here',
        targetProjectName: target.project,
        targetApiName: target.name,
        deployTargetEnvironmentNameList: environments,
      };
      await made(this.#call('POST', `${T}/mappings/`, body));
    }
    return this.#told('POST', `${T}/${dry ? 'preview' : 'executions'}`, { mappingNames });
  }

  /** As a client carries it over itself: what it reads of the one it saves as the other, new or over what is there. */
  async carry(source: Place, target: Place, over: boolean, environments: readonly EnvironmentName[]): Promise<Told> {
    const { id: _id, ...read } = (await this.#stored(source)) ?? {};
    const id = over ? ((await this.#stored(target))?.['id'] ?? UNKNOWN_ID) : undefined;
    const ids = [...environments.map((name) => this.#environmentIds.get(name)), 'unknown'].join();
    const kind = isGroup(target) ? 'apiProxyGroups' : 'apiProxies';
    const body = { ...read, name: target.name, ...(id === undefined ? {} : { id }) };
    return this.#told('PUT', `${projectOf(target)}/${kind}/promotion?deployEnvironmentIds=${ids}`, body);
  }

  /** What every object says of itself, and what answers at every path. */
  async seen(): Promise<object> {
    const objects = await Promise.all(
      PROJECTS.flatMap((project) => [
        this.#seenProxies(project),
        ...GROUPS.map((name) => this.#seenGroup({ project, name })),
      ]),
    );
    const answers = await Promise.all(
      ENVIRONMENTS.flatMap((environment) =>
        PATHS.map(async (path) => `${environment}${path}: ${await this.#answer(environment, path)}`),
      ),
    );
    return { objects: Object.assign({}, ...objects), answers };
  }

  async #seenProxies(project: ProjectName): Promise<object> {
    const rows = await this.#promotable(project);
    return Object.fromEntries(
      rows.map((row) => [
        keyOf({ project, name: String(row['name']) }),
        { path: row['relativePath'], url: urlOf(row), records: recordsOf(row['apiProxyDeployList'], 'deploy') },
      ]),
    );
  }

  async #seenGroup(at: Place): Promise<object> {
    const stored = await this.#stored(at);
    if (stored === undefined) return {};
    const { body } = await made(this.#call('GET', `${pathOf(at)}/environments/`));
    const path = (stored['clientRoute'] as { readonly relativePathList: readonly string[] }).relativePathList[0];
    const members = (stored['apiProxyList'] as readonly Row[]).map(({ name }) => name);
    return { [keyOf(at)]: { path, members, records: recordsOf(body['resultList'], 'deployed') } };
  }

  /** As the object says it, in words that a promotion takes; undefined: there is none. */
  async #stored(at: Place): Promise<Row | undefined> {
    if (!isGroup(at)) return (await this.#promotable(at.project)).find(({ name }) => name === at.name);
    const answer = await this.#call('GET', `${pathOf(at)}/`);
    if (answer.status === 400) return undefined;
    const { id, name, description, clientRoute, apiProxyNameList } = answer.body;
    const apiProxyList = (apiProxyNameList as readonly string[]).map((member) => ({ name: member }));
    return { id, name, description, clientRoute, apiProxyList };
  }

  async #promotable(project: ProjectName): Promise<readonly Row[]> {
    return rowsOf((await made(this.#call('GET', `/apiops/projects/${project}/apiProxies/forpromotion`))).body);
  }

  /** The backend path that answers, without what was asked for below. */
  async #answer(environment: EnvironmentName, path: string): Promise<string | null> {
    const response = await fetch(`${this.app.gatewayUrl(environment)}${path}/x`);
    const text = await response.text();
    return response.status === 200 ? String(JSON.parse(text).path).replace(/^\/(.*)\/x$/, '$1') : null;
  }

  /** Where a draft is routed to. */
  addressOf = ({ backend, forbidden }: Draft): string => `${forbidden ? FORBIDDEN : this.backend}/${backend}`;

  #proxyBody({ name }: Place, draft: Draft, environments: readonly EnvironmentName[]) {
    return proxyBody(name, this.addressOf(draft), {
      clientRoute: { relativePathList: [draft.path] },
      deploy: environments.length > 0,
      deployTargetEnvironmentNameList: environments,
    });
  }

  async #told(method: string, path: string, body?: object): Promise<Told> {
    const answer = await this.#call(method, path, body);
    const result = answer.body['deploymentResult'] as { readonly success: boolean } | undefined;
    if (answer.status !== 200 && answer.status !== 400 && answer.status !== 404) {
      throw new Error(`${method} ${path} answered ${answer.status}: ${answer.text}`);
    }
    const saved = result?.success === false ? 'saved-only' : 'done';
    return { outcome: answer.status === 200 ? saved : 'refused', text: answer.text };
  }

  #call(method: string, path: string, body?: object): Promise<Answer> {
    return this.app.call(method, path, body);
  }
}

export interface Told {
  readonly outcome: Outcome;
  readonly text: string;
}

const projectOf = ({ project }: Place): string => `/apiops/projects/${project}`;
const pathOf = (at: Place): string => `${projectOf(at)}/${isGroup(at) ? 'apiProxyGroups' : 'apiProxies'}/${at.name}`;
const rowsOf = (body: Row): readonly Row[] => body['resultList'] as readonly Row[];
const urlOf = (proxy: Row): unknown =>
  (proxy['routing'] as { routingAddressList: readonly Row[] }).routingAddressList[0]?.['address'];

const recordsOf = (rows: unknown, deployed: 'deploy' | 'deployed'): object =>
  Object.fromEntries(
    (rows as readonly Row[]).map((row) => [row['environmentName'], [row[deployed], row['redeployRequired']]]),
  );
