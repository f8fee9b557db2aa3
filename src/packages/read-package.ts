import { createHash } from 'node:crypto';
import { Problem } from '../shared/problem.js';
import { decodeObject } from './decode-object.js';
import { decryptPackage, ENCRYPTION_TEXTS, isEncrypted } from './encrypted-package.js';
import { decodeManifest, MANIFEST_ENTRY, type Manifest, type ManifestEntry } from './manifest.js';
import type { PackageContent, PortableDescription, PortableObject, PortableProxy } from './package-content.js';
import { packageFault } from './package-fault.js';
import { MAX_JSON_BYTES, MAX_TOTAL_JSON_BYTES, PACKAGE_LIMITS } from './package-limits.js';
import { readZip, type ZipEntries } from './zip/read-zip.js';

/**
 * What a package holds: every entry named by the manifest, every digest right, every object of a known shape, every
 * description that an object names at hand. Without `passphrase` only plain packages can be read; those ignore it.
 * @throws Problem `invalid_argument`
 */
export async function readPackage(bytes: Buffer, passphrase: string | null): Promise<PackageContent> {
  const outer = await readZip(bytes, PACKAGE_LIMITS);
  if (!isEncrypted(outer)) return contentOf(outer);
  if (passphrase === null) throw new Problem('invalid_argument', ENCRYPTION_TEXTS.passphraseNeeded);
  const inner = await readZip(await decryptPackage(outer, passphrase), PACKAGE_LIMITS);
  return contentOf(inner);
}

function contentOf(entries: ZipEntries): PackageContent {
  const head = entries.get(MANIFEST_ENTRY);
  if (head === undefined) throw packageFault('', `it has no ${MANIFEST_ENTRY}, so it is not an export of Gatewright`);
  const manifest = decodeManifest(jsonOf(head, MANIFEST_ENTRY), PACKAGE_LIMITS.entries);
  requireSameEntries(manifest, entries);
  const ofRole = (role: ManifestEntry['role']) => manifest.entries.filter((entry) => entry.role === role);
  requireLittleJson([...ofRole('OBJECT'), ...ofRole('DEPENDENCY')]);
  const content: PackageContent = {
    objects: ofRole('OBJECT').map(({ path }) => objectAt(path, entries)),
    dependencies: ofRole('DEPENDENCY').map(({ path }) => proxyAt(path, entries)),
    descriptions: new Map(ofRole('DESCRIPTION').map((entry) => descriptionAt(entry, entries))),
  };
  requireConsistent(manifest, content);
  return content;
}

function requireLittleJson(entries: readonly ManifestEntry[]): void {
  if (entries.reduce((sum, { size }) => sum + size, 0) > MAX_TOTAL_JSON_BYTES) {
    throw packageFault('', `its objects are larger than ${MAX_TOTAL_JSON_BYTES} bytes`);
  }
}

/** Neither side may have an entry that the other lacks, and each must be what the manifest says. */
function requireSameEntries(manifest: Manifest, entries: ZipEntries): void {
  const named = new Set([MANIFEST_ENTRY]);
  for (const { path, digest, size } of manifest.entries) {
    if (named.has(path)) throw packageFault(path, 'is named twice by the manifest');
    named.add(path);
    const content = entries.get(path);
    if (content === undefined) throw packageFault(path, 'is missing');
    if (content.length !== size || sha256(content) !== digest)
      throw packageFault(path, 'was changed: its digest differs');
  }
  const other = [...entries.keys()].find((name) => !named.has(name));
  if (other !== undefined) throw packageFault(other, 'is not named by the manifest');
}

function requireConsistent(manifest: Manifest, { objects, dependencies, descriptions }: PackageContent): void {
  if (objects.length === 0) throw packageFault('', 'it holds no object');
  if (objects.some(({ kind }) => kind !== manifest.type))
    throw packageFault('', `not every object is a ${manifest.type}`);
  const seen = new Set<string>();
  for (const { kind, name } of [...objects, ...dependencies]) {
    if (seen.has(`${kind} ${name}`)) throw packageFault('', `it holds ${name} (${kind}) twice`);
    seen.add(`${kind} ${name}`);
  }
  for (const object of [...objects, ...dependencies]) {
    if (object.kind !== 'API_PROXY') continue;
    const digest = object.definition.specDigest;
    if (digest !== null && !descriptions.has(digest))
      throw packageFault('', `the description of ${object.name} is missing`);
  }
}

const sha256 = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex');

function objectAt(path: string, entries: ZipEntries): PortableObject {
  return decodeObject(jsonOf(entries.get(path) ?? Buffer.alloc(0), path), path);
}

function proxyAt(path: string, entries: ZipEntries): PortableProxy {
  const object = objectAt(path, entries);
  if (object.kind !== 'API_PROXY') throw packageFault(path, 'is no API_PROXY; dependencies are');
  return object;
}

const descriptionAt = (
  { path, digest, mediaType }: ManifestEntry,
  entries: ZipEntries,
): [string, PortableDescription] => [digest, { content: entries.get(path) ?? Buffer.alloc(0), mediaType }];

function jsonOf(bytes: Buffer, path: string): unknown {
  if (bytes.length > MAX_JSON_BYTES) throw packageFault(path, `is larger than ${MAX_JSON_BYTES} bytes`);
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch (cause) {
    throw packageFault(path, 'is not JSON in UTF-8', cause);
  }
}
