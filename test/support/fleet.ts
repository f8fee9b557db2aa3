import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Answer, App } from './app.js';

/** A group of proxies that all change with every revision: where they lead and which routes they have. */
export interface Fleet {
  /** Of the group; members are `{name}-1`, `{name}-2`, ... */
  readonly name: string;
  /** Of the group: member 3 answers at `{path}/m3`. */
  readonly path: string;
  readonly size: number;
  /** Revision 2 of every member leads to `{backendUrl}/r2`. */
  readonly backendUrl: string;
}

const PROXIES = '/apiops/projects/default/apiProxies';
const GROUPS = '/apiops/projects/default/apiProxyGroups';

const memberNumbers = ({ size }: Fleet): number[] => Array.from({ length: size }, (_, index) => index + 1);
const nameOf = (fleet: Fleet, member: number): string => `${fleet.name}-${member}`;

/** Names, in order. */
export const membersOf = (fleet: Fleet): string[] => memberNumbers(fleet).map((member) => nameOf(fleet, member));

/** One path a member, in order of members. */
export const pathsOf = (fleet: Fleet): string[] => memberNumbers(fleet).map((member) => `${fleet.path}/m${member}`);

/** A path of member 1 that this revision alone serves. */
export const pathOfRevision = (fleet: Fleet, revision: number): string => `${fleet.path}/m1/since-r${revision}`;

/** The group with its members, at revision 1 as drafts. */
export async function makeFleet(app: App, fleet: Fleet): Promise<void> {
  await expectOk(app.call('POST', `${GROUPS}/`, { name: fleet.name, clientRoute: { relativePathList: [fleet.path] } }));
  for (const member of memberNumbers(fleet)) {
    await expectOk(app.call('POST', `${PROXIES}/file/`, formOf(fleet, member, 1)));
    await expectOk(app.call('POST', `${GROUPS}/${fleet.name}/apiProxies/${nameOf(fleet, member)}/`));
  }
}

/** Edits every member's draft; nothing of it is live before the next deployment. */
export async function editFleet(app: App, fleet: Fleet, revision: number): Promise<void> {
  for (const member of memberNumbers(fleet)) {
    await expectOk(app.call('PUT', `${PROXIES}/file/`, formOf(fleet, member, revision)));
  }
}

export const deployFleet = (app: App, fleet: Fleet, environment = 'production'): Promise<Answer> =>
  app.call('POST', `${GROUPS}/${fleet.name}/environments/${environment}/`);

export const undeployFleet = (app: App, fleet: Fleet, environment = 'production'): Promise<Answer> =>
  app.call('DELETE', `${GROUPS}/${fleet.name}/environments/${environment}/`);

/** What the record of `G/environments/` says of production. */
export async function recordOf(app: App, fleet: Fleet): Promise<{ deployed: unknown; redeployRequired: unknown }> {
  const { body } = await app.call('GET', `${GROUPS}/${fleet.name}/environments/`);
  const rows = body['resultList'] as readonly Record<string, unknown>[];
  const row = rows.find(({ environmentName }) => environmentName === 'production');
  return { deployed: row?.['deployed'], redeployRequired: row?.['redeployRequired'] };
}

function formOf(fleet: Fleet, member: number, revision: number): FormData {
  const operation = { responses: { 200: { description: 'the path that the backend was asked for' } } };
  const paths = {
    [`/m${member}`]: { get: operation },
    [`/m${member}/since-r${revision}`]: { get: operation },
  };
  const description = { openapi: '3.0.3', info: { title: nameOf(fleet, member), version: `${revision}` }, paths };
  const form = new FormData();
  form.set(
    'metadata',
    JSON.stringify({
      apiProxyName: nameOf(fleet, member),
      apiProxyCreationType: 'OPEN_API',
      clientRoute: { relativePathList: [`/alone/${nameOf(fleet, member)}`] },
      // The timeout makes it another backend to a gateway that keeps connections by backend.
      routingInfo: {
        routingAddressList: [{ address: `${fleet.backendUrl}/r${revision}` }],
        connectTimeout: 30 + revision,
      },
    }),
  );
  form.set('specFile', new Blob([JSON.stringify(description)], { type: 'application/json' }), 'description.json');
  return form;
}

async function expectOk(calling: Promise<Answer>): Promise<void> {
  const { status, text } = await calling;
  if (status !== 200) throw new Error(`answered ${status}: ${text}`);
}

export interface EchoBackend {
  readonly url: string;
  close(): Promise<void>;
}

/** Answers every request with the path it was asked for, and nothing else. */
export async function startEcho(address = '127.0.0.1'): Promise<EchoBackend> {
  const server = createServer((request, response) => {
    request.resume();
    response.end(request.url);
  });
  server.keepAliveTimeout = 60_000;
  server.listen(0, address);
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://${address}:${port}`,
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
