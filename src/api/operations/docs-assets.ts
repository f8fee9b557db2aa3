import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, extname, join } from 'node:path';

/** The files of swagger-ui-dist that the page needs; nothing else of the package is reachable. */
const VENDOR_FILES = ['swagger-ui.css', 'swagger-ui-bundle.js', 'swagger-ui-standalone-preset.js', 'favicon-32x32.png'];

const CONTENT_TYPES: Readonly<Record<string, string>> = {
  '.css': 'text/css; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.png': 'image/png',
};

export interface Asset {
  readonly contentType: string;
  readonly content: Buffer;
}

const vendorFolder = dirname(createRequire(import.meta.url).resolve('swagger-ui-dist/package.json'));

/** Undefined when the page has no such file. */
export async function vendorAsset(file: string): Promise<Asset | undefined> {
  const contentType = CONTENT_TYPES[extname(file)];
  if (contentType === undefined || !VENDOR_FILES.includes(file)) return undefined;
  return { contentType, content: await readFile(join(vendorFolder, file)) };
}
