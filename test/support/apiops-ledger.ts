import { appendFileSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename } from 'node:path';
import { ADMINISTRATOR, allows, MEMBERS } from './apiops-calls/callers.js';
import { needsOf } from './apiops-calls/calls.js';
import { documentedErrors, says } from './apiops-calls/documented-errors.js';
import { OPERATIONS, operationOf } from './apiops-operations.js';

/** What one call of a test was about and came to. */
export interface NotedCall {
  readonly spec: string;
  readonly operation: string;
  readonly status: number;
  /** What a refusal says. */
  readonly text: string;
  /** One of the callers of the table of calls; empty: somebody else. */
  readonly by: string;
}

const folder = new URL('../../coverage/', import.meta.url);
const calls = new URL('apiops-calls.ndjson', folder);
const report = new URL('apiops-operations.md', folder);

/** Jest's workers share a file: each line is one write. */
export function noteCall(method: string, path: string, call: Omit<NotedCall, 'operation'>): void {
  const operation = operationOf(method, path);
  if (operation === undefined) return;
  const noted: NotedCall = { ...call, spec: basename(call.spec), operation };
  mkdirSync(folder, { recursive: true });
  appendFileSync(calls, `${JSON.stringify(noted)}\n`);
}

export const forgetCalls = (): void => rmSync(calls, { force: true });

/** What tests saw of one operation, and did not. */
export interface Row {
  readonly operation: string;
  readonly success: boolean;
  /** Of the documented ones. */
  readonly errors: number;
  /** Members by their roles, whom it must have let in or refused. */
  readonly callers: number;
  readonly missing: readonly string[];
}

/** Pure. */
export const coverageOf = (noted: readonly NotedCall[]): Row[] =>
  OPERATIONS.map((operation) => {
    const own = noted.filter((call) => call.operation === operation);
    const errors = documentedErrors(operation);
    const unseen = errors.filter(
      ({ status, text }) => !own.some((call) => call.status === status && says(text, call.text)),
    );
    const callers = expectedOf(operation);
    const unheard = callers.filter(
      ({ by, allowed }) => !own.some((call) => call.by === by && (allowed ? isLetIn(call) : call.status === 403)),
    );
    const success = own.some(isSuccess);
    return {
      operation,
      success,
      errors: errors.length - unseen.length,
      callers: callers.length - unheard.length,
      missing: [
        ...(success ? [] : ['success']),
        ...unseen.map(({ status, text }) => `error ${status} ${text}`),
        ...unheard.map(({ by, allowed }) => `${by} ${allowed ? 'allowed' : 'refused'}`),
      ],
    };
  });

const isSuccess = ({ status }: NotedCall): boolean => status >= 200 && status < 300;

/** Also with a refusal of the operation's own: the calls of the table say which. */
const isLetIn = (call: NotedCall): boolean => isSuccess(call) || call.status === 400 || call.status === 404;

function expectedOf(operation: string): readonly { readonly by: string; readonly allowed: boolean }[] {
  const needs = needsOf(operation);
  if (needs === undefined || needs === 'nothing') return [];
  return [
    { by: ADMINISTRATOR, allowed: true },
    ...MEMBERS.map((member) => ({ by: member.name, allowed: allows(needs, member) })),
  ];
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
  const words = lacking.map(({ operation, missing }) => `${operation}: ${missing.join('; ')}`);
  throw new Error(`no test saw, of operations of the apiops dialect:\n${words.join('\n')}`);
}

function textOf(rows: readonly Row[]): string {
  const lines = rows.map(
    ({ operation, success, errors, callers, missing }) =>
      `| ${operation} | ${success ? 'yes' : '-'} | ${errors} | ${callers} | ${missing.join('; ')} |`,
  );
  return ['| operation | success | errors | callers | missing |', '| --- | --- | --- | --- | --- |', ...lines, ''].join(
    '\n',
  );
}
