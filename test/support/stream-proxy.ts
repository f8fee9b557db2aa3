import type { App } from './app.js';
import { STREAM_PATHS } from './streams.js';

const PROJECT = '/apiops/projects/default';

export interface StreamProxy {
  readonly name: string;
  readonly backendUrl: string;
  /** On its own; undefined: it is reached in a group only. */
  readonly path?: string;
  /** In seconds. Another one makes another backend to a gateway that keeps connections by backend. */
  readonly connectTimeout?: number;
}

/** A proxy with the three kinds of streams, as a draft. */
export async function makeStreamProxy(app: App, proxy: StreamProxy): Promise<void> {
  await expectOk(app, 'POST', '/apiProxies/file/', formOf(proxy));
}

export async function editStreamProxy(app: App, proxy: StreamProxy): Promise<void> {
  await expectOk(app, 'PUT', '/apiProxies/file/', formOf(proxy));
}

export async function deployStreamProxy(app: App, name: string): Promise<void> {
  await expectOk(app, 'POST', `/apiProxies/${name}/environments/production/`);
}

export async function addToGroup(app: App, group: string, name: string): Promise<void> {
  await expectOk(app, 'POST', `/apiProxyGroups/${group}/apiProxies/${name}/`);
}

/** A group of its own around the proxy, live at `path`. */
export async function deployInGroup(app: App, proxy: StreamProxy, path: string): Promise<void> {
  await makeStreamProxy(app, proxy);
  await expectOk(app, 'POST', '/apiProxyGroups/', { name: proxy.name, clientRoute: { relativePathList: [path] } });
  await addToGroup(app, proxy.name, proxy.name);
  await expectOk(app, 'POST', `/apiProxyGroups/${proxy.name}/environments/production/`);
}

function formOf({ name, backendUrl, path = `/alone/${name}`, connectTimeout = 30 }: StreamProxy): FormData {
  const paths = Object.fromEntries(STREAM_PATHS.map((each) => [each, { get: { responses: {} } }]));
  const metadata = {
    apiProxyName: name,
    apiProxyCreationType: 'OPEN_API',
    clientRoute: { relativePathList: [path] },
    routingInfo: { routingAddressList: [{ address: backendUrl }], connectTimeout },
  };
  const form = new FormData();
  form.set('metadata', JSON.stringify(metadata));
  const description = JSON.stringify({ openapi: '3.0.3', info: { title: name, version: '1' }, paths });
  form.set('specFile', new Blob([description]), `${name}.json`);
  return form;
}

async function expectOk(app: App, method: string, path: string, body?: unknown): Promise<void> {
  const { status, text } = await app.call(method, `${PROJECT}${path}`, body);
  if (status !== 200) throw new Error(`${method} ${path} answered ${status}: ${text}`);
}
