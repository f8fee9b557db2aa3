import { DEFAULT_LIMITS } from '../../../config/limits.js';
import { Problem } from '../../../shared/problem.js';
import {
  count,
  flag,
  json,
  jsonText,
  type Parameter,
  readParameters,
  required,
  text,
  withDefault,
} from './parameters.js';
import { tags } from './tags.js';
import { atLeastOne, textList } from './text-list.js';

const REQUEST_CONFIG = { fields: { RequestPath: 'string' } } as const;

const read = <T>(parameter: Parameter<T>, values: Record<string, string>): T =>
  parameter.read('P', new Map(Object.entries(values)), DEFAULT_LIMITS);

const problemOf = (work: () => unknown): Pick<Problem, 'code' | 'message'> & { field: string | undefined } => {
  try {
    work();
  } catch (error) {
    if (error instanceof Problem) return { code: error.code, message: error.message, field: error.facts.field };
    throw error;
  }
  throw new Error('nothing was thrown');
};

describe('a parameter', () => {
  it('reads texts, with an empty one as a value', () => {
    expect(read(text(''), {})).toBeUndefined();
    expect(read(text(''), { P: '' })).toBe('');
    expect(problemOf(() => read(text('', { maxLength: 2 }), { P: 'abc' }))).toMatchObject({ code: 'invalid_argument' });
    expect(read(text('', { maxLength: 2 }), { P: '中文' })).toBe('中文');
    expect(problemOf(() => read(text('', { minLength: 'shortestName' }), { P: 'abc' }))).toMatchObject({
      message: 'P: use at least 4 characters',
    });
    expect(problemOf(() => read(text('', { values: ['A'] }), { P: 'B' }))).toMatchObject({ field: 'P' });
  });

  it.each(['true', 'True', 'TRUE'])('reads %s as a flag', (value) => expect(read(flag(''), { P: value })).toBe(true));
  it('refuses what is no flag', () => {
    expect(read(flag(''), { P: '' })).toBeUndefined();
    expect(problemOf(() => read(flag(''), { P: 'yes' }))).toMatchObject({ code: 'invalid_argument', field: 'P' });
  });

  it('counts from one, clamps what is too much and refuses what is no count', () => {
    const size = count('', 10, 50);
    expect([read(size, {}), read(size, { P: '7' }), read(size, { P: '100' })]).toEqual([10, 7, 50]);
    for (const P of ['0', '-1', '1.5', 'x']) expect(problemOf(() => read(size, { P })).code).toBe('invalid_argument');
  });

  it('reads JSON, and tells bad JSON from bad content by the place', () => {
    expect(read(json('', REQUEST_CONFIG), { P: '{"requestPath":"/a"}' })).toEqual({ RequestPath: '/a' });
    expect(read(json('', REQUEST_CONFIG), { P: '' })).toBeUndefined();
    expect(problemOf(() => read(json('', REQUEST_CONFIG), { P: '{' }))).toMatchObject({
      code: 'malformed_body',
      message: 'P: it is not JSON',
    });
    expect(problemOf(() => read(json('', REQUEST_CONFIG), { P: '{"RequestPath":[]}' }))).toMatchObject({
      code: 'malformed_body',
      message: 'P: RequestPath must be a text',
    });
    expect(read(jsonText(''), { P: '{ "a":1}' })).toBe('{ "a":1}');
  });

  it('is missing when it is required and empty', () => {
    for (const values of [{}, { P: '' }]) {
      expect(problemOf(() => read(required(text('')), values as Record<string, string>))).toMatchObject({
        code: 'missing_argument',
        field: 'P',
      });
    }
  });

  it('falls back on its default when absent or empty', () => {
    const path = withDefault(text(''), '/');
    expect([read(path, {}), read(path, { P: '' }), read(path, { P: '/a' })]).toEqual(['/', '/', '/a']);
  });

  it('is read by its name in the table', () => {
    expect(
      readParameters(
        { A: text(''), B: flag('') },
        new Map([
          ['A', 'x'],
          ['B', 'true'],
          ['C', 'ignored'],
        ]),
        DEFAULT_LIMITS,
      ),
    ).toEqual({
      A: 'x',
      B: true,
    });
  });
});

describe('tags', () => {
  const readTags = (values: Record<string, string>) =>
    tags('').read('Tag', new Map(Object.entries(values)), DEFAULT_LIMITS);

  it('come in the order of their numbers, with gaps', () => {
    expect(
      readTags({ 'Tag.10.Key': 'j', 'Tag.10.Value': '10', 'Tag.2.Key': 'b', 'Tag.2.Value': '2', 'Tags.1.Key': 'no' }),
    ).toEqual([
      { Key: 'b', Value: '2' },
      { Key: 'j', Value: '10' },
    ]);
  });

  it.each([
    [{ 'Tag.1.Value': 'v' }, 'TagKey'],
    [{ 'Tag.1.Key': 'acs:x' }, 'TagKey'],
    [{ 'Tag.1.Key': 'aliyunx' }, 'TagKey'],
    [{ 'Tag.1.Key': 'k', 'Tag.1.Value': 'see http://x' }, 'TagValue'],
    [{ 'Tag.0.Key': 'k' }, 'Tag'],
    [Object.fromEntries(Array.from({ length: 21 }, (_, index) => [`Tag.${index + 1}.Key`, `k${index}`])), 'Tag'],
  ])('are refused (%#)', (values, field) => {
    expect(problemOf(() => readTags(values as Record<string, string>))).toMatchObject({
      code: 'invalid_argument',
      field,
    });
  });
});

describe('a list of texts', () => {
  const readList = (values: Record<string, string>, parameter = textList('', 'idsPerList')) =>
    parameter.read('Id', new Map(Object.entries(values)), { ...DEFAULT_LIMITS, idsPerList: 2 });

  it('comes in the order of its numbers, each once, without empty ones', () => {
    expect(readList({ 'Id.10': 'b', 'Id.2': 'a', 'Id.3': 'a', 'Id.4': '', Ids: 'no', 'Id.x': 'no' })).toEqual([
      'a',
      'b',
    ]);
    expect(readList({})).toEqual([]);
  });

  it('is refused when it is too long, or empty where it must not be', () => {
    expect(problemOf(() => readList({ 'Id.1': 'a', 'Id.2': 'b', 'Id.3': 'c' }))).toMatchObject({ field: 'Id' });
    expect(problemOf(() => readList({ 'Id.1': '' }, atLeastOne(textList(''))))).toMatchObject({
      code: 'missing_argument',
      field: 'Id',
    });
  });
});
