import { readFileSync } from 'node:fs';

/** Of package.json, which lies beside `src` and `dist` alike. */
export const PRODUCT_VERSION: string = JSON.parse(
  readFileSync(new URL('../../package.json', import.meta.url), 'utf8'),
).version;
