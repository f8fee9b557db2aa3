import type { ParameterCheck } from '../../../src/ir/fragment.js';
import type { ConformanceCase, RequestExchange } from '../conformance-case.js';
import { type ApiSpec, api, checked, parameter, passed, refused } from './apis.js';
import { asks, template } from './building.js';

const invalid = (name: string) => refused(400, 'I400IP', `Parameter \`${name}\` is invalid`);

const query = (name: string) => parameter('query', name);

/** Parameters of the query by name, each with its check. */
const checking = (checks: Readonly<Record<string, ParameterCheck>>): ApiSpec => ({
  mapping: { parameters: Object.entries(checks).map(([name, check]) => checked(query(name), check)) },
});

/** Of one parameter, values that are let through and values that are not. */
const values = (name: string, good: readonly string[], bad: readonly string[]): RequestExchange[] => [
  ...good.map((value) => asks(`/?${name}=${value}`, passed())),
  ...bad.map((value) => asks(`/?${name}=${value}`, invalid(name))),
];

export const CHECKS: readonly ConformanceCase[] = [
  {
    name: 'CheckTypes',
    about: 'A value is of the declared type, in the range of that type',
    serves: (ports) =>
      api(
        ports,
        checking({
          s: { type: 'string' },
          i: { type: 'int' },
          l: { type: 'long' },
          f: { type: 'float' },
          d: { type: 'double' },
          b: { type: 'boolean' },
        }),
      ),
    exchanges: [
      asks('/', passed()),
      ...values('s', ['', 'x'], []),
      ...values(
        'i',
        ['-2147483648', '2147483647', '007'],
        ['2147483648', '-2147483649', '1.0', '1e3', '%2B1', '', 'x'],
      ),
      ...values(
        'l',
        ['-9223372036854775808', '9223372036854775807'],
        ['9223372036854775808', '-9223372036854775809', '1.5'],
      ),
      ...values('f', ['1', '-1.5', '.5', '1e3'], ['3.5e38', 'NaN', '1f', '']),
      ...values('d', ['1.7e308', '-0.25'], ['1.8e308', 'Infinity', '0x1']),
      ...values('b', ['true', 'FALSE'], ['1', 'yes', '']),
    ],
  },
  {
    name: 'CheckBounds',
    about: 'Bounds are inclusive: lengths of text in characters, values of numbers',
    serves: (ports) =>
      api(
        ports,
        checking({
          s: { type: 'string', minLength: 2, maxLength: 3 },
          i: { type: 'int', minValue: -1, maxValue: 10, minLength: 5 },
          d: { type: 'double', minValue: 0.5, maxValue: 1.5 },
        }),
      ),
    exchanges: [
      ...values('s', ['ab', 'abc', '%E4%BD%A0%F0%9F%98%80'], ['a', 'abcd', '%F0%9F%98%80']),
      ...values('i', ['-1', '10'], ['-2', '11']),
      ...values('d', ['0.5', '1.50'], ['0.49', '1.6']),
    ],
  },
  {
    name: 'CheckValues',
    about: 'One of the listed values, exactly',
    serves: (ports) =>
      api(
        ports,
        checking({ s: { type: 'string', values: ['red', 'Blue one'] }, i: { type: 'int', values: ['1', '2'] } }),
      ),
    exchanges: [...values('s', ['red', 'Blue+one'], ['Red', 'red,Blue+one', '']), ...values('i', ['2'], ['02', '3'])],
  },
  {
    name: 'CheckPattern',
    about: 'A pattern matches the whole value',
    serves: (ports) =>
      api(
        ports,
        checking({ s: { type: 'string', pattern: '[a-z]+|v\\d{1,3}' }, z: { type: 'string', pattern: '(a*)*b' } }),
      ),
    exchanges: [
      ...values('s', ['abc', 'v12'], ['ab1', 'v1234', '1abc', 'abc%0A']),
      ...values('z', ['aab'], ['a'.repeat(3_000)]),
    ],
  },
  {
    name: 'CheckEveryValue',
    about: 'Every value of a repeated parameter is checked; all of them go on',
    serves: (ports) => api(ports, checking({ i: { type: 'int' } })),
    exchanges: [asks('/?i=1&i=2', passed({ target: '/?i=1&i=2' })), asks('/?i=1&i=x', invalid('i'))],
  },
  {
    name: 'CheckEveryPlace',
    about: 'Parameters of the path, of headers and of forms are checked like those of the query',
    serves: (ports) =>
      api(ports, {
        match: { path: template('/u/{id}') },
        mapping: {
          parameters: [
            checked(parameter('path', 'id'), { type: 'int' }),
            checked(parameter('header', 'x-size'), { type: 'int' }),
            checked(parameter('body', 'n'), { type: 'int' }),
          ],
        },
      }),
    exchanges: [
      asks('/u/12', passed({ target: '/u/12' })),
      asks('/u/x', invalid('id')),
      asks({ target: '/u/1', headers: { 'x-size': '2' } }, passed({ headers: { 'x-size': '2' } })),
      asks({ target: '/u/1', headers: { 'x-size': 'L' } }, invalid('x-size')),
      ...['3', 'z'].map((n) =>
        asks(
          {
            target: '/u/1',
            method: 'POST',
            headers: { 'content-type': 'application/x-www-form-urlencoded' },
            body: `n=${n}`,
          },
          n === '3' ? passed({ body: 'n=3' }) : invalid('n'),
        ),
      ),
    ],
  },
  {
    name: 'CheckRequiredAndDefault',
    about: 'What is required is there or has a default, which no check is asked about; what is absent is not checked',
    serves: (ports) =>
      api(ports, {
        mapping: {
          parameters: [
            checked(query('must'), { type: 'int' }, { required: true }),
            checked(query('page'), { type: 'int', maxValue: 5 }, { required: true, defaultValue: '9' }),
            checked(query('may'), { type: 'int' }),
            checked(query('only'), { type: 'int' }, { to: null }),
          ],
        },
      }),
    exchanges: [
      asks('/?must=1', passed({ target: '/?must=1&page=9' })),
      asks('/?must=1&page=2&may=3&only=4', passed({ target: '/?must=1&page=2&may=3' })),
      asks('/?page=2', refused(400, 'I400MP', 'Parameter `must` is required')),
      asks('/?must=', invalid('must')),
      asks('/?must=1&page=9', invalid('page')),
      asks('/?must=1&only=x', invalid('only')),
    ],
  },
];
