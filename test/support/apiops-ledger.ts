import { appendFileSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename } from 'node:path';
import { FOR_ANY_TOKEN, operationOf, TIER_ONE, WITHOUT_TOKEN } from './apiops-operations.js';

/** What one call of a test was about and came to. */
export interface NotedCall {
  readonly spec: string;
  readonly operation: string;
  readonly status: number;
  /** With a token other than the administrator's. */
  readonly byMember: boolean;
}

const folder = new URL('../../coverage/', import.meta.url);
const calls = new URL('apiops-calls.ndjson', folder);
const report = new URL('apiops-operations.md', folder);

/** Jest's workers share a file: each line is one write. */
export function noteCall(method: string, path: string, status: number, byMember: boolean, testPath: string): void {
  const operation = operationOf(method, path);
  if (operation === undefined) return;
  const call: NotedCall = { spec: basename(testPath), operation, status, byMember };
  mkdirSync(folder, { recursive: true });
  appendFileSync(calls, `${JSON.stringify(call)}\n`);
}

export const forgetCalls = (): void => rmSync(calls, { force: true });

/** What tests saw of one operation. */
export interface Row {
  readonly operation: string;
  readonly success: boolean;
  readonly errors: readonly number[];
  readonly allowed: boolean;
  readonly refused: boolean;
  readonly missing: readonly string[];
}

/** Pure. */
export function coverageOf(noted: readonly NotedCall[]): Row[] {
  return TIER_ONE.map((operation) => {
    const own = noted.filter((call) => call.operation === operation);
    const ok = own.filter(({ status }) => status >= 200 && status < 300);
    const errors = [...new Set(own.map(({ status }) => status).filter((status) => status >= 400))].sort();
    const seen = {
      success: ok.length > 0,
      errors: errors.length > 0 || operation === 'GET /apiops/test/healthcheck',
      allowed: ok.some(({ byMember }) => byMember) || WITHOUT_TOKEN.has(operation),
      refused:
        own.some(({ status, byMember }) => byMember && [400, 403, 404].includes(status)) ||
        WITHOUT_TOKEN.has(operation) ||
        FOR_ANY_TOKEN.has(operation),
    };
    const missing = Object.entries(seen).flatMap(([kind, isSeen]) => (isSeen ? [] : [kind]));
    return { operation, ...seen, errors, missing };
  });
}

/**
 * Writes the report of this run. Rejects a run of every apiops spec that left something out; a run of some is only
 * reported.
 */
export function reportCalls(): void {
  if (!existsSync(calls)) return;
  const noted: NotedCall[] = readFileSync(calls, 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
  const rows = coverageOf(noted);
  writeFileSync(report, textOf(rows));
  const specs = readdirSync(new URL('../e2e/', import.meta.url)).filter((name) => /^apiops-.*\.spec\.ts$/.test(name));
  const ran = new Set(noted.map(({ spec }) => spec));
  const lacking = rows.filter(({ missing }) => missing.length > 0);
  if (lacking.length === 0 || !specs.every((spec) => ran.has(spec))) return;
  const words = lacking.map(({ operation, missing }) => `${operation}: ${missing.join(', ')}`);
  throw new Error(`no test saw, of operations of the apiops dialect:\n${words.join('\n')}`);
}

function textOf(rows: readonly Row[]): string {
  const mark = (isSeen: boolean): string => (isSeen ? 'yes' : '-');
  const lines = rows.map(
    ({ operation, success, errors, allowed, refused, missing }) =>
      `| ${operation} | ${mark(success)} | ${errors.join(' ')} | ${mark(allowed)} | ${mark(refused)} | ${missing.join(', ')} |`,
  );
  return [
    '| operation | success | errors | member allowed | member refused | missing |',
    '| --- | --- | --- | --- | --- | --- |',
    ...lines,
    '',
  ].join('\n');
}
