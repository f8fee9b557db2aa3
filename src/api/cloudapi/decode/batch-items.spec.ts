import { DEFAULT_LIMITS } from '../../../config/limits.js';
import { batchItems } from './batch-items.js';

const sut = batchItems('Items.', ['GroupId', 'ApiUid', 'StageName'], ['GroupId', 'ApiUid']);
const read = (values: Record<string, string>) => sut.read('Api', new Map(Object.entries(values)), DEFAULT_LIMITS);

describe('batchItems', () => {
  it('reads items by number, gaps and order aside', () => {
    const values = {
      'Api.10.GroupId': 'g10',
      'Api.10.ApiUid': 'a10',
      'Api.2.ApiUid': 'a2',
      'Api.2.GroupId': 'g2',
      'Api.2.StageName': 'PRE',
      'Api.2.Other': 'x',
      'Apis.1.GroupId': 'x',
    };
    expect(read(values)).toEqual([
      { GroupId: 'g2', ApiUid: 'a2', StageName: 'PRE' },
      { GroupId: 'g10', ApiUid: 'a10' },
    ]);
  });

  it.each([
    ['nothing', {}, 'missing_argument', 'Api'],
    ['no API', { 'Api.1.GroupId': 'g' }, 'missing_argument', 'ApiUid'],
    ['an empty group', { 'Api.1.GroupId': '', 'Api.1.ApiUid': 'a' }, 'missing_argument', 'GroupId'],
    ['a number from 0', { 'Api.0.GroupId': 'g', 'Api.0.ApiUid': 'a' }, 'invalid_argument', 'Api'],
  ])('refuses %s', (_case, values, code, field) => {
    expect(() => read(values)).toThrow(expect.objectContaining({ code, facts: expect.objectContaining({ field }) }));
  });

  it('takes a hundred, not more', () => {
    const many = (count: number) =>
      Object.fromEntries(
        Array.from({ length: count }, (_, index) => [
          [`Api.${index + 1}.GroupId`, 'g'],
          [`Api.${index + 1}.ApiUid`, `a${index}`],
        ]).flat() as [string, string][],
      );
    expect(read(many(100))).toHaveLength(100);
    expect(() => read(many(101))).toThrow(expect.objectContaining({ code: 'limit_exceeded' }));
  });
});
