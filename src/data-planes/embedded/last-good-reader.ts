import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ReleaseKey, SnapshotChange, SnapshotEntry } from '../data-plane.js';
import { parseCheckedLines } from './checked-lines.js';

export interface LastGoodSnapshot {
  readonly version: number;
  readonly entries: readonly SnapshotEntry[];
}

export interface Reading {
  /** Null when no base is whole. */
  readonly snapshot: LastGoodSnapshot | null;
  /** Base that the snapshot was read from. */
  readonly base: number;
  /** Highest number seen; 0 for none. */
  readonly newest: number;
  /** Every line after the base was good: the newest journal may be continued. */
  readonly isSound: boolean;
}

export const fileOf = (folder: string, kind: 'base' | 'journal', generation: number): string =>
  join(folder, `${kind}-${generation}`);

/** The newest base that is whole, and every consistent change after it. */
export async function readLastGood(folder: string): Promise<Reading> {
  const generations = await generationsIn(folder);
  const newest = generations.at(-1) ?? 0;
  for (const base of [...generations].reverse()) {
    const state = baseOf(await textOf(fileOf(folder, 'base', base)));
    if (state === null) continue;
    let isSound = true;
    for (const generation of generations.filter((number) => number >= base)) {
      isSound &&= replay(state, await textOf(fileOf(folder, 'journal', generation)));
    }
    const snapshot = { version: state.version, entries: [...state.entries.values()] };
    return { snapshot, base, newest, isSound };
  }
  return { snapshot: null, base: 0, newest, isSound: false };
}

/** Oldest first. */
export async function generationsIn(folder: string): Promise<number[]> {
  const names = await readdir(folder).catch(whenAbsent<string[]>([]));
  const numbers = names.flatMap((name) => /^(?:base|journal)-(\d+)$/.exec(name)?.[1] ?? []).map(Number);
  return [...new Set(numbers)].sort((a, b) => a - b);
}

interface State {
  version: number;
  readonly entries: Map<ReleaseKey, SnapshotEntry>;
}

function baseOf(text: string): State | null {
  const { values, isWhole } = parseCheckedLines(text);
  const [head, ...rest] = values;
  if (!isWhole || head === undefined) return null;
  // The checksum says that this program wrote the line.
  const { version, count } = head as { version: number; count: number };
  const entries = rest as SnapshotEntry[];
  return count === entries.length ? { version, entries: new Map(entries.map((entry) => [entry.key, entry])) } : null;
}

/** Applies what is consistent; false when something after it is not. */
function replay(state: State, text: string): boolean {
  const { values, isWhole } = parseCheckedLines(text);
  for (const change of values as SnapshotChange[]) {
    if (change.from !== state.version) return false;
    for (const key of change.removals) state.entries.delete(key);
    for (const entry of change.upserts) state.entries.set(entry.key, entry);
    state.version = change.to;
  }
  return isWhole;
}

const textOf = (path: string): Promise<string> => readFile(path, 'utf8').catch(whenAbsent(''));

export const whenAbsent =
  <T>(value: T) =>
  (error: NodeJS.ErrnoException): T => {
    if (error.code === 'ENOENT') return value;
    throw error;
  };
