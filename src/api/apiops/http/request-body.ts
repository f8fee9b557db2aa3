import { Problem } from '../../../shared/problem.js';
import { parseJson } from '../decode/json.js';

/** JSON and form bodies; uploads have a limit of their own. */
export const MAX_BODY_BYTES = 1024 * 1024;

/** A body by its content type. Nothing, or only white space, is no body, whatever the header says. */
export function parseBody(contentType: string | undefined, bytes: Buffer): unknown {
  const text = utf8(bytes);
  if (text.trim() === '') return undefined;
  const type = (contentType ?? '').split(';', 1)[0]?.trim().toLowerCase() ?? '';
  if (type === 'application/x-www-form-urlencoded') return formOf(text);
  if (type === 'application/json' || type.endsWith('+json') || type === '') return parseJson(text, 'Request body');
  throw new Problem('malformed_body', `Content-Type must be application/json, got ${type}`);
}

/** The first of repeated fields counts. */
function formOf(text: string): Readonly<Record<string, string>> {
  const fields = Object.create(null) as Record<string, string>;
  for (const [name, value] of new URLSearchParams(text)) fields[name] ??= value;
  return fields;
}

function utf8(bytes: Buffer): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (error) {
    throw new Problem('malformed_body', 'Request body is not UTF-8', {}, { cause: error });
  }
}
