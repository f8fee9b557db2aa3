import { appendFile, mkdir, open, rename, rm } from 'node:fs/promises';
import type { SnapshotChange } from '../data-plane.js';
import { checkedLine } from './checked-lines.js';
import { fileOf, generationsIn, type LastGoodSnapshot, readLastGood } from './last-good-reader.js';

const ENTRIES_PER_WRITE = 64;

/**
 * The last good snapshot of one environment on disk. Generation N is `base-N` (a whole snapshot) and `journal-N` (the
 * changes after it). A change is appended to the newest journal and costs what changes. When the journals outgrow the
 * base, the next generation begins: its journal at once, its base in the background; until that is whole the older base
 * and the chain of journals carry everything, and afterwards they stay as the older good one.
 */
export class LastGood {
  readonly #folder: string;
  readonly #compactAboveBytes: number;
  /** Number of the journal that is written. */
  #generation = 0;
  /** Number of the newest base that is whole. */
  #base = 0;
  #baseBytes = 0;
  /** Since that base. */
  #journalBytes = 0;
  #version: number | null = null;
  /** The journal may be continued. */
  #isSound = false;
  #tail: Promise<void> = Promise.resolve();
  #compaction: Promise<void> | null = null;

  constructor(folder: string, compactAboveBytes = 1_048_576) {
    this.#folder = folder;
    this.#compactAboveBytes = compactAboveBytes;
  }

  /** Null when nothing usable is there. What is damaged is never given out. */
  async load(): Promise<LastGoodSnapshot | null> {
    const { snapshot, base, newest, isSound } = await readLastGood(this.#folder);
    this.#generation = newest;
    this.#base = base;
    this.#isSound = isSound;
    this.#version = snapshot?.version ?? null;
    return snapshot;
  }

  /**
   * Resolves when the change is on disk; calls are written in their order. `current` gives the whole snapshot of that
   * moment, which is written instead when there is no journal to continue.
   */
  record(change: SnapshotChange, current: () => LastGoodSnapshot): Promise<void> {
    const writing = this.#tail.then(() => this.#write(change, current));
    // The caller hears of a failure; the next change must not.
    this.#tail = writing.then(nothing, nothing);
    return writing;
  }

  /** Everything begun is written. */
  async flush(): Promise<void> {
    await this.#tail;
    await this.#compaction;
  }

  async remove(): Promise<void> {
    await this.flush();
    await rm(this.#folder, { recursive: true, force: true });
  }

  async #write(change: SnapshotChange, current: () => LastGoodSnapshot): Promise<void> {
    if (this.#isSound && change.from !== null && change.from === this.#version) {
      await this.#append(change);
      const limit = Math.max(this.#compactAboveBytes, 2 * this.#baseBytes);
      if (this.#journalBytes > limit && this.#compaction === null) this.#compact(current());
      return;
    }
    const whole = current();
    // Written already with a change before; a whole one may differ in content alone.
    if (this.#isSound && change.from !== null && whole.version === this.#version) return;
    await this.#compaction;
    await mkdir(this.#folder, { recursive: true, mode: 0o700 });
    this.#generation += 1;
    await this.#writeBase(this.#generation, whole);
    this.#version = whole.version;
    this.#isSound = true;
  }

  async #append(change: SnapshotChange): Promise<void> {
    const line = checkedLine(change);
    try {
      await appendFile(fileOf(this.#folder, 'journal', this.#generation), line, { mode: 0o600 });
    } catch (error) {
      // A part of the line may be there: nothing must follow it.
      this.#isSound = false;
      throw error;
    }
    this.#journalBytes += line.length;
    this.#version = change.to;
  }

  #compact(whole: LastGoodSnapshot): void {
    // State ahead of the journal would make the journal's next change inconsistent with the new base.
    if (whole.version !== this.#version) return;
    this.#generation += 1;
    const done = (): void => {
      this.#compaction = null;
    };
    // After a failure the older base and all journals still say everything; a later change tries again.
    this.#compaction = this.#writeBase(this.#generation, whole).then(done, done);
  }

  async #writeBase(generation: number, { entries, version }: LastGoodSnapshot): Promise<void> {
    const path = fileOf(this.#folder, 'base', generation);
    const file = await open(`${path}.new`, 'w', 0o600);
    let bytes = 0;
    try {
      bytes += (await file.write(checkedLine({ version, count: entries.length }))).bytesWritten;
      // In slices, so that traffic is served in between.
      for (let at = 0; at < entries.length; at += ENTRIES_PER_WRITE) {
        const lines = entries.slice(at, at + ENTRIES_PER_WRITE).map(checkedLine);
        bytes += (await file.write(lines.join(''))).bytesWritten;
      }
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(`${path}.new`, path);
    const olderGood = this.#base;
    this.#base = generation;
    this.#baseBytes = bytes;
    this.#journalBytes = 0;
    for (const old of (await generationsIn(this.#folder)).filter((number) => number < olderGood)) {
      await rm(fileOf(this.#folder, 'base', old), { force: true });
      await rm(fileOf(this.#folder, 'journal', old), { force: true });
    }
  }
}

const nothing = (): void => undefined;
