import { invalid } from '../../../shared/problem.js';
import type { Source } from './parameters.js';

/**
 * `{name}.N.{part}`: objects in order of their numbers, which start at 1 and may have gaps. Source: cloudapi-2016-07-14.md 1.6.
 * @throws Problem invalid_argument
 */
export function numbered<P extends string>(
  name: string,
  parts: readonly P[],
  source: Source,
): Partial<Record<P, string>>[] {
  const found = new Map<number, Partial<Record<P, string>>>();
  for (const [parameter, value] of source) {
    const [head, index, last] = parameter.split('.');
    const part = parts.find((each) => each === last);
    if (head !== name || index === undefined || part === undefined) continue;
    if (!/^[1-9]\d{0,3}$/.test(index)) throw invalid(name, `number them from 1, not '${index}'`);
    found.set(Number(index), { ...found.get(Number(index)), [part]: value });
  }
  return [...found.entries()].sort(([left], [right]) => left - right).map(([, object]) => object);
}
