import type { ParameterCheck } from './fragment.js';
import { compileCheck, MAX_PATTERN_TEXT } from './parameter-check.js';

describe('compileCheck', () => {
  it.each<[ParameterCheck, readonly string[], readonly string[]]>([
    [{ type: 'string' }, ['', 'anything'], []],
    [
      { type: 'int' },
      ['0', '-2147483648', '2147483647', '007'],
      ['2147483648', '-2147483649', '1.0', '+1', '1e3', '', ' 1'],
    ],
    [
      { type: 'long' },
      ['9223372036854775807', '-9223372036854775808'],
      ['9223372036854775808', '-9223372036854775809', '0x1', '1'.repeat(65)],
    ],
    [
      { type: 'float' },
      ['1', '-1.5', '.5', '5.', '1e3', '3.4e38'],
      ['3.5e38', 'NaN', 'Infinity', '1f', '', '.', '1_0'],
    ],
    [{ type: 'double' }, ['1.7e308', '1e-400'], ['1.8e308', '1e', '0x1p3']],
    [{ type: 'boolean' }, ['true', 'FALSE'], ['1', '', 'yes', 'true ']],
    [{ type: 'string', minLength: 2, maxLength: 3 }, ['ab', 'a😀b', '😀😀'], ['😀', 'abcd', '']],
    [{ type: 'int', minValue: -1, maxValue: 10 }, ['-1', '10'], ['-2', '11']],
    [{ type: 'long', minValue: 9007199254740992 }, ['9007199254740993'], ['9007199254740991']],
    [{ type: 'double', minValue: 0.5, maxValue: 1.5 }, ['0.5', '1.50'], ['0.49', '1.51']],
    [{ type: 'int', minLength: 5 }, ['1'], []],
    [{ type: 'string', minValue: 5 }, ['1'], []],
    [{ type: 'string', values: ['a', 'B'] }, ['a', 'B'], ['b', 'a,B', '']],
    [{ type: 'int', values: ['1', '2'] }, ['1'], ['01', '3']],
    [{ type: 'string', pattern: 'a|ab' }, ['a', 'ab'], ['abc', 'b', 'a\n']],
    [{ type: 'string', pattern: '^\\p{Han}{2}$' }, ['中国'], ['中', '中a']],
    [{ type: 'string', pattern: '.*' }, ['x'.repeat(MAX_PATTERN_TEXT)], ['x'.repeat(MAX_PATTERN_TEXT + 1)]],
  ])('%j takes %j and refuses %j', (check, taken, refused) => {
    const isValid = compileCheck(check);
    expect(taken.filter((value) => !isValid(value))).toEqual([]);
    expect(refused.filter(isValid)).toEqual([]);
  });

  it('is not held up by a pattern that makes others backtrack', () => {
    expect(compileCheck({ type: 'string', pattern: '(a*)*b' })('a'.repeat(4_000))).toBe(false);
  });
});
