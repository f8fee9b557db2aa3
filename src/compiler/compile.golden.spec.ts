import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { validateFragment } from '../ir/validate.js';
import { canonicalJson } from '../shared/canonical-json.js';
import { type CompileInput, compile } from './compile.js';

/** Drop `<case>.in.json` into testdata, run with UPDATE_GOLDEN=1, format, and review the `<case>.out.json` it writes. */
const folder = new URL('./testdata/', import.meta.url);
const cases = readdirSync(folder)
  .filter((file) => file.endsWith('.in.json'))
  .map((file) => file.replace('.in.json', ''));

const read = (file: string): unknown => JSON.parse(readFileSync(new URL(file, folder), 'utf8'));

describe('compile, golden', () => {
  it('has cases', () => expect(cases.length).toBeGreaterThan(5));

  it.each(cases)('%s', (name) => {
    const compiled = compile(read(`${name}.in.json`) as CompileInput);
    if (process.env['UPDATE_GOLDEN'] === '1') {
      writeFileSync(new URL(`${name}.out.json`, folder), `${JSON.stringify(compiled, null, 2)}\n`);
    }
    expect(JSON.parse(canonicalJson(compiled))).toEqual(read(`${name}.out.json`));
  });

  it.each(cases)('%s makes a fragment without contradictions, or faults', (name) => {
    const compiled = compile(read(`${name}.in.json`) as CompileInput);
    expect(compiled.ok ? validateFragment(compiled.fragment) : compiled.faults.length > 0 && []).toEqual([]);
  });

  it.each(cases)('%s gives the same whatever the order of its keys', (name) => {
    const given = read(`${name}.in.json`);
    expect(canonicalJson(compile(reversed(given) as CompileInput))).toBe(canonicalJson(compile(given as CompileInput)));
  });
});

function reversed(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(reversed);
  if (value === null || typeof value !== 'object') return value;
  const entries = Object.entries(value).reverse();
  return Object.fromEntries(entries.map(([key, member]) => [key, reversed(member)]));
}
