import { made, newProject, upload } from './apiops.js';
import { groupBody, proxyBody, SPEC } from './apiops-bodies.js';
import { cameBack, witness } from './apiops-witness.js';
import type { Answer, App } from './app.js';

export interface Download {
  readonly status: number;
  readonly headers: Headers;
  readonly bytes: Buffer;
  /** Of a refusal. */
  readonly text: string;
}

export interface Sending {
  readonly token?: string;
  /** Sent as the contract wants it: Base64 of its UTF-8 bytes. */
  readonly passphrase?: string;
  readonly fileName?: string;
}

const headersOf = (app: App, { token, passphrase }: Sending) => ({
  Authorization: `Bearer ${token ?? app.credentials.token}`,
  ...(passphrase === undefined
    ? {}
    : { 'X-Apinizer-Package-Passphrase': Buffer.from(passphrase, 'utf8').toString('base64') }),
});

/** A call that answers a file. */
export async function download(
  app: App,
  method: 'GET' | 'POST',
  path: string,
  body?: object,
  sending: Sending = {},
): Promise<Download> {
  const response = await fetch(`${app.url}${path}`, {
    method,
    headers: { ...headersOf(app, sending), ...(body === undefined ? {} : { 'Content-Type': 'application/json' }) },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const bytes = Buffer.from(await response.arrayBuffer());
  const text = bytes.toString('utf8');
  await witness(app, { method, path, body, ...cameBack(response, text) });
  return { status: response.status, headers: response.headers, bytes, text };
}

/** Sends a package in the part of that name, with text parts beside it. */
export async function sendPackage(
  app: App,
  method: 'POST' | 'PUT',
  path: string,
  part: 'apiProxyExportFile' | 'exportFile',
  bytes: Buffer | undefined,
  fields: Readonly<Record<string, string>> = {},
  sending: Sending = {},
): Promise<Answer> {
  const form = new FormData();
  for (const [name, value] of Object.entries(fields)) form.set(name, value);
  if (bytes !== undefined) form.set(part, new Blob([Uint8Array.from(bytes)]), sending.fileName ?? 'export.ZIP');
  const response = await fetch(`${app.url}${path}`, { method, headers: headersOf(app, sending), body: form });
  const text = await response.text();
  await witness(app, { method, path, body: form, ...cameBack(response, text) });
  return { status: response.status, headers: response.headers, text, body: JSON.parse(text) };
}

export { SPEC };
export const P = '/apiops/projects/default';
export const OTHER = '/apiops/projects/other';
const PART = 'apiProxyExportFile';

/** Projects `default` and `other`; in the first the proxies `cards` (from a description) and `pass`, and a group of both. */
export async function packageObjects(app: App): Promise<void> {
  await newProject(app, 'other');
  await made(
    upload(
      app,
      'POST',
      `${P}/apiProxies/file/`,
      {
        apiProxyName: 'cards',
        apiProxyDescription: 'Card API',
        apiProxyCreationType: 'OPEN_API',
        clientRoute: { relativePathList: ['/cards', '/karten'], hostList: ['api.example.com'] },
        backendApiVersion: '1.4.0',
      },
      SPEC,
    ),
  );
  await made(app.call('POST', `${P}/apiProxies/url/`, proxyBody('pass', 'http://127.0.0.1:9')));
  await made(app.call('POST', `${P}/apiProxyGroups/`, groupBody('Pay', '/pay')));
  for (const name of ['pass', 'cards']) await made(app.call('POST', `${P}/apiProxyGroups/Pay/apiProxies/${name}/`));
}

/** The operations on packages, as tests call them. */
export function packageCalls(app: App) {
  const exported = async (path: string, sending = {}): Promise<Buffer> => {
    const answer = await download(app, 'GET', path, undefined, sending);
    if (answer.status !== 200) throw new Error(answer.text);
    return answer.bytes;
  };
  const importNew = (bytes: Buffer | undefined, project = P, fields = {}, sending = {}) =>
    sendPackage(app, 'POST', `${project}/apiProxies/import/`, PART, bytes, fields, sending);
  const importOver = (name: string, bytes: Buffer | undefined, metadata?: object, project = P, sending = {}) =>
    sendPackage(
      app,
      'PUT',
      `${project}/apiProxies/${name}/import/`,
      PART,
      bytes,
      metadata === undefined ? {} : { metadata: JSON.stringify(metadata) },
      sending,
    );
  const importAll = (type: string, bytes: Buffer | undefined, fields = {}, query = '', project = OTHER, sending = {}) =>
    sendPackage(app, 'POST', `${project}/export-import/${type}/import/${query}`, 'exportFile', bytes, fields, sending);
  const exportAll = (type: string, body: object, query = '', project = P, sending = {}) =>
    download(app, 'POST', `${project}/export-import/${type}/export/${query}`, body, sending);
  return { exported, importNew, importOver, importAll, exportAll };
}
