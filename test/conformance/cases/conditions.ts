import type { ConformanceCase, TestRequest } from '../conformance-case.js';
import { asks, below, exact, misses, saying, says } from './building.js';

const by = (method: string, target = '/'): TestRequest => ({ target, method });
const having = (headers: TestRequest['headers'], target = '/'): TestRequest => ({ target, headers: headers ?? {} });
const parameter = (name: string, value: string | null = null) => ({ name, value });

export const CONDITIONS: readonly ConformanceCase[] = [
  {
    name: 'MethodOne',
    about: 'A route with a method takes only that method',
    serves: () => ({ p: saying({ put: { methods: ['PUT'] } }) }),
    exchanges: [says(by('PUT'), 'put'), misses(by('GET')), misses(by('POST'))],
  },
  {
    name: 'MethodOneOfSeveral',
    about: 'A route with several methods takes each of them',
    serves: () => ({ p: saying({ two: { methods: ['GET', 'DELETE'] } }) }),
    exchanges: [says(by('GET'), 'two'), says(by('DELETE'), 'two'), misses(by('PATCH'))],
  },
  {
    name: 'MethodNoneIsAny',
    about: 'A route without methods takes every method',
    serves: () => ({ p: saying({ any: {} }) }),
    exchanges: [says(by('PATCH'), 'any'), says(by('OPTIONS'), 'any'), says(by('REPORT'), 'any')],
  },
  {
    name: 'MethodNamedFirst',
    about: 'A route with a method goes before one without',
    serves: () => ({ p: saying({ any: {}, post: { methods: ['POST'] } }) }),
    exchanges: [says(by('POST'), 'post'), says(by('GET'), 'any')],
  },
  {
    name: 'MethodFallsThrough',
    about: 'A better path whose method does not fit gives way to the next one',
    serves: () => ({
      p: saying({ post: { path: exact('/x'), methods: ['POST'] }, all: { path: below('/') } }),
    }),
    exchanges: [says(by('POST', '/x'), 'post'), says(by('GET', '/x'), 'all')],
  },
  {
    name: 'MethodHeadIsNotGet',
    about: 'A route for GET does not take HEAD',
    serves: () => ({ p: saying({ get: { methods: ['GET'] } }) }),
    exchanges: [asks(by('HEAD'), { status: 404, body: '' })],
  },
  {
    name: 'HeaderMatches',
    about: 'A header must have exactly the value; its name has no case',
    serves: () => ({ p: saying({ one: { headers: [{ name: 'x-version', value: 'One' }] } }) }),
    exchanges: [
      says(having({ 'X-VERSION': 'One' }), 'one'),
      misses(having({ 'x-version': 'one' })),
      misses(having({ 'x-version': 'One, Two' })),
      misses(having({})),
    ],
  },
  {
    name: 'HeaderInLines',
    about: 'Of a header in several lines any one counts',
    serves: () => ({ p: saying({ one: { headers: [{ name: 'x-version', value: 'One' }] } }) }),
    exchanges: [
      says(having({ 'x-version': ['Two', 'One'] }), 'one'),
      says(having({ 'x-version': ['One', ''] }), 'one'),
      misses(having({ 'x-version': ['Two', 'Three'] })),
    ],
  },
  {
    name: 'HeaderInLinesJoined',
    about: 'Lines of a header that every proxy may join are one value',
    serves: () => ({ p: saying({ one: { headers: [{ name: 'accept', value: 'a/b,c/d' }] } }) }),
    exchanges: [
      says(having({ accept: ['a/b', 'c/d'] }), 'one'),
      says(having({ accept: 'a/b,c/d' }), 'one'),
      misses(having({ accept: 'a/b' })),
      misses(having({ accept: ['c/d', 'a/b'] })),
    ],
  },
  {
    name: 'HeaderParameter',
    about: 'A route may ask for a parameter of a header, quoted or not, whatever is beside it',
    serves: () => ({
      p: saying({ one: { headers: [{ name: 'content-type', parameter: 'action', value: 'urn:a.b' }] } }),
    }),
    exchanges: [
      says(having({ 'content-type': 'application/soap+xml; charset=utf-8; action="urn:a.b"' }), 'one'),
      says(having({ 'content-type': 'application/soap+xml;Action=urn:a.b;x=1' }), 'one'),
      misses(having({ 'content-type': 'application/soap+xml; action="urn:axb"' })),
      misses(having({ 'content-type': 'application/soap+xml; note="; action=urn:a.b"' })),
      misses(having({ 'content-type': 'application/soap+xml' })),
      misses(having({})),
    ],
  },
  {
    name: 'HeaderAllMatch',
    about: 'All headers of a route must match',
    serves: () => ({
      p: saying({
        both: {
          headers: [
            { name: 'x-a', value: '1' },
            { name: 'x-b', value: '2' },
          ],
        },
      }),
    }),
    exchanges: [says(having({ 'x-a': '1', 'x-b': '2' }), 'both'), misses(having({ 'x-a': '1' }))],
  },
  {
    name: 'HeaderMoreFirst',
    about: 'More headers go before fewer',
    serves: () => ({
      p: saying({
        none: {},
        one: { headers: [{ name: 'x-a', value: '1' }] },
        two: {
          headers: [
            { name: 'x-a', value: '1' },
            { name: 'x-b', value: '2' },
          ],
        },
      }),
    }),
    exchanges: [
      says(having({ 'x-a': '1', 'x-b': '2' }), 'two'),
      says(having({ 'x-a': '1' }), 'one'),
      says(having({ 'x-b': '2' }), 'none'),
    ],
  },
  {
    name: 'QueryMatches',
    about: 'A parameter must be in the query, wherever; with a value, exactly with that',
    serves: () => ({
      p: saying({
        has: { query: [[parameter('openapi')]] },
        is: { path: exact('/is'), query: [[parameter('format', 'yaml')]] },
      }),
    }),
    exchanges: [
      ...['/?openapi', '/?openapi=', '/?openapi=3', '/x?a=1&openapi', '/?openapi&a=1'].map((target) =>
        says(target, 'has'),
      ),
      ...['/', '/openapi', '/?openapis', '/?xopenapi', '/?a=openapi', '/?OpenApi', '/?a=1?openapi'].map(misses),
      ...['/is?format=yaml', '/is?a&format=yaml&b', '/is?format=json&format=yaml'].map((target) => says(target, 'is')),
      ...['/is', '/is?format', '/is?format=', '/is?format=yamls', '/is?format=json'].map(misses),
    ],
  },
  {
    name: 'QueryAsWritten',
    about: 'A query is compared as it is written, undecoded, and special characters stand for themselves',
    serves: () => ({ p: saying({ dot: { query: [[parameter('a.json', '1+(2)')]] } }) }),
    exchanges: [
      says('/?a.json=1+(2)', 'dot'),
      misses('/?a%2Ejson=1+(2)'),
      misses('/?axjson=1+(2)'),
      misses('/?a.json=1%2B(2)'),
    ],
  },
  {
    name: 'QueryAllAndAny',
    about: 'Every condition on the query must hold; of one with several parameters any does',
    serves: () => ({
      p: saying({ both: { query: [[parameter('openapi'), parameter('swagger')], [parameter('format', 'yaml')]] } }),
    }),
    exchanges: [
      says('/?openapi&format=yaml', 'both'),
      says('/?format=yaml&swagger', 'both'),
      misses('/?openapi&swagger'),
      misses('/?format=yaml'),
    ],
  },
  {
    name: 'QueryMoreFirst',
    about: 'More conditions on the query go before fewer, headers before them, and a better path before all',
    serves: () => ({
      p: saying({
        none: {},
        one: { query: [[parameter('a')]] },
        two: { query: [[parameter('a')], [parameter('b')]] },
        header: { headers: [{ name: 'x-a', value: '1' }] },
        path: { path: exact('/x') },
      }),
    }),
    exchanges: [
      says('/?b&a', 'two'),
      says('/?a', 'one'),
      says('/?b', 'none'),
      says(having({ 'x-a': '1' }, '/?a&b'), 'header'),
      says('/x?a&b', 'path'),
    ],
  },
  {
    name: 'QueryFallsThrough',
    about: 'A better path whose query does not fit gives way to the next one',
    serves: () => ({ p: saying({ spec: { path: exact('/x'), query: [[parameter('openapi')]] }, all: {} }) }),
    exchanges: [says('/x?openapi', 'spec'), says('/x?other', 'all'), says('/x', 'all')],
  },
  {
    name: 'MethodBeforeHeaders',
    about: 'A named method goes before more headers',
    serves: () => ({
      p: saying({ header: { headers: [{ name: 'x-a', value: '1' }] }, method: { methods: ['GET'] } }),
    }),
    exchanges: [says(having({ 'x-a': '1' }), 'method')],
  },
  {
    name: 'OrderAmongEquals',
    about: 'Among equals the smaller order wins',
    serves: () => ({ p: saying({ zfirst: { path: below('/a') }, asecond: { path: below('/a') } }) }),
    exchanges: [says('/a', 'zfirst')],
  },
  {
    name: 'ReleasesShareAnEnvironment',
    about: 'Routes of several releases are one table',
    serves: () => ({
      p: saying({ wide: { path: below('/a') } }),
      q: saying({ narrow: { path: below('/a/b') } }),
    }),
    exchanges: [says('/a/b/c', 'narrow'), says('/a/c', 'wide')],
  },
];
