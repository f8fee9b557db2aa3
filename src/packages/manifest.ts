import { PACKAGE_TYPES, type PackageType } from './package-content.js';
import { packageFault } from './package-fault.js';
import { StrictObject } from './strict-object.js';

export const MANIFEST_ENTRY = 'META-INF/manifest.json';
export const FORMAT = 'gatewright-package';
export const FORMAT_VERSION = 1;

/** Served again as Content-Type one day: nothing that a browser would run. `''`: an object. */
const MEDIA_TYPES = [
  '',
  'application/json',
  'application/yaml',
  'text/yaml',
  'application/xml',
  'text/xml',
  'application/wsdl+xml',
  'application/zip',
] as const;

const ROLES = ['OBJECT', 'DEPENDENCY', 'DESCRIPTION'] as const;

/** One entry of the ZIP: what it is, and the SHA-256 of its bytes. */
export interface ManifestEntry {
  readonly path: string;
  readonly role: (typeof ROLES)[number];
  readonly digest: string;
  readonly size: number;
  /** Of descriptions; '' for objects. */
  readonly mediaType: string;
}

export interface Manifest {
  readonly format: typeof FORMAT;
  readonly formatVersion: typeof FORMAT_VERSION;
  /** Which Gatewright wrote it; nothing is decided by it. */
  readonly productVersion: string;
  /** Of the objects; dependencies are proxies. */
  readonly type: PackageType;
  readonly entries: readonly ManifestEntry[];
}

/** The format and its version are looked at first: what a later version holds cannot be judged here. */
export function decodeManifest(value: unknown, maxEntries: number): Manifest {
  const manifest = StrictObject.of(value, MANIFEST_ENTRY);
  const format = manifest.text('format', 100);
  if (format !== FORMAT) throw packageFault('', `its format is not ${FORMAT}`);
  const formatVersion = manifest.whole('formatVersion', Number.MAX_SAFE_INTEGER);
  if (formatVersion !== FORMAT_VERSION) {
    throw packageFault('', `its format version is ${formatVersion}; this installation reads version ${FORMAT_VERSION}`);
  }
  const decoded: Manifest = {
    format,
    formatVersion,
    productVersion: manifest.text('productVersion', 100),
    type: manifest.oneOf('type', PACKAGE_TYPES),
    entries: manifest.objects('entries', maxEntries, decodeEntry),
  };
  manifest.done();
  return decoded;
}

const decodeEntry = (entry: StrictObject): ManifestEntry => ({
  path: entry.text('path', 1000),
  role: entry.oneOf('role', ROLES),
  digest: entry.text('digest', 64),
  size: entry.whole('size', Number.MAX_SAFE_INTEGER),
  mediaType: entry.oneOf('mediaType', MEDIA_TYPES),
});
