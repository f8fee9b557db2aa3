import { createHash } from 'node:crypto';
import { PACKAGE_LIMITS } from '../../src/packages/package-limits.js';
import { packageOf } from '../../src/packages/testing/hostile.js';
import { readZip } from '../../src/packages/zip/read-zip.js';
import { memberToken, refusal } from '../support/apiops.js';
import { cameBack, witness } from '../support/apiops-witness.js';
import { type Answer, type App, type Home, newHome, startApp } from '../support/app.js';
import { download, OTHER, P, packageCalls, packageObjects } from '../support/packages.js';

const FORBIDDEN = 'You do not have permission to perform this action';
const NO_ENVIRONMENT = 'Environment (mars) is not found or user does not have privilege to access it!';
const NOT_ZIP = (part: string) => `${part} parameter must be in zip file format and must end with zip extension!`;
const MAPPING = (raw: string) =>
  'environmentMapping must be a JSON object of "package environment name":"target environment name" pairs ' +
  `(an empty value means "do not transfer this environment"). Received: ${raw}`;
const OTHER_TYPE = (type: string, other: string) =>
  `This package holds no ${type} object — it looks like a ${other} package; nothing was imported.`;
const TAKEN = expect.stringMatching(
  /^Import as New cannot proceed: cards \(API_PROXY\) — .*in the target project\./,
) as unknown as string;

