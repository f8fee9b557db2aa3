import { mkdir, open, readFile, rename } from 'node:fs/promises';
import { join } from 'node:path';
import type { Listener } from '../data-plane.js';
import { checkedLine, parseCheckedLines } from './checked-lines.js';
import { whenAbsent } from './last-good-reader.js';

/** One of a version before there were guests has none. */
type StoredListener = Omit<Listener, 'guests'> & Partial<Pick<Listener, 'guests'>>;

const withGuests = (listener: StoredListener): Listener => ({ guests: [], ...listener });

const FILES = ['listeners', 'listeners.previous'] as const;

/** Which listeners existed last; keeps the list before it as the older good one. */
export class ListenersFile {
  readonly #folder: string;

  constructor(folder: string) {
    this.#folder = folder;
  }

  async load(): Promise<readonly Listener[]> {
    for (const name of FILES) {
      const text = await readFile(join(this.#folder, name), 'utf8').catch(whenAbsent(''));
      const { values, isWhole } = parseCheckedLines(text);
      // The checksum says that this program wrote the line.
      if (isWhole && values.length === 1) return (values[0] as readonly StoredListener[]).map(withGuests);
    }
    return [];
  }

  async save(listeners: readonly Listener[]): Promise<void> {
    const [name, previous] = FILES.map((file) => join(this.#folder, file)) as [string, string];
    await mkdir(this.#folder, { recursive: true, mode: 0o700 });
    const line = checkedLine(listeners);
    const before = await readFile(name, 'utf8').catch(whenAbsent(''));
    if (before === line) return;
    const file = await open(`${name}.new`, 'w', 0o600);
    try {
      await file.write(line);
      await file.sync();
    } finally {
      await file.close();
    }
    if (parseCheckedLines(before).values.length === 1) await rename(name, previous);
    await rename(`${name}.new`, name);
  }
}
