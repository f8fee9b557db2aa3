import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders, type IncomingMessage, request, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import CloudApi from '@alicloud/cloudapi20160714';
import Pop from '@alicloud/pop-core';
import { noted } from './cloudapi-ledger.js';

/** The vendor's current client: V3 signatures, or V1 with `signatureAlgorithm: 'v2'`. */
export const vendor = CloudApi;
export type VendorClient = InstanceType<typeof CloudApi.default>;

export interface KeyPair {
  readonly accessKeyId: string;
  readonly accessKeySecret: string;
}

export function vendorClient(port: number, { accessKeyId, accessKeySecret }: KeyPair, more: object = {}): VendorClient {
  const endpoint = { endpoint: `127.0.0.1:${port}`, protocol: 'http', regionId: 'cn-hangzhou' };
  const options = { accessKeyId, accessKeySecret, ...endpoint, ...more };
  // The client reads plain members; its declared type is a class of another package.
  const client = new CloudApi.default(options as ConstructorParameters<typeof CloudApi.default>[0]);
  const callApi = client.callApi.bind(client);
  client.callApi = (params, request, runtime) =>
    noted('new', params.action, callApi(params, request, runtime), ({ body }) => body);
  return client;
}

/** The vendor's old client: V1 signatures. */
export function popClient(port: number, { accessKeyId, accessKeySecret }: KeyPair): Pop {
  const endpoint = `http://127.0.0.1:${port}`;
  const client = new Pop({ endpoint, apiVersion: '2016-07-14', accessKeyId, accessKeySecret });
  const request = client.request.bind(client);
  client.request = <T>(action: string, parameters: object, options?: object) => {
    const name = action.charAt(0).toUpperCase() + action.slice(1);
    return noted('old', name, request<T>(action, parameters, options), (body) => body);
  };
  return client;
}

/** What a refused call throws in the vendor's clients. */
export interface VendorError {
  readonly code: string;
  readonly message: string;
  readonly data?: Readonly<Record<string, unknown>>;
}

export async function refusal(call: Promise<unknown>): Promise<VendorError> {
  try {
    await call;
  } catch (error) {
    return error as VendorError;
  }
  throw new Error('the call was not refused');
}

export interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

export interface PlainRequest {
  /** 127.0.0.1 unless given. */
  readonly address?: string;
  readonly port: number;
  readonly method?: string;
  readonly path?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** One plain HTTP request; `headers.host` chooses the sub-domain. */
export async function send({
  address = '127.0.0.1',
  port,
  method = 'GET',
  path = '/',
  headers = {},
  body,
}: PlainRequest): Promise<Answer> {
  const outgoing = request({ host: address, port, method, path, headers, agent: false });
  outgoing.end(body);
  const [incoming] = (await once(outgoing, 'response')) as [IncomingMessage];
  return { status: incoming.statusCode ?? 0, headers: incoming.headers, body: await text(incoming) };
}

export interface EchoBackend {
  readonly address: string;
  close(): Promise<void>;
}

/** What the backend saw of a request, as it tells in its answer. */
export interface Echo {
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

export async function startEchoBackend(): Promise<EchoBackend> {
  const server: Server = createServer(async (incoming, response) => {
    const { method, url, headers } = incoming;
    response.setHeader('content-type', 'application/json');
    response.end(JSON.stringify({ method, url, headers, body: await text(incoming) }));
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const close = async () => {
    server.closeAllConnections();
    server.close();
    await once(server, 'close');
  };
  return { address: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, close };
}
