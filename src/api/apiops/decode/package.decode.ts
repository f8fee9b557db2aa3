import type { ProxyDefinition } from '../../../model/api-proxy.js';
import { ENCRYPTION_TEXTS } from '../../../packages/encrypted-package.js';
import { PACKAGE_TYPES, type PackageType } from '../../../packages/package-content.js';
import { looksLikeZip } from '../../../packages/zip/read-zip.js';
import { Problem } from '../../../shared/problem.js';
import { PACKAGE_TEXTS } from '../http/messages.js';
import { decodeTargets } from './deploy-targets.decode.js';
import { empty, Fields, refused } from './fields.js';
import { isStorableText, parseJson } from './json.js';
import { decodeAddress, decodeAlgorithm } from './routing.decode.js';

export const PASSPHRASE_HEADER = 'x-apinizer-package-passphrase';

/** What came with a package: the file part, and the text parts beside it. */
export interface PackageUpload {
  readonly file: Buffer;
  readonly fields: Readonly<Record<string, unknown>>;
}

/** A file part as multer hands it over. */
export interface PackagePart {
  readonly originalname: string;
  readonly buffer: Buffer;
}

/** `emptyText`: what this operation says when there is no file. */
export function decodePackageUpload(
  part: PackagePart | undefined,
  body: unknown,
  name: string,
  emptyText: string,
): PackageUpload {
  if (part === undefined || part.buffer.length === 0) throw new Problem('missing_argument', emptyText);
  if (!/\.zip$/i.test(part.originalname) || !looksLikeZip(part.buffer)) throw refused(PACKAGE_TEXTS.notZip(name));
  const fields = typeof body === 'object' && body !== null ? { ...body } : {};
  return { file: part.buffer, fields };
}

/** `true` or `false`; absent and empty are false. A parameter of the query or a part of a form. */
export function decodeSwitch(value: unknown, name: string): boolean {
  if (value === undefined || value === '') return false;
  const word = typeof value === 'string' ? value.toLowerCase() : '';
  if (word !== 'true' && word !== 'false') throw refused(`${name} must be true or false`);
  return word === 'true';
}

/** Base64 of the UTF-8 passphrase; null when none came. The refusals repeat nothing of it. */
function decodePassphrase(header: string | undefined, wrongText: string): string | null {
  if (header === undefined || header.trim() === '') return null;
  const bytes = Buffer.from(header.trim(), 'base64');
  const isBase64 = /^[A-Za-z0-9+/_-]+={0,2}$/.test(header.trim());
  const passphrase = isBase64 ? utf8(bytes) : undefined;
  if (passphrase === undefined || passphrase === '') throw refused(wrongText);
  return passphrase;
}

function utf8(bytes: Buffer): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

/** Null unless `encrypt` asks for it; then it has to be there. */
export function decodeExportPassphrase(encrypt: unknown, header: string | undefined): string | null {
  if (!decodeSwitch(encrypt, 'encrypt')) return null;
  const passphrase = decodePassphrase(header, ENCRYPTION_TEXTS.notEncrypted);
  if (passphrase === null) throw refused(ENCRYPTION_TEXTS.noPassphrase);
  return passphrase;
}

export const decodeImportPassphrase = (header: string | undefined): string | null =>
  decodePassphrase(header, ENCRYPTION_TEXTS.wrongPassphrase);

/** Names of environments here that a mapping leads to. Our packages hold nothing of environments, so only they matter. */
export function decodeMappedEnvironments(value: unknown): readonly string[] {
  if (value === undefined || value === '') return [];
  const targets = typeof value === 'string' ? mappingOf(value) : undefined;
  if (targets === undefined) throw refused(PACKAGE_TEXTS.mapping(String(value).slice(0, 500)));
  return [...new Set(targets.filter((name) => name !== ''))];
}

function mappingOf(text: string): string[] | undefined {
  if (!isStorableText(text)) return undefined;
  try {
    const mapping: unknown = JSON.parse(text);
    if (typeof mapping !== 'object' || mapping === null || Array.isArray(mapping)) return undefined;
    const targets: unknown[] = Object.values(mapping);
    return targets.every((target) => typeof target === 'string') ? targets : undefined;
  } catch {
    return undefined;
  }
}

/** What `PUT X/import/` changes of the package on its way in, and where it deploys. Source: apiops.md 4.5. */
export interface ImportMetadata {
  readonly environmentNames: readonly string[];
  adjust(definition: ProxyDefinition): ProxyDefinition;
}

export function decodeImportMetadata(value: unknown): ImportMetadata {
  const isAbsent = value === undefined || (typeof value === 'string' && value.trim() === '');
  const fields = Fields.root(isAbsent ? {} : parseJson(String(value), 'metadata'), 'metadata');
  if (fields.flag('maintenanceMode') === true) {
    throw new Problem('unsupported', 'maintenanceMode is not supported here. Leave it out or send false');
  }
  const routing = fields.object('routing');
  const algorithm = routing === undefined ? undefined : decodeAlgorithm(routing, 'algorithm');
  const addresses = routing?.objects('addressList')?.map((address) => decodeAddress(address, 1));
  return {
    environmentNames: decodeTargets(fields),
    adjust: (definition) => ({
      ...definition,
      routing: {
        ...definition.routing,
        algorithm: algorithm ?? definition.routing.algorithm,
        addresses: addresses ?? definition.routing.addresses,
      },
    }),
  };
}

/** The type of the path, whatever its case. */
export function decodePackageType(text: string): PackageType {
  const type = PACKAGE_TYPES.find((candidate) => candidate === text.toUpperCase());
  if (type === undefined) throw refused(PACKAGE_TEXTS.unknownType(text, PACKAGE_TYPES));
  return type;
}

export function decodeExportNames(body: unknown, type: PackageType): readonly string[] {
  const fields = Fields.ofBody(body);
  const names = (fields.texts('names') ?? []).filter((name) => name.trim() !== '');
  if (names.length === 0) throw empty('names');
  const kind = fields.text('kind');
  if (kind !== undefined && kind !== '' && kind !== type) throw refused(PACKAGE_TEXTS.unknownKind(kind, type));
  return names;
}

const MERGE_METHODS = ['MATCH_BY_NAME', 'OVERWRITE_ALL'] as const;
const UNCOVERED_ACTIONS = ['FILL_FROM_PACKAGE', 'REMOVE_FROM_TARGET'] as const;

/** They say what happens to certificates; a package holds none here, so that only wrong words matter. */
export function checkCertificateWords(fields: PackageUpload['fields']): void {
  const words = Fields.root(Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== '')), 'The form');
  words.oneOf('certEnvironmentMergeMethod', MERGE_METHODS);
  words.oneOf('certEnvironmentUncoveredAction', UNCOVERED_ACTIONS);
}
