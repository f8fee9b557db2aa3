import { promisify } from 'node:util';
import { deflateRaw } from 'node:zlib';
import { ZipFile } from 'yazl';
import { Problem } from '../../shared/problem.js';
import { PACKAGE_LIMITS, RATIO_FREE_BYTES } from '../package-limits.js';

export interface ZipEntry {
  readonly name: string;
  readonly content: Buffer;
  /** Bytes that do not get smaller are stored as they are. */
  readonly packed?: boolean;
}

/** Equal entries give equal bytes: in the given order, without times, owners or anything of this machine. */
export async function writeZip(entries: readonly ZipEntry[]): Promise<Buffer> {
  requireWithin(entries);
  const zip = new ZipFile();
  for (const { name, content, packed } of entries) {
    const compress = packed !== false && !(await isOverRatio(content));
    zip.addBuffer(content, name, { ...PLAIN, compress });
  }
  zip.end();
  const chunks: Buffer[] = [];
  for await (const chunk of zip.outputStream) chunks.push(Buffer.from(chunk));
  const bytes = Buffer.concat(chunks);
  if (bytes.length > PACKAGE_LIMITS.fileBytes) throw tooMuch(`is larger than ${PACKAGE_LIMITS.fileBytes} bytes`);
  return bytes;
}

/** The first moment that the format knows, read in local time as the library does. */
const PLAIN = { mtime: new Date(1980, 0, 1), mode: 0o100644, forceDosTimestamp: true } as const;

/** An entry that packs too well would be refused as a bomb when it comes back. */
async function isOverRatio(content: Buffer): Promise<boolean> {
  if (content.length <= RATIO_FREE_BYTES) return false;
  const packed = await promisify(deflateRaw)(content);
  return content.length > packed.length * PACKAGE_LIMITS.ratio;
}

function requireWithin(entries: readonly ZipEntry[]): void {
  const { entries: maxEntries, totalBytes } = PACKAGE_LIMITS;
  if (entries.length > maxEntries) throw tooMuch(`has more than ${maxEntries} entries`);
  if (entries.reduce((sum, { content }) => sum + content.length, 0) > totalBytes) {
    throw tooMuch(`holds more than ${totalBytes} bytes`);
  }
}

export const tooMuch = (what: string): Problem =>
  new Problem('limit_exceeded', `The package ${what}: export fewer objects at once`);
