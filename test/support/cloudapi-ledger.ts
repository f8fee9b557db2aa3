import { mkdirSync, writeFileSync } from 'node:fs';
import { findAction } from '../../src/api/cloudapi/action-registry.js';
import { isOfAnyOperation, OPERATIONS } from './cloudapi-operations.js';
import { isTyped, strayFields } from './vendor-models.js';

/** `new`: the typed client; `old`: the one that takes any action. */
export type Generation = 'new' | 'old';

/** One call by a client of the vendor, and what it came to; `code` empty: a success. */
export interface NotedCall {
  readonly generation: Generation;
  readonly action: string;
  readonly code: string;
}

/** Of this spec file: Jest loads this module anew for each. */
const calls: NotedCall[] = [];
export const notedCalls = (): readonly NotedCall[] => calls;

/** Rejects a success that the vendor's typed client would read otherwise, and a refusal that is not declared. */
export async function noted<T>(
  generation: Generation,
  action: string,
  call: Promise<T>,
  bodyOf: (answer: T) => unknown,
): Promise<T> {
  try {
    const answer = await call;
    const strays = strayFields(action, bodyOf(answer));
    if (strays.length > 0) throw new Error(`the vendor's client reads ${action} otherwise: ${strays.join('; ')}`);
    calls.push({ generation, action, code: '' });
    return answer;
  } catch (error) {
    const code = codeOf(error);
    if (code !== undefined) {
      requireDeclared(action, code, error);
      calls.push({ generation, action, code });
    }
    throw error;
  }
}

/** Undefined for what the client itself failed with. */
function codeOf(error: unknown): string | undefined {
  const { code, data } = error as { code?: unknown; data?: { RequestId?: unknown } | null };
  return typeof code === 'string' && data?.RequestId !== undefined ? code : undefined;
}

function requireDeclared(name: string, code: string, cause: unknown): void {
  const action = findAction(name);
  if (action === undefined || action.errors.includes(code) || isOfAnyOperation(code)) return;
  throw new Error(`${name} is refused with ${code}, which it does not declare`, { cause });
}

/** What the vendor's clients saw of one operation. */
export interface Row {
  readonly action: string;
  readonly codes: readonly string[];
  readonly missing: readonly string[];
}

/** Pure. */
export function coverageOf(noted: readonly NotedCall[]): Row[] {
  return Object.entries(OPERATIONS).map(([action, errors]) => {
    const own = noted.filter((call) => call.action === action);
    const succeeded = (generation: Generation) =>
      own.some((call) => call.generation === generation && call.code === '');
    const codes = [...new Set(own.map(({ code }) => code))].filter((code) => code !== '').sort();
    const missing = [
      ...(succeeded('new') || !isTyped(action) ? [] : ['success (new client)']),
      ...(succeeded('old') ? [] : ['success (old client)']),
      ...errors.filter((code) => !codes.includes(code)),
    ];
    return { action, codes, missing };
  });
}

/** For people to read. */
export function writeReport(rows: readonly Row[]): void {
  const folder = new URL('../../coverage/', import.meta.url);
  const lines = rows.map(({ action, codes, missing }) => `| ${action} | ${codes.join(', ')} | ${missing.join(', ')} |`);
  const text = ['| operation | refusals seen | missing |', '| --- | --- | --- |', ...lines, ''].join('\n');
  mkdirSync(folder, { recursive: true });
  writeFileSync(new URL('cloudapi-operations.md', folder), text);
}
