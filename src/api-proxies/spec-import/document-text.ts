import { isUtf8 } from 'node:buffer';
import { specFault } from './spec-fault.js';

export const MAX_DOCUMENT_BYTES = 50 * 1024 * 1024;

/** A document's text, without a byte order mark. `wanted` ends the sentence for an empty one: `an OpenAPI document`. */
export function textOf(bytes: Uint8Array, wanted: string): string {
  if (bytes.length > MAX_DOCUMENT_BYTES)
    throw specFault('', 'is larger than 50 MB; split it into several descriptions');
  if (!isUtf8(bytes)) throw specFault('', 'is not UTF-8 text; save it as UTF-8');
  const text = new TextDecoder('utf-8').decode(bytes);
  if (text.trim() === '') throw specFault('', `is empty; send ${wanted}`);
  return text;
}
