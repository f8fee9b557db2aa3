import { Problem } from '../../../shared/problem.js';

/** Parses JSON that a client sent. `label` names it in refusals, which say where it is broken and repeat none of it. */
export function parseJson(text: string, label: string): unknown {
  const value = parsed(text, label);
  if (!isStorable(value)) {
    throw new Problem('malformed_body', `${label} holds text with a NUL character or half a surrogate pair`);
  }
  return value;
}

function parsed(text: string, label: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new Problem('malformed_body', `${label} is not valid JSON${placeOf(error)}`, {}, { cause: error });
  }
}

/** The engine's message quotes the input, which may hold a secret: only the place is taken from it. */
function placeOf(error: unknown): string {
  const message = error instanceof Error ? error.message : '';
  const place = /\(line \d+ column \d+\)/.exec(message)?.[0];
  if (place !== undefined) return ` ${place}`;
  return /end of JSON input|Unterminated/.test(message) ? ': it ends too early' : '';
}

/** PostgreSQL takes neither NUL nor unpaired surrogates. Walks without recursion: depth is the client's choice. */
function isStorable(root: unknown): boolean {
  const open: unknown[] = [root];
  while (open.length > 0) {
    const value = open.pop();
    if (typeof value === 'string' && !isStorableText(value)) return false;
    if (typeof value !== 'object' || value === null) continue;
    for (const [key, member] of Object.entries(value)) open.push(key, member);
  }
  return true;
}

export const isStorableText = (text: string): boolean => !/[\0\p{Surrogate}]/u.test(text);
