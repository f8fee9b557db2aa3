import { createServer, type IncomingMessage, type Server } from 'node:http';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { readCredentials } from '../../src/auth/rpc-credentials.js';
import type { Pair } from '../../src/auth/rpc-pairs.js';
import { type RawRpcRequest, type RpcRequest, readRpcRequest } from '../../src/auth/rpc-request.js';
import { type SignatureVerdict, verifySignature } from '../../src/auth/rpc-signature.js';

// The clients are CommonJS and make their HTTP calls themselves.
const require = createRequire(import.meta.url);
const { default: CloudApi, DeployApiRequest, CreateApiRequest } = require('@alicloud/cloudapi20160714');
const Pop = require('@alicloud/pop-core');

const KEY = { accessKeyId: 'testid', accessKeySecret: 'test+secret/==' };
const DESCRIPTION = "it's (a) *test* ~ 中文+&=/ 100%";
const GROUP = { groupId: '63be9002440b4778a61122f14c2b2bbb', stageName: 'RELEASE' };

interface Seen {
  readonly request: RpcRequest;
  readonly verdict: SignatureVerdict;
}

let server: Server;
let port = 0;
let seen: Seen[] = [];

beforeAll(async () => {
  server = createServer(async (incoming, response) => {
    const request = readRpcRequest(await rawRequest(incoming));
    const credentials = readCredentials(request, new Date());
    seen.push({ request, verdict: verifySignature(request, credentials, KEY.accessKeySecret) });
    response.setHeader('content-type', 'application/json;charset=utf-8');
    response.end(JSON.stringify({ RequestId: 'CEF72CEB-54B6-4AE8-B225-F876FF7B0015' }));
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  port = (server.address() as AddressInfo).port;
});
afterAll(() => new Promise((closed) => server.close(closed)));
beforeEach(() => {
  seen = [];
});

async function rawRequest(incoming: IncomingMessage): Promise<RawRpcRequest> {
  const [path = '', query = ''] = (incoming.url ?? '').split('?');
  const lines = incoming.rawHeaders;
  const headers = lines.flatMap((name, at) => (at % 2 === 0 ? [[name, lines[at + 1] ?? ''] as Pair] : []));
  return { method: incoming.method ?? '', path, query, headers, body: await buffer(incoming) };
}

const client = (more: object = {}) =>
  new CloudApi({ ...KEY, regionId: 'cn-hangzhou', endpoint: `127.0.0.1:${port}`, protocol: 'http', ...more });
const pop = () => new Pop({ ...KEY, endpoint: `http://127.0.0.1:${port}`, apiVersion: '2016-07-14' });

function theOne(): Seen {
  expect(seen).toHaveLength(1);
  const [one] = seen;
  if (one === undefined) throw new Error('no request arrived');
  return one;
}

describe.each([
  ['v3', {}],
  ['v1', { signatureAlgorithm: 'v2' }],
])('the current client signing %s', (scheme, option) => {
  it('is verified without a body', async () => {
    await client(option).deployApi(new DeployApiRequest({ ...GROUP, description: DESCRIPTION }));
    const { request, verdict } = theOne();
    expect(verdict).toEqual({ ok: true });
    expect(request).toMatchObject({ scheme, action: 'DeployApi', version: '2016-07-14' });
    expect(request.parameters.get('Description')).toBe(DESCRIPTION);
  });

  it('is verified with parameters in query and body', async () => {
    const tag = [{ key: 'env', value: 'a b' }];
    await client(option).createApi(
      new CreateApiRequest({ groupId: 'g', apiName: 'demo', resultSample: DESCRIPTION, tag }),
    );
    const { request, verdict } = theOne();
    expect(verdict).toEqual({ ok: true });
    expect(request.form.map(([name]) => name)).toContain('ResultSample');
    expect(request.parameters.get('ResultSample')).toBe(DESCRIPTION);
    expect(request.parameters.get('Tag.1.Value')).toBe('a b');
  });
});

describe.each(['GET', 'POST'])('the old client by %s', (method) => {
  it('is verified', async () => {
    await pop().request('deployApi', { GroupId: 'g', Description: DESCRIPTION, Empty: '' }, { method });
    const { request, verdict } = theOne();
    expect(verdict).toEqual({ ok: true });
    expect(request).toMatchObject({ scheme: 'v1', method, action: 'DeployApi' });
    expect(request.parameters.get('Description')).toBe(DESCRIPTION);
  });
});
