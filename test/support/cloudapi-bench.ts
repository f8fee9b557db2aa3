import { randomUUID } from 'node:crypto';
import { type Answer, type KeyPair, send, type VendorClient, vendor, vendorClient } from './cloudapi-clients.js';
import { withClient } from './postgres.js';
import type { RunningProgram } from './running-program.js';
import { signedRequest } from './signed-request.js';

export interface Draft {
  readonly groupId: string;
  readonly apiName: string;
  readonly requestConfig: string;
  readonly serviceConfig: string;
}

export interface SignedCall {
  readonly key?: KeyPair;
  readonly now?: Date;
  readonly nonce?: string;
}

export const requestConfig = (path: string, more: object = {}): string =>
  JSON.stringify({
    RequestProtocol: 'HTTP',
    RequestHttpMethod: 'GET',
    RequestPath: path,
    RequestMode: 'MAPPING',
    ...more,
  });

export const serviceConfig = (address: string, path: string, more: object = {}): string =>
  JSON.stringify({
    ServiceProtocol: 'HTTP',
    ServiceAddress: address,
    ServicePath: path,
    ServiceHttpMethod: 'GET',
    ServiceTimeout: '5000',
    ...more,
  });

/** What tests of the RPC protocol do again and again, to one running program. */
export class CloudApiBench {
  constructor(readonly program: RunningProgram) {}

  /** With the first start's key unless another is given. */
  client(more: object = {}, key: KeyPair = this.program.credentials): VendorClient {
    return vendorClient(this.program.port, key, more);
  }

  async newGroup(groupName: string, through = this.client()): Promise<{ groupId: string; subDomain: string }> {
    const request = new vendor.CreateApiGroupRequest({ groupName, description: 'of a test' });
    const { body } = await through.createApiGroup(request);
    return { groupId: known(body?.groupId), subDomain: known(body?.subDomain) };
  }

  async newApi(draft: Draft & Readonly<Record<string, unknown>>, through = this.client()): Promise<string> {
    const request = new vendor.CreateApiRequest({ visibility: 'PRIVATE', authType: 'ANONYMOUS', ...draft });
    return known((await through.createApi(request)).body?.apiId);
  }

  /** A call of what is served in production. */
  call(host: string, path: string, headers: Record<string, string> = {}): Promise<Answer> {
    return send({ port: this.program.gatewayPort, path, headers: { host, ...headers } });
  }

  /** A V1 call by hand, so that any part of it can be wrong. */
  async signedCall(parameters: Readonly<Record<string, string>>, how: SignedCall = {}) {
    const { status, headers, body } = await this.signed(parameters, how);
    return answered(status, headers, body);
  }

  /** The same, with the body as it came. */
  signed(parameters: Readonly<Record<string, string>>, how: SignedCall = {}): Promise<Answer> {
    const { accessKeyId, accessKeySecret } = how.key ?? this.program.credentials;
    const { query } = signedRequest(parameters, {
      accessKeyId,
      secret: accessKeySecret,
      now: how.now ?? new Date(),
      nonce: how.nonce ?? randomUUID(),
    });
    return send({ port: this.program.port, path: `/?${query}` });
  }

  async get(path: string) {
    const { status, headers, body } = await send({ port: this.program.port, path });
    return answered(status, headers, body);
  }

  sql(text: string, values: readonly unknown[] = []) {
    return withClient(this.program.databaseUrl, async (database) => (await database.query(text, [...values])).rows);
  }

  async groupNames(): Promise<string[]> {
    return (await this.sql('SELECT name FROM proxy_groups ORDER BY name')).map(({ name }) => name);
  }
}

function answered(status: number, headers: Answer['headers'], body: string) {
  const fields: Readonly<Record<string, unknown>> = JSON.parse(body);
  return { ...fields, status, headers, Message: String(fields['Message']) };
}

function known(text: string | undefined): string {
  if (text === undefined) throw new Error('the answer lacks an id');
  return text;
}
