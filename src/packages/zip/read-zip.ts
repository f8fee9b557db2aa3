import type { Readable } from 'node:stream';
import { type Entry, fromBufferPromise, type ZipFile } from 'yauzl';
import { isProblem } from '../../shared/problem.js';
import { packageFault } from '../package-fault.js';
import { type PackageLimits, RATIO_FREE_BYTES } from '../package-limits.js';

/** Entries by name, in the order of the archive. */
export type ZipEntries = ReadonlyMap<string, Buffer>;

/** Whether the bytes begin as every ZIP with an entry does. */
export const looksLikeZip = (bytes: Buffer): boolean =>
  bytes.subarray(0, 4).equals(Buffer.from('PK\x03\x04', 'latin1'));

/**
 * Every entry, unpacked in memory. What an entry claims is checked before anything of it is unpacked, and unpacking stops
 * at what it claimed.
 * @throws Problem `invalid_argument` for a broken archive or one that exceeds a limit
 */
export async function readZip(bytes: Buffer, limits: PackageLimits): Promise<ZipEntries> {
  try {
    const zip = await fromBufferPromise(bytes, { lazyEntries: true, strictFileNames: true, validateEntrySizes: true });
    return await readEntries(zip, limits);
  } catch (error) {
    if (isProblem(error)) throw error;
    throw packageFault('', 'the ZIP archive is damaged or not a plain one', error);
  }
}

async function readEntries(zip: ZipFile, limits: PackageLimits): Promise<ZipEntries> {
  if (zip.entryCount > limits.entries) throw packageFault('', `it has more than ${limits.entries} entries`);
  const entries = new Map<string, Buffer>();
  let total = 0;
  for await (const entry of zip.eachEntry()) {
    if (entries.has(entry.fileName)) throw packageFault(entry.fileName, 'is there twice');
    total += entry.uncompressedSize;
    requireWithin(entry, total, limits);
    entries.set(entry.fileName, await contentOf(zip, entry));
  }
  return entries;
}

function requireWithin(entry: Entry, total: number, limits: PackageLimits): void {
  const { fileName, uncompressedSize, compressedSize } = entry;
  if (fileName.endsWith('/')) throw packageFault(fileName, 'is a folder; packages hold files only');
  if (!entry.canDecodeFileData()) throw packageFault(fileName, 'is packed in a way that is not supported');
  if (uncompressedSize > limits.entryBytes) throw packageFault(fileName, `is larger than ${limits.entryBytes} bytes`);
  if (total > limits.totalBytes) throw packageFault('', `it unpacks to more than ${limits.totalBytes} bytes`);
  if (uncompressedSize > RATIO_FREE_BYTES && uncompressedSize > compressedSize * limits.ratio) {
    throw packageFault(fileName, `unpacks to more than ${limits.ratio} times its size`);
  }
}

async function contentOf(zip: ZipFile, entry: Entry): Promise<Buffer> {
  const stream: Readable = await zip.openReadStreamPromise(entry);
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(chunk);
  return Buffer.concat(chunks);
}
