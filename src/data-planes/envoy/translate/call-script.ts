import { readFileSync } from 'node:fs';

/** In the order in which they use each other. */
const FILES = ['text', 'digest', 'faults', 'pattern', 'checks', 'callers', 'mapping', 'call'] as const;

const textOf = (file: string): string => readFileSync(new URL(`../lua/${file}.lua`, import.meta.url), 'utf8');

/** What Envoy runs for a route with call-time logic; the same for all of them. */
export const CALL_SCRIPT = FILES.map((file) => `${textOf(file)}\n`).join('');
