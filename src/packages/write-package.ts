import { createHash } from 'node:crypto';
import { canonicalJson } from '../shared/canonical-json.js';
import { FORMAT, FORMAT_VERSION, MANIFEST_ENTRY, type Manifest, type ManifestEntry } from './manifest.js';
import type { PackageContent, PortableObject } from './package-content.js';
import { MAX_JSON_BYTES, MAX_TOTAL_JSON_BYTES } from './package-limits.js';
import { tooMuch, writeZip, type ZipEntry } from './zip/write-zip.js';

/** Equal content gives equal bytes. */
export async function writePackage(content: PackageContent, productVersion: string): Promise<Buffer> {
  const objects = placed(content.objects, '', 'OBJECT');
  const dependencies = placed(content.dependencies, 'dependencies/', 'DEPENDENCY');
  const descriptions = [...content.descriptions].sort(byName).map(([digest, { content: bytes, mediaType }]) => ({
    role: 'DESCRIPTION' as const,
    mediaType,
    entry: { name: `descriptions/${digest}`, content: bytes },
  }));
  requireLittleJson([...objects, ...dependencies]);
  const parts = [...objects, ...dependencies, ...descriptions];
  const manifest: Manifest = {
    format: FORMAT,
    formatVersion: FORMAT_VERSION,
    productVersion,
    type: content.objects[0]?.kind ?? 'API_PROXY',
    entries: parts.map(manifestEntry),
  };
  const head = { name: MANIFEST_ENTRY, content: Buffer.from(canonicalJson(manifest)) };
  return writeZip([head, ...parts.map(({ entry }) => entry)]);
}

function requireLittleJson(parts: readonly Part[]): void {
  if (parts.reduce((sum, { entry }) => sum + entry.content.length, 0) > MAX_TOTAL_JSON_BYTES) {
    throw tooMuch(`would hold more than ${MAX_TOTAL_JSON_BYTES} bytes of objects`);
  }
}

interface Part {
  readonly role: ManifestEntry['role'];
  readonly mediaType: string;
  readonly entry: ZipEntry;
}

/** In order of names. An entry is called as its object, as far as a file name allows; the object itself says its name. */
function placed(objects: readonly PortableObject[], folder: string, role: Part['role']): Part[] {
  const taken = new Set<string>();
  const ordered = objects.toSorted((a, b) => byName([a.name], [b.name]));
  return ordered.map((object) => {
    const content = Buffer.from(canonicalJson(object));
    if (content.length > MAX_JSON_BYTES)
      throw tooMuch(`would hold more than ${MAX_JSON_BYTES} bytes for ${object.name}`);
    return {
      role,
      mediaType: '',
      entry: { name: `${folder}${freeName(fileNameOf(object.name), taken)}.json`, content },
    };
  });
}

/** `My API/v2` -> `My API-v2`. */
export const fileNameOf = (name: string): string =>
  name
    .replace(/[^A-Za-z0-9 ._~()@+-]+/g, '-')
    .replace(/^[. ]+|[. ]+$/g, '')
    .slice(0, 100) || 'object';

function freeName(wanted: string, taken: Set<string>): string {
  let name = wanted;
  for (let number = 2; taken.has(name.toLowerCase()); number++) name = `${wanted}-${number}`;
  taken.add(name.toLowerCase());
  return name;
}

const manifestEntry = ({ role, mediaType, entry: { name, content } }: Part): ManifestEntry => ({
  path: name,
  role,
  mediaType,
  size: content.length,
  digest: createHash('sha256').update(content).digest('hex'),
});

const byName = ([a]: readonly [string, ...unknown[]], [b]: readonly [string, ...unknown[]]): number =>
  a < b ? -1 : a > b ? 1 : 0;
