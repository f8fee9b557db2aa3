import { PACKAGE_LIMITS } from '../../../src/packages/package-limits.js';
import { readZip } from '../../../src/packages/zip/read-zip.js';
import { writeZip } from '../../../src/packages/zip/write-zip.js';
import { made, newProject, upload } from '../apiops.js';
import { GROUP_MAPPING, groupBody, mapping, metadata, reverseProxy, SPEC } from '../apiops-bodies.js';
import type { Answer, App } from '../app.js';
import { download } from '../packages.js';
import { PASSPHRASE } from './refusals.js';

export type PackageName = 'cards' | 'API_PROXY' | 'PROXY_GROUP' | 'sealed' | 'broken';
const partOf = (name: PackageName) => (name.includes('_') ? 'exportFile' : 'apiProxyExportFile');

export const HERE = '/apiops/projects/default';
const INSTANCES = '/apiops/promotion/instances/';
const MAPPINGS = '/apiops/promotion/mappings/';

/** What the calls of the table are about: a proxy and a group that are live, and one of each that is only saved. */
export class World {
  #packages = new Map<string, Buffer>();

  constructor(readonly app: App) {}

  static async of(app: App): Promise<World> {
    const world = new World(app);
    await newProject(app, 'other');
    await made(
      app.call('POST', '/admin/v1/projects', { name: 'target', relativePath: '/target', enableRelativePath: true }),
    );
    await made(upload(app, 'POST', `${HERE}/apiProxies/file/`, metadata('cards'), SPEC));
    await world.do('POST', '/apiProxyGroups/', groupBody('Pay', '/pay'));
    await world.do('POST', '/apiProxyGroups/Pay/apiProxies/cards/');
    await world.addSpareProxy();
    await world.addSpareGroup();
    // Taken away in between, so that there is a revision that is not live.
    for (const method of ['POST', 'DELETE', 'POST']) {
      await world.do(method, '/apiProxies/cards/environments/production/');
      await world.do(method, '/apiProxyGroups/Pay/environments/production/');
    }
    for (const name of ['here', 'spare']) await world.addInstance(name);
    await world.addMapping('spare');
    await world.addMapping('proxy');
    await world.addMapping('proxy-live', { deployTargetEnvironmentNameList: ['staging'] });
    await world.addMapping('group-live', GROUP_MAPPING);
    const absent = { sourceApiName: 'nobody', targetApiName: 'nobody' };
    await world.addMapping('lost', absent);
    await world.addMapping('lost-live', { ...absent, deployTargetEnvironmentNameList: ['staging'] });
    await world.addMapping('lost-group-live', { ...GROUP_MAPPING, ...absent });
    await world.#pack('cards', 'GET', '/apiProxies/cards/export/');
    await world.#pack('API_PROXY', 'POST', '/export-import/API_PROXY/export/', { names: ['cards'] });
    await world.#pack('PROXY_GROUP', 'POST', '/export-import/PROXY_GROUP/export/', { names: ['Pay'] });
    await world.#seal();
    return world;
  }

  /** By the administrator, below the project; what it refuses is a fault of the test. */
  do = (method: string, path: string, body?: unknown): Promise<Answer> =>
    made(this.app.call(method, path.startsWith('/apiops/') ? path : `${HERE}${path}`, body));

  addSpareProxy = () => this.do('POST', '/apiProxies/url/', reverseProxy('spare'));
  addSpareGroup = () => this.do('POST', '/apiProxyGroups/', groupBody('Spare', '/spare-group'));
  addInstance = (name: string) => this.do('POST', INSTANCES, this.instance(name));
  addMapping = (name: string, more: object = {}) => this.do('POST', MAPPINGS, mapping(name, more));

  instance = (name: string) => ({ name, url: this.app.url, color: '#0a0', token: this.app.credentials.token });

  /** As a form that has one part of that name. `sealed` and `broken` are encrypted; nothing opens the second. */
  package(name: PackageName, fields: Readonly<Record<string, string>> = {}, part = partOf(name)): FormData {
    const form = new FormData();
    const bytes = this.#packages.get(name);
    if (bytes === undefined) throw new Error(`no package ${name}`);
    for (const [field, value] of Object.entries(fields)) form.set(field, value);
    form.set(part, new Blob([Uint8Array.from(bytes)]), 'export.zip');
    return form;
  }

  async #seal(): Promise<void> {
    const sealed = await download(this.app, 'GET', `${HERE}/apiProxies/cards/export/?encrypt=true`, undefined, {
      passphrase: PASSPHRASE,
    });
    const entries = [...(await readZip(sealed.bytes, PACKAGE_LIMITS))].map(([entry, content]) => ({
      name: entry,
      content,
    }));
    const cut = entries.map((entry) => ({
      ...entry,
      content: entry.name === 'package.sealed' ? Buffer.alloc(3) : entry.content,
    }));
    this.#packages.set('sealed', sealed.bytes).set('broken', await writeZip(cut));
  }

  async #pack(name: string, method: 'GET' | 'POST', path: string, body?: object): Promise<void> {
    const { status, bytes, text } = await download(this.app, method, `${HERE}${path}`, body);
    if (status !== 200) throw new Error(text);
    this.#packages.set(name, bytes);
  }

  /** The oldest revision of `cards` or `Pay` that is not live, and the newest. */
  async revisions(object: string): Promise<{ readonly revision: string; readonly otherRevision: string }> {
    const { body } = await this.do('GET', `/${object}/deploy-histories/`);
    const rows = body['resultList'] as readonly { readonly revision: number; readonly live: boolean }[];
    const oldest = rows.findLast(({ live }) => !live);
    return { revision: String(oldest?.revision), otherRevision: String(rows[0]?.revision) };
  }

  async executionId(): Promise<string> {
    const { body } = await this.do('GET', '/apiops/promotion/executions');
    const [row] = body['resultList'] as readonly { readonly executionId: string }[];
    return row?.executionId ?? 'none';
  }

  async idOf(kind: 'apiProxies' | 'apiProxyGroups', name: string): Promise<string> {
    const { body } = await this.do('GET', kind === 'apiProxies' ? '/apiProxies/forpromotion' : '/apiProxyGroups/');
    const rows = body['resultList'] as readonly { readonly id: string; readonly name: string }[];
    return rows.find((row) => row.name === name)?.id ?? 'none';
  }
}
