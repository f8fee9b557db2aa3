import type { KeyAndValue } from '../../../model/resource-tag.js';
import { invalid } from '../../../shared/problem.js';
import { numbered } from './numbered.js';
import type { Parameter } from './parameters.js';

export interface Tag {
  readonly Key: string;
  readonly Value: string;
}

const PARTS = ['Key', 'Value'] as const;

/** `Tag.N.Key`, `Tag.N.Value`. Source: cloudapi-2016-07-14.md 4.0. */
export const tags = (about: string): Parameter<readonly Tag[]> => ({
  wire: 'objects',
  parts: PARTS,
  required: false,
  about,
  refuses: ['invalid_argument'],
  read(name, source, limits) {
    const found = numbered(name, PARTS, source);
    if (found.length > limits.tagsPerCall) throw invalid(name, `use at most ${limits.tagsPerCall} tags`);
    return found.map(checked);
  },
});

function checked({ Key = '', Value = '' }: Partial<Tag>): Tag {
  if (Key === '') throw invalid('TagKey', 'a tag needs a key');
  if (Key.length > 128 || isReserved(Key)) throw invalid('TagKey', `'${Key.slice(0, 40)}' cannot be used`);
  if (Value.length > 128 || isReserved(Value)) throw invalid('TagValue', `'${Value.slice(0, 40)}' cannot be used`);
  return { Key, Value };
}

const isReserved = (text: string): boolean => /^(aliyun|acs:)|https?:\/\//i.test(text);

export const toStored = (given: readonly Tag[]): KeyAndValue[] =>
  given.map(({ Key, Value }) => ({ key: Key, value: Value }));

export const toTag = ({ key, value }: KeyAndValue): Tag => ({ Key: key, Value: value });
