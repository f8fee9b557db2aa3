import { readdir, readFile } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../../', import.meta.url));

/** Settings are read once, here; everything else receives a Config. */
const READERS = ['src/main.ts', 'src/config/'];

/** No settings: what a child process needs to find its programs. */
const FOR_CHILDREN = ['src/database/embedded-postgres-command.ts'];

const sources = async (): Promise<string[]> => {
  const entries = await readdir(join(root, 'src'), { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile() && entry.name.endsWith('.ts') && !entry.name.endsWith('.spec.ts'))
    .map((entry) => relative(root, join(entry.parentPath, entry.name)).split(sep).join('/'))
    .filter((file) => !READERS.some((reader) => file.startsWith(reader)));
};

describe('the environment of the process', () => {
  it('is read by the configuration only', async () => {
    const files = await sources();
    expect(files.length).toBeGreaterThan(50);
    const readers: string[] = [];
    for (const file of files) {
      if (/\bprocess\s*(\.\s*env\b|\[\s*['"]env)/.test(await readFile(join(root, file), 'utf8'))) readers.push(file);
    }
    expect(readers).toEqual(FOR_CHILDREN);
  });
});
