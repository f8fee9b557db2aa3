import { invalid } from '../../../shared/problem.js';
import type { Parameter, Source } from './parameters.js';

export interface Tag {
  readonly Key: string;
  readonly Value: string;
}

/** `Tag.N.Key`, `Tag.N.Value`: N from 1, gaps allowed. Source: cloudapi-2016-07-14.md 1.6, 4.0. */
export const tags = (about: string): Parameter<readonly Tag[]> => ({
  wire: 'tags',
  required: false,
  about,
  read(name, source, limits) {
    const found = [...numbered(name, source).entries()].sort(([left], [right]) => left - right).map(([, tag]) => tag);
    if (found.length > limits.tagsPerCall) throw invalid(name, `use at most ${limits.tagsPerCall} tags`);
    return found.map(checked);
  },
});

function numbered(name: string, source: Source): Map<number, Partial<Tag>> {
  const found = new Map<number, Partial<Tag>>();
  for (const [parameter, value] of source) {
    const [head, index, part] = parameter.split('.');
    if (head !== name || index === undefined || (part !== 'Key' && part !== 'Value')) continue;
    if (!/^[1-9]\d{0,3}$/.test(index)) throw invalid(name, `number the tags from 1, not '${index}'`);
    found.set(Number(index), { ...found.get(Number(index)), [part]: value });
  }
  return found;
}

function checked({ Key = '', Value = '' }: Partial<Tag>): Tag {
  if (Key === '') throw invalid('TagKey', 'a tag needs a key');
  if (Key.length > 128 || isReserved(Key)) throw invalid('TagKey', `'${Key.slice(0, 40)}' cannot be used`);
  if (Value.length > 128 || isReserved(Value)) throw invalid('TagValue', `'${Value.slice(0, 40)}' cannot be used`);
  return { Key, Value };
}

const isReserved = (text: string): boolean => /^(aliyun|acs:)|https?:\/\//i.test(text);

/** Every wanted tag is there; a tag wanted without a value matches any. */
export const hasTags = (tagsOfObject: readonly Tag[], wanted: readonly Tag[]): boolean =>
  wanted.every(({ Key, Value }) =>
    tagsOfObject.some((tag) => tag.Key === Key && (Value === '' || tag.Value === Value)),
  );