describe('apiops: packages, refused in the words of the contract, and nothing changes', () => {
  let home: Home;
  let app: App;
  let calls: ReturnType<typeof packageCalls>;
  let zip: Buffer;
  let group: Buffer;
  let before: readonly string[];

  beforeAll(async () => {
    home = await newHome();
    app = await startApp(home);
    calls = packageCalls(app);
    await packageObjects(app);
    zip = await calls.exported(`${P}/apiProxies/cards/export/`);
    group = (await calls.exportAll('PROXY_GROUP', { names: ['Pay'] })).bytes;
    before = await everything();
  });

  afterAll(async () => {
    await app?.stop();
    await home?.remove();
  });

  const everything = async () =>
    Promise.all(
      [P, OTHER]
        .flatMap((project) =>
          ['/apiProxies/', '/apiProxies/cards/', '/apiProxyGroups/'].map((path) => `${project}${path}`),
        )
        .map(async (path) => (await app.call('GET', path)).text),
    );

  afterEach(async () => {
    expect(await everything()).toEqual(before);
  });

  it.each<readonly [string, string, number]>([
    ['/apiProxies/absent/export/', 'ApiProxy (name: absent) was not found!', 400],
    ['/apiProxies/cards/export/?encrypt=true', 'Package encryption requested but no passphrase was supplied.', 400],
    ['/apiProxies/cards/export/?encrypt=maybe', 'encrypt must be true or false', 400],
    ['/apiProxies/%20/export/', 'apiProxyName value can not be empty!', 400],
    [
      '/export-import/CERTIFICATE/objects/',
      'Unknown export/import type (CERTIFICATE)! Supported types: API_PROXY, PROXY_GROUP',
      400,
    ],
  ])('GET %s', async (path, text, status) => {
    const answer = await app.call('GET', `${P}${path}`);
    expect([answer.status, answer.body]).toEqual([status, refusal('bad_request', text)]);
  });

  it.each<readonly [string, string, string]>([
    ['GET', '/apiProxies/cards/export/', 'Project(absent) was not found or user does not have privilege to access it!'],
    [
      'GET',
      '/export-import/API_PROXY/objects/',
      'Project(absent) was not found or user does not have privilege to access it!',
    ],
    ['GET', '/export-import/types/', 'Project (absent) is not found!'],
  ])('%s %s of an unknown project', async (method, path, text) => {
    const answer = await app.call(method, `/apiops/projects/absent${path}`);
    expect([answer.status, answer.body['resultMessage']]).toEqual([path.endsWith('types/') ? 400 : 404, text]);
  });

  it.each<readonly [object, string]>([
    [{}, 'names value can not be empty!'],
    [{ names: [' '] }, 'names value can not be empty!'],
    [{ names: ['cards', 'x', 'y'] }, 'API_PROXY object(s) not found in this project: x, y'],
    [{ names: ['cards'], kind: 'JWK' }, 'Unknown kind (JWK) for type API_PROXY! Supported kinds: API_PROXY'],
  ])('an export of %j', async (body, text) => {
    const answer = await calls.exportAll('API_PROXY', body);
    expect([answer.status, JSON.parse(answer.text)]).toEqual([400, refusal('bad_request', text)]);
  });

  it('a passphrase that is no Base64 of UTF-8', async () => {
    const headers = { Authorization: `Bearer ${app.credentials.token}`, 'X-Apinizer-Package-Passphrase': '/w==' };
    const path = `${P}/apiProxies/cards/export/?encrypt=true`;
    const answer = await fetch(`${app.url}${path}`, { headers });
    const text = await answer.text();
    await witness(app, { method: 'GET', path, body: undefined, ...cameBack(answer, text) });
    expect([answer.status, JSON.parse(text)]).toEqual([
      400,
      refusal('bad_request', 'Export package could not be encrypted.'),
    ]);
  });

  const parts = (): readonly (readonly [string, () => Promise<Answer>, string])[] => [
    ['POST without a file', () => calls.importNew(undefined), 'apiProxyExportFile value can not be empty!'],
    [
      'PUT without a file',
      () => calls.importOver('cards', undefined),
      'apiProxyExportFile parameter can not be empty!',
    ],
    [
      'a bulk import without a file',
      () => calls.importAll('API_PROXY', undefined, {}, '', P),
      'exportFile value can not be empty!',
    ],
    ['another ending', () => calls.importNew(zip, P, {}, { fileName: 'cards.tar' }), NOT_ZIP('apiProxyExportFile')],
    ['no ZIP', () => calls.importOver('cards', Buffer.from('{}')), NOT_ZIP('apiProxyExportFile')],
    ['no ZIP in bulk', () => calls.importAll('API_PROXY', Buffer.from('{}'), {}, '', P), NOT_ZIP('exportFile')],
    ['a mapping that is none', () => calls.importNew(zip, P, { environmentMapping: '["a"]' }), MAPPING('["a"]')],
    ['a mapping of numbers', () => calls.importNew(zip, P, { environmentMapping: '{"a":1}' }), MAPPING('{"a":1}')],
    ['a mapping to nowhere', () => calls.importNew(zip, P, { environmentMapping: '{"a":"mars"}' }), NO_ENVIRONMENT],
    [
      'a target that is not there',
      () => calls.importOver('cards', zip, { deploy: true, deployTargetEnvironmentNameList: ['mars'] }),
      NO_ENVIRONMENT,
    ],
    [
      'a deployment to nothing',
      () => calls.importOver('cards', zip, { deploy: true }),
      'deployTargetEnvironmentNameList value can not be empty!',
    ],
    [
      'maintenance',
      () => calls.importOver('cards', zip, { maintenanceMode: true }),
      'maintenanceMode is not supported here. Leave it out or send false',
    ],
    ['metadata that is no object', () => calls.importOver('cards', zip, []), 'metadata must be a JSON object'],
    [
      'a backend that is none',
      () => calls.importOver('cards', zip, { routing: { addressList: [{ address: 'x' }] } }),
      'routingInfo.routingAddressList[0].address: use http://… or https://…',
    ],
    [
      'a word for certificates',
      () => calls.importAll('API_PROXY', zip, { certEnvironmentMergeMethod: 'X' }, '', P),
      'certEnvironmentMergeMethod must be one of MATCH_BY_NAME, OVERWRITE_ALL',
    ],
    [
      'a switch',
      () => calls.importAll('API_PROXY', zip, { override: 'perhaps' }, '', P),
      'override must be true or false',
    ],
    ['a group as a proxy', () => calls.importNew(group), OTHER_TYPE('API_PROXY', 'PROXY_GROUP')],
    [
      'a proxy as a group',
      () => calls.importAll('PROXY_GROUP', zip, {}, '', P),
      OTHER_TYPE('PROXY_GROUP', 'API_PROXY'),
    ],
    ['a taken name', () => calls.importAll('API_PROXY', zip, {}, '', P), TAKEN],
    [
      'half of it',
      () => calls.importNew(zip.subarray(0, 500)),
      'The package cannot be imported: the ZIP archive is damaged or not a plain one',
    ],
    [
      'an unknown type',
      () => calls.importAll('JWK', zip),
      'Unknown export/import type (JWK)! Supported types: API_PROXY, PROXY_GROUP',
    ],
  ];

  it.each(parts().map(([what], index) => [what, index] as const))('%s', async (_what, index) => {
    const [, call, text] = parts()[index] ?? ['', () => calls.importNew(zip), ''];
    const { status, body } = await call();
    expect([status, body['error'], body['error_description']]).toEqual([400, 'bad_request', text]);
  });

  it('a package whose last object cannot be kept: none of it is', async () => {
    const good = JSON.parse(String((await readZip(zip, PACKAGE_LIMITS)).get('cards.json')));
    const named = (name: string, change: object) => ({
      name: `${name}.json`,
      content: Buffer.from(
        JSON.stringify({ ...good, name, definition: { ...good.definition, specDigest: null, ...change } }),
      ),
    });
    const hostile = await packageOf([
      named('a', {}),
      named('b', { operations: [...good.definition.operations, ...good.definition.operations] }),
    ]);
    const answer = await calls.importAll('API_PROXY', hostile, {}, '', P);
    expect([answer.status, answer.body['error_description']]).toEqual([400, expect.stringContaining('is there twice')]);
    const { body } = await app.call('GET', `${P}/export-import/API_PROXY/objects/`);
    expect(body['resultList']).toEqual([{ name: 'cards' }, { name: 'pass' }]);
  });

  it('a description that an import by file would refuse', async () => {
    const recursive = Buffer.from('a: &a [*a]');
    const digest = createHash('sha256').update(recursive).digest('hex');
    const good = JSON.parse(String((await readZip(zip, PACKAGE_LIMITS)).get('cards.json')));
    const object = Buffer.from(
      JSON.stringify({ ...good, name: 'r', definition: { ...good.definition, specDigest: digest } }),
    );
    const entryOf = (path: string, role: string, content: Buffer, mediaType: string) => ({
      path,
      role,
      mediaType,
      size: content.length,
      digest: createHash('sha256').update(content).digest('hex'),
    });
    const hostile = await packageOf(
      [
        { name: 'r.json', content: object },
        { name: 'd', content: recursive },
      ],
      {
        entries: [entryOf('r.json', 'OBJECT', object, ''), entryOf('d', 'DESCRIPTION', recursive, 'application/yaml')],
      },
    );
    const answer = await calls.importNew(hostile);
    expect([answer.status, answer.body['error_description']]).toEqual([400, expect.stringMatching(/^spec/)]);
  });

  it.each<readonly [string, (token: string) => Promise<{ readonly status: number; readonly text: string }>, string]>([
    [
      'GET X/export/',
      (token) => download(app, 'GET', `${P}/apiProxies/cards/export/`, undefined, { token }),
      FORBIDDEN,
    ],
    ['POST import/', (token) => calls.importNew(zip, P, {}, { token }), FORBIDDEN],
    ['PUT X/import/', (token) => calls.importOver('cards', zip, {}, P, { token }), FORBIDDEN],
    [
      'POST export',
      (token) => calls.exportAll('API_PROXY', { names: ['cards'] }, '', P, { token }),
      'User does not have required EXPORT_IMPORT permission for API_MANAGEMENT (object: cards)!',
    ],
    [
      'POST import',
      (token) => calls.importAll('API_PROXY', zip, {}, '', P, { token }),
      'User does not have required EXPORT_IMPORT permission for API_MANAGEMENT to import this package!',
    ],
  ])('%s without the right, and hides a foreign project', async (_what, call, text) => {
    const weak = await call(
      await memberToken(app, ['ROLE_DEPLOY_UNDEPLOY_PROXIES', 'ROLE_MANAGE_PROXY_GROUPS', 'API Developer']),
    );
    expect([weak.status, JSON.parse(weak.text)]).toEqual([403, refusal('forbidden', text)]);
    const foreign = await call(await memberToken(app, ['Project Owner'], 'other'));
    expect([foreign.status, JSON.parse(foreign.text)]).toEqual([
      404,
      refusal('not_found', 'Project(default) was not found or user does not have privilege to access it!'),
    ]);
  });

  it.each(['types', 'API_PROXY/objects'])('export-import/%s/ to a member of another project', async (path) => {
    const foreign = await memberToken(app, ['Project Owner'], 'other');
    const { status } = await app.call('GET', `${P}/export-import/${path}/`, undefined, foreign);
    expect([400, 404]).toContain(status);
  });

  it('a deployment by one who may import only', async () => {
    const token = await memberToken(app, ['ROLE_MANAGE_PROXIES']);
    const metadata = { deploy: true, deployTargetEnvironmentNameList: ['production'] };
    expect((await calls.importOver('cards', zip, metadata, P, { token })).status).toBe(403);
  });
});
