import { createHash } from 'node:crypto';
import { definition, operation } from '../../compiler/testdata/samples.js';
import type { ApiProxy } from '../../model/api-proxy.js';
import { MANIFEST_ENTRY } from '../manifest.js';
import type { PackageContent } from '../package-content.js';
import { portableProxy } from '../portable-object.js';
import { writeZip, type ZipEntry } from '../zip/write-zip.js';

export const DESCRIPTION = Buffer.from('{"openapi":"3.0.3","info":{"title":"cards","version":"1"},"paths":{}}');
export const DIGEST = createHash('sha256').update(DESCRIPTION).digest('hex');

export const proxy = (name: string, change: Partial<ApiProxy['definition']> = {}): ApiProxy => ({
  id: 'p-1',
  projectId: 'project-1',
  name,
  apiName: name,
  homeGroupId: null,
  description: 'Card API',
  definition: definition({ operations: [operation(), operation({ path: '/other' })], specDigest: DIGEST, ...change }),
  definitionDigest: '',
  createdAt: new Date(0),
  modifiedAt: new Date(0),
});

export const content = (...names: string[]): PackageContent => ({
  objects: names.map((name) => portableProxy(proxy(name))),
  dependencies: [],
  descriptions: new Map([[DIGEST, { content: DESCRIPTION, mediaType: 'application/json' }]]),
});

/** JSON of an object as an export writes it. */
export const objectJson = (name: string): Record<string, unknown> =>
  JSON.parse(JSON.stringify(portableProxy(proxy(name, { specDigest: null }))));

/** A package whose manifest is right about the entries, except for what `manifest` says otherwise. */
export function packageOf(entries: readonly ZipEntry[], manifest: Record<string, unknown> = {}): Promise<Buffer> {
  const head = {
    format: 'gatewright-package',
    formatVersion: 1,
    productVersion: 'test',
    type: 'API_PROXY',
    entries: entries.map(({ name, content: bytes }) => ({
      path: name,
      role: 'OBJECT',
      mediaType: '',
      size: bytes.length,
      digest: createHash('sha256').update(bytes).digest('hex'),
    })),
    ...manifest,
  };
  return writeZip([{ name: MANIFEST_ENTRY, content: Buffer.from(JSON.stringify(head)) }, ...entries]);
}

/** A package of one object, whose JSON text is given. */
export const packageOfText = (text: string): Promise<Buffer> =>
  packageOf([{ name: 'cards.json', content: Buffer.from(text) }]);

/** Replaces text of equal length in the bytes of a ZIP, everywhere: names stand in it twice. */
export function respelled(zip: Buffer, from: string, to: string): Buffer {
  const copy = Buffer.from(zip);
  for (let at = copy.indexOf(from); at >= 0; at = copy.indexOf(from, at + 1)) copy.write(to, at, 'latin1');
  return copy;
}
