import { randomBytes } from 'node:crypto';
import { cacheSettings, mapping, operation } from '../compiler/testdata/samples.js';
import { canonicalJson } from '../shared/canonical-json.js';
import { encryptPackage } from './encrypted-package.js';
import { MANIFEST_ENTRY } from './manifest.js';
import { PACKAGE_LIMITS } from './package-limits.js';
import { portableProxy } from './portable-object.js';
import { readPackage } from './read-package.js';
import {
  content,
  DESCRIPTION,
  DIGEST,
  objectJson,
  packageOf,
  packageOfText,
  proxy,
  respelled,
} from './testing/hostile.js';
import { writePackage } from './write-package.js';
import { readZip } from './zip/read-zip.js';
import { writeZip } from './zip/write-zip.js';

const cards = () => ({ name: 'cards.json', content: Buffer.from(JSON.stringify(objectJson('cards'))) });

describe('a package', () => {
  it('comes back as it was written, and has the same bytes for the same content', async () => {
    const bytes = await writePackage(content('cards', 'a/b', 'a:b'), '1.0');
    const back = await readPackage(bytes, null);
    expect(back.objects.map(({ name }) => name)).toEqual(['a/b', 'a:b', 'cards']);
    expect(back.objects[2]).toEqual(portableProxy(proxy('cards')));
    expect(back.descriptions.get(DIGEST)).toEqual({ content: DESCRIPTION, mediaType: 'application/json' });
    expect(await writePackage(back, '1.0')).toEqual(bytes);
    expect(await writePackage(content('a:b', 'cards', 'a/b'), '1.0')).toEqual(bytes);
  });

  it('carries how callers connect, what values must be and the content type', async () => {
    const from = { location: 'QUERY', name: 'q' } as const;
    const check = { type: 'INT', minValue: -1.5, maxValue: 9, values: ['1'] } as const;
    const text = { type: 'STRING', minLength: 1, maxLength: 2, pattern: '[a-z]' } as const;
    const parameters = [check, text].map((each) => ({
      from,
      to: null,
      required: true,
      defaultValue: null,
      check: each,
    }));
    const rules = mapping({ parameters, contentType: { kind: 'CUSTOM', value: 'a/b' }, dropsForm: true });
    const portable = portableProxy(
      proxy('cards', { specDigest: null, operations: [operation({ mapping: rules, protocols: ['https'] })] }),
    );
    const { objects } = await readPackage(await packageOfText(JSON.stringify(portable)), null);
    expect(objects).toEqual([portable]);
  });

  it('carries what is cached', async () => {
    const variables = [
      { source: 'HEADER', name: 'X-A' },
      { source: 'CONTEXT', value: 'REQUEST_QUERY_STRING' },
    ] as const;
    const cache = cacheSettings({ keyType: 'CUSTOM', variables });
    const portable = portableProxy(proxy('cards', { specDigest: null, operations: [operation({ cache })] }));
    const { objects } = await readPackage(await packageOfText(JSON.stringify(portable)), null);
    expect(objects).toEqual([portable]);
  });

  it('calls its entries as its objects, as far as a file name goes', async () => {
    const names = [...(await readZip(await writePackage(content('cards', 'a/b', 'a:b'), '1'), PACKAGE_LIMITS)).keys()];
    expect(names).toEqual([MANIFEST_ENTRY, 'a-b.json', 'a-b-2.json', 'cards.json', `descriptions/${DIGEST}`]);
  });

  it('carries no ids, no owner, and no facts of a dialect that does not travel', async () => {
    const extensions = { apiops: { categoryList: ['pay'] }, cloudapi: { facts: {} } };
    const portable = portableProxy({ ...proxy('cards', { extensions }), id: 'SECRET-ID', projectId: 'OWNER-ID' });
    const text = canonicalJson(portable);
    expect(portable.definition.extensions).toEqual({ apiops: { categoryList: ['pay'] } });
    expect(text).not.toMatch(/SECRET-ID|OWNER-ID|op-GET|cloudapi/);
  });

  it('carries who may call, and the VPC access in front of the backend', async () => {
    const callers = { appCodes: 'GROUP', signatures: ['HmacSHA256'], nonceRequired: true } as const;
    const { routing } = proxy('cards').definition;
    for (const reference of [{ name: 'orders' }, { vpcId: 'v', instanceId: 'host', port: 80 }]) {
      const vpcAccess = { scheme: 'http', ...reference } as const;
      const guarded = portableProxy(proxy('cards', { callers, specDigest: null, routing: { ...routing, vpcAccess } }));
      const bytes = await writePackage({ objects: [guarded], dependencies: [], descriptions: new Map() }, '1.0');
      expect((await readPackage(bytes, null)).objects).toEqual([guarded]);
    }
  });

  it('packs a description that packs too well without packing it', async () => {
    const blank = Buffer.alloc(4 * 1024 * 1024, ' ');
    const zip = await writeZip([{ name: 'blank', content: blank }]);
    expect(zip.length).toBeGreaterThan(blank.length);
    expect((await readZip(zip, PACKAGE_LIMITS)).get('blank')?.equals(blank)).toBe(true);
  });
});

