import type { Readable, Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createBrotliDecompress, createGunzip, createInflate, createZstdDecompress } from 'node:zlib';
import { invalidFetch, refusedFetch } from './fetch-problem.js';

const DECODERS: ReadonlyMap<string, () => Transform> = new Map<string, () => Transform>([
  ['gzip', createGunzip],
  ['x-gzip', createGunzip],
  ['deflate', createInflate],
  ['br', createBrotliDecompress],
  ['zstd', createZstdDecompress],
]);

export const ACCEPTED_ENCODINGS = 'gzip, deflate, br, zstd';

export interface BodyOptions {
  /** Value of Content-Encoding; `''` for none. */
  readonly encoding: string;
  /** Counted after decompression, so that a small bomb stays small. */
  readonly limitBytes: number;
  readonly signal: AbortSignal;
}

/** The whole body, unpacked. Ends the stream when it is too large. */
export async function readBody(body: Readable, { encoding, limitBytes, signal }: BodyOptions): Promise<Buffer> {
  const name = encoding.trim().toLowerCase();
  const collect = (source: AsyncIterable<Buffer>) => collectUpTo(limitBytes, source);
  if (name === '' || name === 'identity') return pipeline(body, collect, { signal });
  const decoder = DECODERS.get(name);
  if (decoder === undefined) {
    abandon(body);
    throw invalidFetch('the server answered in a content encoding that is not supported');
  }
  return pipeline(body, decoder(), collect, { signal });
}

async function collectUpTo(limitBytes: number, source: AsyncIterable<Buffer>): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of source) {
    size += chunk.length;
    if (size > limitBytes) throw refusedFetch(`the document is larger than ${limitBytes} bytes`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks, size);
}

/** Ends a body that nobody will read. It reports that as an error, from which there is nothing to learn. */
export function abandon(body: Readable): void {
  body.once('error', () => undefined).destroy();
}
