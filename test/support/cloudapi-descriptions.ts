import { fromBufferPromise } from 'yauzl';
import type { CloudApiBench } from './cloudapi-bench.js';
import { type VendorClient, vendor } from './cloudapi-clients.js';

const { DescribeApiRequest, DescribeApisRequest, DescribeImportOASTaskRequest, ExportOASRequest, ImportOASRequest } =
  vendor;

type Fields = Readonly<Record<string, unknown>>;

/** An API that answers by itself, so that it needs nothing else. */
export const fixedAnswer = (more: object = {}) => ({
  'x-aliyun-apigateway-auth-type': 'ANONYMOUS',
  'x-aliyun-apigateway-backend': { type: 'MOCK', mockResult: 'made', mockStatusCode: 200 },
  ...more,
});

export const swagger = (paths: object, rest: object = {}): string =>
  JSON.stringify({ swagger: '2.0', info: { title: 't', version: '1' }, paths, ...rest });

/** Follows an import until it has ended. */
export async function ended(client: VendorClient, operationId: string | undefined) {
  for (;;) {
    const { body } = await client.describeImportOASTask(new DescribeImportOASTaskRequest({ operationId }));
    if (body?.taskStatus === 'Finished') return body.apiResults?.apiResult ?? [];
    if (body?.taskStatus !== 'Running') throw new Error(`the task is ${body?.taskStatus}`);
  }
}

export async function importOas(client: VendorClient, groupId: string, data: string, more: object = {}) {
  const request = new ImportOASRequest({ groupId, data, overwrite: false, ignoreWarning: true, ...more });
  const { body } = await client.importOAS(request);
  if (body === undefined) throw new Error('the answer has no body');
  return body;
}

/** The one file of an export. */
export async function exported(client: VendorClient, asked: object): Promise<{ name: string; text: string }> {
  const { body } = await client.exportOAS(new ExportOASRequest(asked));
  const data = body?.data ?? '';
  // How the vendor's sample begins.
  expect(data).toMatch(/^UEsDBBQ/);
  const zip = await fromBufferPromise(Buffer.from(data, 'base64'), { lazyEntries: true });
  const files: { name: string; text: string }[] = [];
  for await (const entry of zip.eachEntry()) {
    const chunks: Buffer[] = [];
    for await (const chunk of await zip.openReadStreamPromise(entry)) chunks.push(chunk);
    files.push({ name: entry.fileName, text: Buffer.concat(chunks).toString() });
  }
  expect(files).toHaveLength(1);
  return files[0] ?? { name: '', text: '' };
}

/** What a group holds, by method and path, without what tells one group or one moment from another. */
export async function definitions(bench: CloudApiBench, groupId: string): Promise<Record<string, Fields>> {
  const client = bench.client();
  const { body } = await client.describeApis(new DescribeApisRequest({ groupId, pageSize: 100 }));
  const found: [string, Fields][] = [];
  for (const { apiId, apiMethod, apiPath } of body?.apiSummarys?.apiSummary ?? []) {
    const { body: api } = await client.describeApi(new DescribeApiRequest({ apiId, groupId }));
    found.push([`${apiMethod} ${apiPath}`, comparable(api?.toMap() ?? {})]);
  }
  return Object.fromEntries(found.toSorted(([a], [b]) => (a < b ? -1 : 1)));
}

function comparable({ ...fields }: Record<string, unknown>): Fields {
  for (const own of ['RequestId', 'GroupId', 'GroupName', 'ApiId', 'CreatedTime', 'ModifiedTime']) delete fields[own];
  return fields;
}