describe('an encrypted package', () => {
  const plain = () => writePackage(content('cards'), '1.0');

  it('opens with its passphrase only', async () => {
    const sealed = await encryptPackage(await plain(), 'päss phrase');
    expect(sealed.includes('cards')).toBe(false);
    expect((await readPackage(sealed, 'päss phrase')).objects).toHaveLength(1);
    await expect(readPackage(sealed, 'pass phrase')).rejects.toThrow(
      'Package could not be decrypted with the given passphrase.',
    );
    await expect(readPackage(sealed, null)).rejects.toThrow('Package is encrypted; a passphrase is required.');
  });

  it('is refused when a byte of it was changed', async () => {
    const entries = await readZip(await encryptPackage(await plain(), 'p'), PACKAGE_LIMITS);
    const [head, sealed] = [...entries.values()];
    if (head === undefined || sealed === undefined) throw new Error('two entries');
    const rebuilt = (first: Buffer, second: Buffer) =>
      writeZip([
        { name: 'META-INF/encryption.json', content: first },
        { name: 'package.sealed', content: second },
      ]);
    const flipped = Buffer.from(sealed);
    flipped[10] = (flipped[10] ?? 0) ^ 1;
    await expect(readPackage(await rebuilt(head, flipped), 'p')).rejects.toThrow('could not be decrypted');
    const dear = Buffer.from(head.toString().replace('32768', '1048576'));
    await expect(readPackage(await rebuilt(dear, sealed), 'p')).rejects.toThrow('Encrypted package could not be read.');
    await expect(readPackage(await rebuilt(head, Buffer.alloc(3)), 'p')).rejects.toThrow('could not be read');
  });

  it('is not needed: a plain one ignores the passphrase', async () => {
    expect((await readPackage(await plain(), 'anything')).objects).toHaveLength(1);
  });
});

const withMember = (name: string, value: string) =>
  JSON.stringify(objectJson('cards')).replace('{', `{"${name}":${value},`);
const inDefinition = (name: string, value: string) =>
  JSON.stringify(objectJson('cards')).replace('"definition":{', `"definition":{"${name}":${value},`);
const changed = (change: (object: Record<string, unknown>) => void) => {
  const object = objectJson('cards');
  change(object);
  return JSON.stringify(object);
};

describe('what a package may not be', () => {
  it.each<[string, () => Promise<Buffer> | Buffer, RegExp]>([
    ['not a ZIP', () => Buffer.from('PK\x03\x04 nothing'), /damaged/],
    ['truncated', async () => (await packageOf([cards()])).subarray(0, 400), /damaged/],
    ['without a manifest', () => writeZip([cards()]), /has no META-INF\/manifest\.json/],
    ['of another format', () => packageOf([cards()], { format: 'apinizer' }), /format is not gatewright-package/],
    ['of a later version', () => packageOf([cards()], { formatVersion: 2, other: 1 }), /version is 2; .* version 1/],
    ['of an unknown type', () => packageOf([cards()], { type: 'CERTIFICATE' }), /type must be one of/],
    ['claiming an owner in its manifest', () => packageOf([cards()], { ownerId: 'x' }), /ownerId is not a member/],
    ['empty', () => packageOf([]), /holds no object/],
    [
      'of groups that are none',
      () => packageOf([cards()], { type: 'PROXY_GROUP' }),
      /not every object is a PROXY_GROUP/,
    ],
    ['short of an entry', () => packageOf([cards()], { entries: [entry('b.json')] }), /b\.json: is missing/],
    ['with an entry too many', () => packageOf([cards()], { entries: [] }), /is not named by the manifest/],
    ['with a wrong digest', () => packageOf([cards()], { entries: [entry('cards.json')] }), /its digest differs/],
    [
      'with one object twice',
      () => packageOf([cards(), { ...cards(), name: 'b.json' }]),
      /holds cards \(API_PROXY\) twice/,
    ],
    [
      'without its description',
      () => packageOfText(changed((o) => set(o, 'specDigest', DIGEST))),
      /description of cards is missing/,
    ],
    ['no JSON', () => packageOfText('{'), /is not JSON/],
    [
      'no UTF-8',
      () => packageOf([{ name: 'cards.json', content: Buffer.from([0x22, 0xff, 0x22]) }]),
      /is not JSON in UTF-8/,
    ],
    ['a list', () => packageOfText('[]'), /must be a JSON object/],
    ['claiming an id', () => packageOfText(withMember('id', '"x"')), /id is not a member/],
    ['claiming a project', () => packageOfText(withMember('projectId', '"x"')), /projectId is not a member/],
    ['claiming a home', () => packageOfText(withMember('homeGroupId', '"x"')), /homeGroupId is not a member/],
    ['with __proto__', () => packageOfText(withMember('__proto__', '{"admin":true}')), /__proto__ is not a member/],
    ['with __proto__ inside', () => packageOfText(inDefinition('__proto__', '{}')), /__proto__ is not a member/],
    ['claiming a revision', () => packageOfText(inDefinition('revision', '7')), /definition\.revision is not a member/],
    [
      'with facts of another dialect',
      () => packageOfText(changed((o) => set(o, 'extensions', { cloudapi: {} }))),
      /extensions\.cloudapi is not/,
    ],
    ['with a NUL', () => packageOfText(changed((o) => (o['description'] = 'a\0b'))), /description holds a NUL/],
    ['without a name', () => packageOfText(changed((o) => (o['name'] = ' '))), /name must not be empty/],
    ['of no known kind', () => packageOfText(changed((o) => (o['kind'] = 'constructor'))), /kind must be one of/],
    [
      'with a wrong member',
      () => packageOfText(changed((o) => set(o, 'operations', 7))),
      /definition\.operations must be a list/,
    ],
    ['taking every path', () => packageOfText(changed((o) => setPath(o, '/'))), /clientRoute\.paths needs at least 2/],
  ])('%s', async (_what, bytes, message) => {
    await expect(readPackage(await bytes(), null)).rejects.toMatchObject({
      code: 'invalid_argument',
      message: expect.stringMatching(message),
    });
  });
});

