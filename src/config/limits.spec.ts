import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { ConfigError, readConfig } from './config.js';
import { DEFAULT_LIMITS, LIMIT_NAMES, limitVariable } from './limits.js';

describe('limits', () => {
  it("are the vendor's unless a variable says otherwise", () => {
    expect(readConfig({}, '/').limits).toEqual(DEFAULT_LIMITS);
    const { limits } = readConfig({ GATEWRIGHT_LIMIT_APIS_PER_GROUP: '7' }, '/');
    expect(limits).toEqual({ ...DEFAULT_LIMITS, apisPerGroup: 7 });
  });

  it.each(LIMIT_NAMES)('%s has a variable of its own, and refuses what is no count', (name) => {
    expect(readConfig({ [limitVariable(name)]: '3' }, '/').limits[name]).toBe(3);
    for (const value of ['0', '-1', '1.5', 'many']) {
      const read = () => readConfig({ [limitVariable(name)]: value }, '/');
      expect(read).toThrow(ConfigError);
      expect(read).toThrow(limitVariable(name));
    }
  });

  it('are documented with their defaults', async () => {
    const document = await readFile(fileURLToPath(new URL('../../docs/operations.md', import.meta.url)), 'utf8');
    const rows = [...document.matchAll(/^\| `(GATEWRIGHT_LIMIT_\w+)` +\| `(\d+)`/gm)].map((row) => [row[1], row[2]]);
    expect(rows).toEqual(LIMIT_NAMES.map((name) => [limitVariable(name), String(DEFAULT_LIMITS[name])]));
  });
});