const entry = (path: string) => ({ path, role: 'OBJECT', mediaType: '', size: 3, digest: '0'.repeat(64) });
const set = (object: Record<string, unknown>, name: string, value: unknown) =>
  Object.assign(object['definition'] as object, { [name]: value });
const setPath = (object: Record<string, unknown>, path: string) =>
  Object.assign((object['definition'] as { clientRoute: object }).clientRoute, { paths: [path] });

describe('an archive that lies or is too much', () => {
  const small = { ...PACKAGE_LIMITS, entries: 3, entryBytes: 3_000_000, totalBytes: 4_000_000 };
  const zeros = (length: number) => Buffer.alloc(length);
  const noise = (length: number) => randomBytes(length);

  it.each<[string, () => Promise<Buffer>, RegExp]>([
    ['climbing out', async () => respelled(await writeZip([named('AAAA')]), 'AAAA', '../a'), /damaged/],
    ['absolute', async () => respelled(await writeZip([named('AAAA')]), 'AAAA', '/etc'), /damaged/],
    ['of Windows', async () => respelled(await writeZip([named('AAAA')]), 'AAAA', '..\\a'), /damaged/],
    [
      'twice the same',
      async () => respelled(await writeZip([named('AAAA'), named('BBBB')]), 'BBBB', 'AAAA'),
      /is there twice/,
    ],
    ['a folder', async () => respelled(await writeZip([named('AAAA')]), 'AAAA', 'AAA/'), /is a folder/],
    ['too many', () => writeZip([named('a'), named('b'), named('c'), named('d')]), /more than 3 entries/],
    ['too large', () => writeZip([{ name: 'a', content: noise(3_000_001) }]), /larger than 3000000 bytes/],
    [
      'too much together',
      () =>
        writeZip([
          { name: 'a', content: noise(2_500_000) },
          { name: 'b', content: noise(2_500_000) },
        ]),
      /unpacks to more than 4000000/,
    ],
    ['a bomb', () => bomb(2_500_000), /unpacks to more than 200 times/],
    ['a bomb that hides its size', async () => hidden(await bomb(2_500_000), 2_500_000, 1000), /damaged/],
  ])('%s', async (_what, bytes, message) => {
    await expect(readZip(await bytes(), small)).rejects.toMatchObject({
      code: 'invalid_argument',
      message: expect.stringMatching(message),
    });
  });

  const named = (name: string) => ({ name, content: Buffer.from('x') });

  /** Deflated zeros, which our own writer would have stored. */
  async function bomb(length: number): Promise<Buffer> {
    const { ZipFile } = await import('yazl');
    const zip = new ZipFile();
    zip.addBuffer(zeros(length), 'bomb');
    zip.end();
    const chunks: Buffer[] = [];
    for await (const chunk of zip.outputStream) chunks.push(Buffer.from(chunk));
    return Buffer.concat(chunks);
  }

  function hidden(zip: Buffer, from: number, to: number): Buffer {
    const size = (value: number) => {
      const bytes = Buffer.alloc(4);
      bytes.writeUInt32LE(value);
      return bytes.toString('latin1');
    };
    const copy = Buffer.from(zip);
    const wanted = Buffer.from(size(from), 'latin1');
    for (let at = copy.indexOf(wanted); at >= 0; at = copy.indexOf(wanted, at + 1)) copy.write(size(to), at, 'latin1');
    return copy;
  }
});
